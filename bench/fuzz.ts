/**
 * Reads damaged DICOM and NIfTI files, and CSV tables as other programs write and damage them, and says which
 * were not read or refused as they should be. Mutations are numbered: each seed is one, and the same one every
 * time.
 *
 *     deno task fuzz [--count 10000] [--first 1] [--quick]
 *     deno task fuzz --only SEED [--save damaged.dcm]
 *     deno task fuzz --beside-pydicom [--count 2000]
 *     deno task fuzz --nifti [--count 10000] [--first 1] [--only SEED]
 *     deno task fuzz --tables [--count 10000] [--only SEED]     # tables alone
 *
 * With `--beside-pydicom` images that are read are compared with what pydicom's decoders read, too.
 * Without it, and with `--nifti` alone, as many NIfTI files follow.
 * Damage to compressed data may rightly show differently: differences are listed to be looked at.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { fuzzNiftiFiles } from "./fuzz_nifti.ts";
import { tellWhatIsMissing } from "./missing.ts";
import { SecondOpinion } from "./second_opinion.ts";
import { fuzz, LIMITS_TEXT } from "../tests/dicom/fuzz/fuzz.ts";
import type { Finding } from "../tests/dicom/fuzz/fuzz_process.ts";
import { mutate } from "../tests/dicom/fuzz/mutate.ts";
import { originals } from "../tests/dicom/fuzz/originals.ts";
import { fuzzTables } from "../tests/predictions/fuzz/table_fuzz.ts";

tellWhatIsMissing();

const { values } = parseArgs({
  options: {
    count: { type: "string", default: "10000" },
    first: { type: "string", default: "1" },
    quick: { type: "boolean", default: false },
    only: { type: "string" },
    save: { type: "string" },
    "beside-pydicom": { type: "boolean", default: false },
    nifti: { type: "boolean", default: false },
    tables: { type: "boolean", default: false },
  },
});
const { quick, only } = values;
const first = Number(only ?? values.first), count = only === undefined ? Number(values.count) : 1;
if (values.nifti) Deno.exit(await fuzzNiftiFiles({ first, count }) ? 0 : 1);

/** Tries the tables, and ends the process where one is wrong. */
async function tryTables(): Promise<void> {
  let read = 0, wrong = 0;
  for await (const finding of fuzzTables({ first, count })) {
    if (finding.read) read++;
    if (finding.complaint !== null) wrong++;
    if (finding.complaint === null && only === undefined) continue;
    const came = finding.complaint ?? (finding.read ? "read" : "refused");
    console.log(`seed ${finding.seed}, ${finding.what}: ${came}`);
  }
  console.log(
    `${count} tables: ${read} read, ${
      count - read
    } refused, ${wrong} wrong (other values, no typed error, ` +
      "or a leak called separate)",
  );
  if (wrong > 0) Deno.exit(1);
}

const isOneFile = only !== undefined || values.save !== undefined || values["beside-pydicom"];
if (values.tables || !isOneFile) await tryTables();
if (values.tables) Deno.exit();

function describe({ seed, file, mutation, complaint, read, message, ...cost }: Finding): string {
  const came = complaint ?? (read ? "read" : `refused: ${message}`);
  const { milliseconds, megabytes } = cost;
  return `seed ${seed}, ${file}, ${mutation}: ${came} ` +
    `(${milliseconds.toFixed(1)} ms, ${megabytes.toFixed(1)} MB)`;
}

if (values.save !== undefined) {
  const { bytes } = mutate(await originals({ quick }), first);
  await Deno.writeFile(values.save, bytes);
}

let done = 0, read = 0;
let opinion = values["beside-pydicom"] ? await SecondOpinion.start() : null;
const compared = { alike: 0, different: 0, refused: 0, crashed: 0 };
const files = opinion === null ? [] : await originals({ quick });

/** Compares an image with what pydicom reads. */
async function compare(finding: Finding): Promise<void> {
  if (opinion === null || finding.image === null) return;
  const { shape, sha256 } = finding.image;
  const images = await opinion.of(mutate(files, finding.seed).bytes);
  if (images === null) {
    compared.crashed++;
    await opinion.end();
    opinion = await SecondOpinion.start();
  } else if (images.length === 0) {
    compared.refused++;
  } else if (images.some((image) => image.sha256 === sha256 && `${image.shape}` === `${shape}`)) {
    compared.alike++;
  } else {
    compared.different++;
    console.log(`pydicom reads something else: ${describe(finding)}`);
  }
}

const wrong: Finding[] = [];
const worst = { milliseconds: 0, megabytes: 0 };
for await (const finding of fuzz({ first, count, quick, hash: opinion !== null })) {
  done++;
  if (finding.read) read++;
  worst.milliseconds = Math.max(worst.milliseconds, finding.milliseconds);
  worst.megabytes = Math.max(worst.megabytes, finding.megabytes);
  if (finding.complaint !== null) wrong.push(finding);
  if (finding.complaint !== null || only !== undefined) console.log(describe(finding));
  await compare(finding);
  if (done % 500 === 0) console.error(`${done} of ${count}`);
}
console.log(
  `${done} mutations: ${read} read, ${done - read} refused, ${wrong.length} wrong; ` +
    `at most ${worst.milliseconds.toFixed(0)} ms of CPU time and ` +
    `${worst.megabytes.toFixed(0)} MB for one (allowed: ${LIMITS_TEXT})`,
);
if (opinion !== null) {
  await opinion.end();
  const { alike, different, refused, crashed } = compared;
  console.log(
    `Beside pydicom: ${alike} alike, ${different} different, ${refused} that it refused, ` +
      `${crashed} that it crashed on`,
  );
}
const isNiftiRight = opinion !== null || only !== undefined ||
  await fuzzNiftiFiles({ first, count });
if (wrong.length > 0 || !isNiftiRight) Deno.exit(1);
