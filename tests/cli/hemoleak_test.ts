import assert from "node:assert/strict";
import { join } from "node:path";
import { formatPredictions, type Metrics } from "hemoleak";
import { permissionOptions } from "../../cli/permissions.ts";
import { REPRODUCE_PERMISSIONS } from "../../cli/reproduce.ts";
import config from "../../deno.json" with { type: "json" };

const PROJECT = join(import.meta.dirname!, "..", "..");

/** Runs the command line as its task does. */
function hemoleak(...args: string[]) {
  return deno(...config.tasks.hemoleak.command.split(" ").slice(1), ...args);
}

async function deno(...args: string[]) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args,
    cwd: PROJECT,
    env: { NO_COLOR: "1" },
  }).output();
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, out: decode(stdout), err: decode(stderr) };
}

/** Six slices of three subjects; one pair of nine is in the wrong order. */
const PREDICTIONS = formatPredictions(
  [0.1, 0.2, 0.7, 0.6, 0.8, 0.9].map((score, i) => ({
    subject: `S${i % 3}`,
    study: `S${i % 3}`,
    slice: String(i),
    set: "test",
    label: i < 3 ? 0 : 1,
    score,
  })),
);

Deno.test("evaluate prints the AUC with its interval, and all of it as JSON", async () => {
  const file = await Deno.makeTempFile({ suffix: ".csv" });
  await Deno.writeTextFile(file, PREDICTIONS);

  const text = await hemoleak("evaluate", file);
  assert.equal(text.code, 0, text.err);
  assert.match(text.out, /Test set: 6 slices of 3 subjects, 0\.500 positive/);
  assert.match(text.out, /AUC +0\.889 \[\d\.\d{3}, \d\.\d{3}\] by subject/);

  const json = await hemoleak("evaluate", file, "--json");
  const metrics = JSON.parse(json.out) as Metrics;
  assert.equal(metrics.auc, 8 / 9);
  assert.equal(metrics.slices, 6);
  assert.equal(metrics.subjects, 3);
  assert.equal(metrics.bootstrap.unit, "subject");
  assert.equal(metrics.alwaysPositive.recall, 1);
  await Deno.remove(file);
});

Deno.test("what is wrong is told in one message, without a stack trace", async (t) => {
  const folder = await Deno.makeTempDir();
  const bad = join(folder, "bad.csv");
  await Deno.writeTextFile(bad, "subject,study,slice,set,label,score\na,b,1,test,2,0.5\n");
  const empty = join(folder, "empty");
  await Deno.mkdir(empty);
  const cases: [args: string[], message: RegExp][] = [
    [
      ["evaluate", join(folder, "none.csv")],
      /none\.csv: expected a predictions\.csv but there is none/,
    ],
    [
      ["evaluate", bad],
      /bad\.csv, line 2, column label: expected 0 or 1 \(or, with --positive NAME, a name\) but found "2"/,
    ],
    [["reproduce", "--cohort", "cq500"], /CQ500.* give their folder with --root/],
    [["reproduce", "--cohort", "cq500", "--root", join(folder, "x")], /a folder of images/],
    [["reproduce", "--cohort", "cq500", "--root", empty], /reads\.csv/],
    [["phantom", join(folder, "p"), "--slices", "1"], /slices to be a whole number from 2/],
    [["phantom", join(folder, "p"), "--slices", "few"], /whole number .* "few"/],
    [["reproduce", "--profile", "fast"], /Allowed choices are quick, desk, paper/],
  ];
  for (const [args, message] of cases) {
    await t.step(args.slice(0, 3).join(" ").replace(folder, "…"), async () => {
      const { code, out, err } = await hemoleak(...args);
      assert.equal(code, 1);
      assert.equal(out, "");
      assert.match(err, message);
      assert.doesNotMatch(err, /^\s+at |file:\/\//m);
    });
  }
  await Deno.remove(folder, { recursive: true });
});

Deno.test("phantom writes a cohort and leaves a finished one alone", async () => {
  const folder = await Deno.makeTempDir();
  const args = ["phantom", folder, "--subjects", "2", "--slices", "2", "--size", "32"];
  const first = await hemoleak(...args);
  assert.equal(first.code, 0, first.err);
  const reads = await Deno.readTextFile(join(folder, "reads.csv"));
  assert.equal(reads.trim().split("\r\n").length, 3);
  const { mtime } = await Deno.stat(join(folder, "reads.csv"));
  assert.equal((await hemoleak(...args)).code, 0);
  assert.deepEqual((await Deno.stat(join(folder, "reads.csv"))).mtime, mtime);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("the permissions of reproduce are enough to train", async () => {
  const program = await Deno.makeTempFile({ dir: join(PROJECT, "tests", "cli"), suffix: ".ts" });
  try {
    await Deno.writeTextFile(
      program,
      `import * as tf from "@tensorflow/tfjs";
       import { useTensorFlow } from "hemoleak";
       await useTensorFlow();
       console.log(tf.getBackend(), tf.tidy(() => tf.scalar(1).add(1).dataSync()[0]));`,
    );
    const { code, out, err } = await deno(
      ...["run", "--quiet", "--no-prompt", ...await permissionOptions(REPRODUCE_PERMISSIONS)],
      program,
    );
    assert.equal(code, 0, err);
    assert.equal(out, "tensorflow 2\n");
    assert.equal(err, "");
  } finally {
    await Deno.remove(program);
  }
});
