import assert from "node:assert/strict";
import { join } from "node:path";
import { writeCohort } from "hemoleak/cohort/cohort_files.ts";
import { openStore } from "hemoleak/preprocess/store/slice_store.ts";
import { withFolder } from "../fixtures/with_folder.ts";
import { writeSmallCohort } from "../preprocess/small_cohort.ts";

const PROJECT = join(import.meta.dirname!, "..", "..");

/** Runs the command in a process that may read the root, the output and the project, and write the output. */
async function preprocess(root: string, out: string, ...args: string[]) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--quiet",
      "--no-prompt",
      `--allow-read=${root},${out},${PROJECT}`,
      `--allow-write=${out}`,
      join(PROJECT, "cli", "main.ts"),
      ...["preprocess", root, "--out", out, ...args],
    ],
    env: { NO_COLOR: "1" },
  }).output();
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, out: decode(stdout), err: decode(stderr) };
}

/** A root with three studies, and ingest's output for it. */
async function ingested(folder: string): Promise<{ root: string; out: string }> {
  const [root, out] = [`${folder}/dicom`, `${folder}/out`];
  const { slices } = await writeSmallCohort(root);
  await Deno.truncate(`${root}/${slices[4]!.file}`, 200);
  await writeCohort(
    { root, slices: [...slices], studies: [], series: [], table: [], rejected: [] },
    out,
  );
  return { root, out };
}

Deno.test("preprocess stores the slices of an ingested cohort, with few permissions", () =>
  withFolder(async (folder) => {
    const { root, out } = await ingested(folder);
    const options = ["--size", "32", "--workers", "2", "--window-width", "100"];
    const run = await preprocess(root, out, ...options);
    assert.equal(run.code, 0, run.err);
    const store = join(out, "slices-32");
    assert.equal(
      run.out,
      `Stored 11 slices in ${store}; left out 1, listed with reasons in ${store}/rejected.csv\n`,
    );
    assert.match(run.err, /Preprocessing slices .* 12\/12 \d+ slices\/s 0 s to go/);
    const opened = await openStore(store);
    assert.equal(opened.rows.length, 11);
    assert.equal(opened.options.windowWidth, 100);
    assert.equal(opened.options.gamma, 0.25);

    await Deno.truncate(`${store}/slices/S-0_CT-Plain.npy`, 300);
    const again = await preprocess(root, out, ...options, "--verify");
    assert.equal(again.out, run.out);
    assert.equal(opened.read([0]).length, 32 * 32);
    opened.close();
  }));

Deno.test("preprocess tells what is wrong in one message, without a stack trace", () =>
  withFolder(async (folder) => {
    const { root, out } = await ingested(folder);
    const empty = `${folder}/empty`;
    await Deno.mkdir(empty);
    const cases: [run: Promise<{ code: number; err: string }>, message: RegExp][] = [
      [preprocess(root, empty), /cohort\.parquet: not found; run "hemoleak ingest /],
      [
        preprocess(`${folder}/gone`, out),
        /\/gone: expected the cohort's files but there is no such folder/,
      ],
      [preprocess(root, out, "--size", "0"), /size to be a whole number of at least 1/],
      [preprocess(root, out, "--window-width", "wide"), /Expected a number but found "wide"/],
      [preprocess(root, out, "--scheme", "magic"), /exponential, rational, opencv/],
      [preprocess(root, out, "--pseudonymise", "not its salt"), /found none; give the folder and/],
    ];
    for (const [run, message] of cases) {
      const { code, err } = await run;
      assert.equal(code, 1);
      assert.match(err, message);
      assert.doesNotMatch(err, /^\s+at |file:\/\//m);
    }
  }));
