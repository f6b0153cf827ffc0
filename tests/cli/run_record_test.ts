import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { formatSplit, PROFILES } from "hemoleak";
import { tableOf } from "hemoleak/predictions/prediction_table.ts";
import { DENO } from "../../cli/deno_system.ts";
import { readRunRecord } from "../../cli/run_record.ts";
import { withFolder } from "../fixtures/with_folder.ts";
import { examplePredictions } from "../report/audited_examples.ts";

const PREDICTIONS = examplePredictions("slice");
const RECORD = {
  cell: { model: "cnn4", split: "slice", labels: "true", seed: 1 },
  profile: PROFILES.quick,
  fingerprint: "store",
  software: { training: "3" },
  splitSha256: createHash("sha256").update(formatSplit(PREDICTIONS)).digest("hex"),
};

async function read(record: unknown) {
  let found: unknown;
  await withFolder(async (folder) => {
    const path = join(folder, "record.json");
    await Deno.writeTextFile(path, JSON.stringify(record));
    found = await readRunRecord(path, tableOf(PREDICTIONS), DENO);
  });
  return found;
}

Deno.test("readRunRecord: a record, and the same with the keys that it had before", async () => {
  assert.deepEqual(await read(RECORD), RECORD);
  const { fingerprint: data, splitSha256: split, ...others } = RECORD;
  assert.deepEqual(await read({ ...others, data, split }), RECORD);
});

Deno.test("readRunRecord: a command's record, a program's, and those that are neither", async () => {
  const { profile, ...others } = RECORD;
  const ofProgram = { ...others, cell: { ...RECORD.cell, model: "forest" } };
  const ofCommand = { ...ofProgram, trainer: { command: "train {split} {predictions}" } };
  assert.deepEqual(await read(ofCommand), ofCommand);
  assert.deepEqual(await read(ofProgram), ofProgram);
  // A command may be called after a network; a network that is none of these is not known here.
  assert.deepEqual(await read(others), others);
  const wrong = [
    { ...ofProgram, trainer: {} },
    { ...ofProgram, trainer: { command: 1 } },
    { ...ofProgram, cell: { ...RECORD.cell, model: "a forest" } },
    { ...ofProgram, cell: { ...ofProgram.cell, split: "study" } },
    { ...ofProgram, profile },
  ];
  for (const record of wrong) {
    await assert.rejects(read(record), { message: /expected the record\.json of a run/ });
  }
});

Deno.test("readRunRecord: a record of another split, of no known network, or none", async () => {
  const name = "HemoleakError", none = /expected the record\.json of a run/;
  await assert.rejects(read({ ...RECORD, splitSha256: "0" }), { name, message: /another split/ });
  const unknown = { ...RECORD, cell: { ...RECORD.cell, model: "vgg19" } };
  for (const record of [unknown, null, [], "text"]) {
    await assert.rejects(read(record), { name, message: none });
  }
});
