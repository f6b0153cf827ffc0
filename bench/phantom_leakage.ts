/**
 * How much of CNN4's score on the phantom is identity: test AUC by slice and by subject, with the
 * readers' labels and with labels exchanged between subjects, over several split seeds. Runs the
 * whole pipeline at its defaults; finished runs are kept under `data/` and loaded the next time.
 *
 *     deno task bench:leakage [--seeds 5] [--data DIR]
 *
 * The interval beside a mean is a bootstrap over the cohort's subjects: whole subjects are drawn with
 * replacement, and each draw gives the mean over the split seeds of the test AUC. It covers chance in
 * who is tested, not in who is trained on.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { weightedAuc } from "hemoleak/evaluate/weighted_auc.ts";
import type { Prediction } from "hemoleak/evaluate/prediction.ts";
import type { Cell } from "hemoleak/experiment/cell.ts";
import { Reproduction } from "hemoleak/experiment/reproduction.ts";
import { Random } from "hemoleak/random.ts";

const CONDITIONS: readonly Pick<Cell, "split" | "labels">[] = [
  { split: "slice", labels: "true" },
  { split: "slice", labels: "permuted" },
  { split: "subject", labels: "true" },
  { split: "subject", labels: "permuted" },
];
const REPLICATES = 2000;

/** The AUC of one run's test set as a function of the weight of each of the cohort's subjects. */
function testAuc(predictions: readonly Prediction[], subjects: Map<string, number>) {
  const tested = predictions.filter(({ set }) => set === "test");
  const scored = {
    scores: Float64Array.from(tested, ({ score }) => score),
    labels: Uint8Array.from(tested, ({ label }) => label),
  };
  return weightedAuc(scored, Uint32Array.from(tested, ({ subject }) => subjects.get(subject)!));
}

/** The 95 % interval of the mean AUC over runs. Runs whose draw has one label only are left out. */
function meanInterval(runs: readonly Prediction[][]): [low: number, high: number] {
  const names = [...new Set(runs[0]!.map(({ subject }) => subject))].sort();
  const subjects = new Map(names.map((name, i) => [name, i]));
  const aucs = runs.map((predictions) => testAuc(predictions, subjects));
  const random = new Random(0, "bootstrap");
  const means: number[] = [];
  for (let replicate = 0; replicate < REPLICATES; replicate++) {
    const weights = new Float64Array(names.length);
    for (let i = 0; i < names.length; i++) weights[random.integer(names.length)]!++;
    const values = aucs.map((auc) => auc(weights)).filter((value) => !Number.isNaN(value));
    if (values.length > 0) means.push(mean(values));
  }
  means.sort((a, b) => a - b);
  return [means[Math.floor(0.025 * means.length)]!, means[Math.ceil(0.975 * means.length) - 1]!];
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

const { values } = parseArgs({
  options: { seeds: { type: "string", default: "5" }, data: { type: "string" } },
});
const seeds = Array.from({ length: Number(values.seeds) }, (_, i) => i + 1);
const data = values.data === undefined ? {} : { data: values.data };

await new Reproduction({ cohort: "phantom", ...data }).prepare();
console.log("CNN4 on the phantom, test AUC by split seed\n");
console.log(
  `| split | labels | ${seeds.map((seed) => `seed ${seed}`).join(" | ")} | mean [95 %] |`,
);
console.log(`|---|---|${seeds.map(() => "---|").join("")}---|`);
for (const { split, labels } of CONDITIONS) {
  const aucs: number[] = [];
  const predictions: Prediction[][] = [];
  for (const seed of seeds) {
    const study = new Reproduction({ cohort: "phantom", seed, ...data });
    const run = await study.run({ model: "cnn4", split, labels });
    aucs.push(run.metrics.auc);
    predictions.push(run.predictions);
  }
  const interval = meanInterval(predictions).map((bound) => bound.toFixed(3)).join("-");
  const cells = aucs.map((auc) => auc.toFixed(3)).join(" | ");
  console.log(`| ${split} | ${labels} | ${cells} | ${mean(aucs).toFixed(3)} [${interval}] |`);
}
