import assert from "node:assert/strict";
import { join } from "node:path";
import { formatPredictions, type Metrics, type Prediction } from "hemoleak";
import type { Comparison } from "hemoleak";
import { evaluate as evaluatePredictions } from "hemoleak/evaluate";
import { audit } from "hemoleak/leakage";
import { readAnyPredictions } from "hemoleak/predictions";
import { describeMetrics } from "../../cli/evaluate_text.ts";
import { randomTables } from "../page/random_tables.ts";
import config from "../../deno.json" with { type: "json" };
import { ARTERY_READERS, WFNS } from "../fixtures/evaluate/published.ts";
import { near } from "../evaluate/near.ts";

const PROJECT = join(import.meta.dirname!, "..", "..");

async function evaluate(...args: string[]) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [...config.tasks.hemoleak.command.split(" ").slice(1), "evaluate", ...args],
    cwd: PROJECT,
    env: { NO_COLOR: "1" },
  }).output();
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, out: decode(stdout), err: decode(stderr) };
}

function csvOf(
  { scores, labels, subjects }: { scores: number[]; labels: number[]; subjects?: string[] },
): string {
  return formatPredictions(scores.map((score, i): Prediction => ({
    subject: subjects?.[i] ?? `S${i}`,
    study: subjects?.[i] ?? `S${i}`,
    slice: String(i),
    set: "test",
    label: labels[i] === 1 ? 1 : 0,
    score,
  })));
}

Deno.test("evaluate: from a file to published values", async (t) => {
  const folder = await Deno.makeTempDir();
  const write = async (name: string, text: string) => {
    await Deno.writeTextFile(join(folder, name), text);
    return join(folder, name);
  };
  const wfns = await write("wfns.csv", csvOf(WFNS));
  const first = await write("first.csv", csvOf(ARTERY_READERS.first));
  const second = await write("second.csv", csvOf(ARTERY_READERS.second));

  await t.step(
    "--json: DeLong's variance and interval of WFNS grade, as pROC has them",
    async () => {
      const { code, out, err } = await evaluate(wfns, "--json");
      assert.equal(code, 0, err);
      const metrics = JSON.parse(out) as Metrics;
      near(metrics.auc, 0.823678861788618, 1e-14);
      near(metrics.delong.variance, 0.00146991470882363, 1e-16);
      near(metrics.delong.ci[0], 0.748535, 5e-7);
      near(metrics.delong.ci[1], 0.898823, 5e-7);
      near(metrics.clustered.variance, 0.00146991470882363, 1e-16);
      assert.deepEqual([metrics.slices, metrics.subjects], [113, 113]);
      near(metrics.prevalence, 41 / 113, 1e-15);
      assert.equal(metrics.bootstrap.ci.length, 2);
      assert.equal(metrics.calibration, null);
    },
  );

  await t.step("--compare --json: Obuchowski's example", async () => {
    const { code, out, err } = await evaluate(second, "--compare", first, "--json");
    assert.equal(code, 0, err);
    const { paired, clustered } = JSON.parse(out) as Metrics & { paired: Comparison };
    near(Math.sqrt(clustered.variance!), 0.0097, 5e-5);
    near(Math.sqrt(paired.clustered.variance!), 0.0066, 5e-5);
    near(paired.clustered.difference, 0.0014, 5e-5);
    assert.ok(paired.delong.p !== null && paired.delong.statistic !== null);
  });

  await t.step("the text names the unit of every interval", async () => {
    const { code, out, err } = await evaluate(first, "--compare", second);
    assert.equal(code, 0, err);
    assert.match(out, /^Test set: 65 slices of 36 subjects, 0\.446 positive$/m);
    assert.match(out, /^ {2}AUC +0\.984 \[0\.909, 0\.996\] by subject; 2\.1 times as wide/m);
    assert.match(out, /\] by subject; no subject makes an error \*$/m);
    assert.match(out, /^\* Few subjects do not show how others vary\./m);
    assert.match(out, /DeLong, as if independent +0\.984 \[0\.\d{3}, 1\.000\] by slice/);
    assert.match(out, /outside \[0, 1\]/);
    assert.match(out, /Beside second\.csv: AUC 0\.984 here, 0\.985 there/);
    assert.match(out, /by subject, t\(14\.\d\) = −0\.22, p = 0\.82\d/);
    for (const line of out.split("\n").filter((line) => /\[.*\]/.test(line))) {
      assert.match(line, /by (subject|slice|study)|outside \[0, 1\]/, line);
    }
  });

  await t.step("--unit study judges studies", async () => {
    const { code, out, err } = await evaluate(first, "--unit", "study", "--study-score", "max");
    assert.equal(code, 0, err);
    assert.match(out, /^Test set: 36 studies, scored by the highest of 65 slices, of 36 subjects/m);
    assert.match(out, /by study/);
  });

  await t.step("files of other slices: one message that names the first", async () => {
    const { code, out, err } = await evaluate(first, "--compare", wfns);
    assert.deepEqual([code, out], [1, ""]);
    assert.match(
      err,
      /^hemoleak: wfns\.csv: .*first\.csv, line 2 \(subject "patient 1", .* is missing/,
    );
    assert.doesNotMatch(err, /^\s+at |file:\/\//m);
    const none = await evaluate(first, "--compare", join(folder, "none.csv"));
    assert.match(none.err, /none\.csv: expected a predictions\.csv but there is none/);
    const wrong = await evaluate(first, "--unit", "patient");
    assert.match(wrong.err, /Allowed choices are slice, study/);
  });
  await Deno.remove(folder, { recursive: true });
});

Deno.test("describeMetrics: a star is explained below, once, wherever it stands", async () => {
  let late = 0;
  for (const text of randomTables(60).slice(30)) {
    const bytes = new Blob([text]).stream();
    const table = await readAnyPredictions(bytes, "x.csv", { acrossSets: true });
    if ("classScores" in table || table.folds !== null || audit(table).test.auc === null) continue;
    const lines = describeMetrics(evaluatePredictions(table)).split("\n");
    const stars = lines.filter((line) => / \*(\s|$)/.test(line));
    const explained = lines.filter((line) => line.startsWith("* Few subjects"));
    assert.equal(explained.length, stars.length === 0 ? 0 : 1, text);
    if (stars.some((line) => /^ {4}/.test(line))) late++;
  }
  assert(late > 0, "some have one beside thresholds that were carried over");
});

Deno.test("evaluate says when all scores are equal", async () => {
  const path = await Deno.makeTempFile({ suffix: ".csv" });
  await Deno.writeTextFile(path, csvOf({ scores: [1, 1, 1, 1], labels: [0, 1, 0, 1] }));
  const { code, out } = await evaluate(path);
  assert.equal(code, 0);
  assert.match(out, /^All slices have the same score, 1: nothing is ranked\.\nThe AUC of 0\.5/m);
  assert.equal((JSON.parse((await evaluate(path, "--json")).out) as Metrics).constantScore, 1);
  await Deno.remove(path);
});
