/**
 * How often the 95 % intervals of a mean AUC over seeds hold the true mean, when a classifier is trained
 * again on every split of every cohort.
 *
 *     deno run -A bench/mean_auc_coverage.ts [cohorts]
 *
 * A cohort has 52 subjects of 12 slices, 42 % of them diseased. A slice is a point in six dimensions:
 * its subject's own place (standard normal, moved by 1.2 along the first axis by the disease) and noise
 * of 0.45. The classifier weighs the training slices around a test slice, so it knows subjects it has
 * seen and, less well, the disease; a seed draws the split, the permutation of labels, and half of the
 * training slices that it learns from. The true mean is that over all cohorts, so it includes that
 * another cohort would have been trained on.
 *
 * Compared: `meanAuc`'s interval; Student's t over the seeds; percentiles of a bootstrap over the
 * cohort's subjects; percentiles of Owen's pigeonhole bootstrap (2007, Ann Appl Stat 1:386), which draws
 * seeds and subjects.
 *
 * `docs/statistics.md` has the table. 1,000 cohorts take 3 minutes.
 *
 * @module
 */
import { weightedAuc } from "hemoleak/evaluate/auc/weighted_auc.ts";
import type { LadderTrial } from "hemoleak/leakage/trials/ladder.ts";
import { meanAuc } from "hemoleak/leakage/trials/mean_auc.ts";
import { meanDifference } from "hemoleak/leakage/trials/mean_difference.ts";
import { permuteLabels } from "hemoleak/leakage/trials/permute_labels.ts";
import type { Prediction } from "hemoleak/predictions/prediction.ts";
import { Random } from "hemoleak/random.ts";
import { splitBy } from "hemoleak/split/split_by.ts";
import { studentQuantile } from "hemoleak/statistics/student_t.ts";

const SUBJECTS = 52;
const SLICES = 12;
const DIMENSIONS = 6;
const REPLICATES = 400;
const SEEDS = [1, 3, 5, 10];
const CONDITIONS = [
  { split: "slice", labels: "true" },
  { split: "slice", labels: "permuted" },
  { split: "subject", labels: "true" },
  { split: "subject", labels: "permuted" },
] as const;

interface Cohort {
  rows: { subject: string; label: 0 | 1 }[];
  /** How near each slice is to each other one. */
  nearness: Float32Array;
}

function drawCohort(random: Random): Cohort {
  const rows: Cohort["rows"] = [], points: number[][] = [];
  for (let subject = 0; subject < SUBJECTS; subject++) {
    const label = subject < Math.round(0.42 * SUBJECTS) ? 1 : 0;
    const place = Array.from({ length: DIMENSIONS }, () => random.normal());
    place[0]! += 1.2 * label;
    for (let slice = 0; slice < SLICES; slice++) {
      rows.push({ subject: `S${subject}`, label });
      points.push(place.map((value) => value + random.normal(0, 0.45)));
    }
  }
  const nearness = new Float32Array(rows.length ** 2);
  for (const [i, a] of points.entries()) {
    for (const [j, b] of points.entries()) {
      const distance = a.reduce((sum, value, axis) => sum + (value - b[axis]!) ** 2, 0);
      nearness[i * rows.length + j] = Math.exp(-distance / 1.28) + 1e-6;
    }
  }
  return { rows, nearness };
}

type Condition = typeof CONDITIONS[number];

function runTrial({ rows, nearness }: Cohort, condition: Condition, seed: number): LadderTrial {
  const labels = condition.labels === "permuted"
    ? permuteLabels(rows, new Random(seed, "labels"))
    : rows.map(({ label }) => label);
  const labeled = rows.map(({ subject }, i) => ({ subject, label: labels[i]! }));
  const sets = splitBy(condition.split, labeled, { random: new Random(seed, "split") });
  const random = new Random(seed, "learned");
  const learned = [...sets.keys()].filter((i) => sets[i] === "train" && random.bool());
  const predictions = labeled.flatMap((row, i): Prediction[] => {
    if (sets[i] !== "test") return [];
    const weights = [0, 0];
    for (const j of learned) weights[labels[j]!]! += nearness[i * rows.length + j]!;
    const score = Math.log(weights[1]! / weights[0]!);
    return [{ ...row, study: row.subject, slice: String(i), set: "test", score }];
  });
  return { cell: { ...condition, seed }, predictions };
}

/** Of the mean AUC, by both bootstraps. */
function bootstraps(trials: readonly LadderTrial[], random: Random): [number, number][] {
  const aucs = trials.map(({ predictions }) => {
    const scores = Float64Array.from(predictions, ({ score }) => score);
    const labels = Uint8Array.from(predictions, ({ label }) => label);
    const subjects = Uint32Array.from(predictions, ({ subject }) => Number(subject.slice(1)));
    return weightedAuc({ scores, labels }, subjects);
  });
  const oneWay: number[] = [], pigeonhole: number[] = [];
  for (let replicate = 0; replicate < REPLICATES; replicate++) {
    const weights = new Float64Array(SUBJECTS);
    for (let i = 0; i < SUBJECTS; i++) weights[random.integer(SUBJECTS)]!++;
    const values = aucs.map((auc) => auc(weights));
    oneWay.push(meanOf(values));
    pigeonhole.push(meanOf(values.map(() => random.pick(values))));
  }
  return [percentiles(oneWay), percentiles(pigeonhole)];
}

function percentiles(values: readonly number[]): [number, number] {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))]!;
  return [at(0.025), at(0.975)];
}

function overSeeds(values: readonly number[]): [number, number] {
  if (values.length < 2) return [-Infinity, Infinity];
  const mean = meanOf(values), degrees = values.length - 1;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const margin = studentQuantile(0.975, degrees) * Math.sqrt(squares / degrees / values.length);
  return [mean - margin, mean + margin];
}

/** Of values that may not exist, as an AUC in a draw of subjects of one label. */
function meanOf(values: readonly number[]): number {
  const known = values.filter((value) => !Number.isNaN(value));
  return known.reduce((sum, value) => sum + value, 0) / known.length;
}

/** What was estimated in each cohort, and by each method its interval. */
class Row {
  readonly #estimates: number[] = [];
  readonly #intervals: (readonly [number, number])[][] = [];

  constructor(readonly name: string) {}

  add(estimate: number, intervals: readonly (readonly [number, number])[]) {
    this.#estimates.push(estimate);
    intervals.forEach((interval, method) => (this.#intervals[method] ??= []).push(interval));
  }

  toString(): string {
    const truth = meanOf(this.#estimates);
    const cells = this.#intervals.map((ofMethod) => {
      const covered = ofMethod.filter(([low, high]) => low <= truth && truth <= high).length;
      const width = meanOf(ofMethod.map(([low, high]) => high - low));
      if (!Number.isFinite(width)) return "";
      return `${(100 * covered / ofMethod.length).toFixed(1)} % (${width.toFixed(2)})`;
    });
    return `| ${this.name} | ${truth.toFixed(3)} | ${cells.join(" | ")} |`;
  }
}

const cohorts = Number(Deno.args[0] ?? 1000);
console.log(`${cohorts} cohorts a row; coverage (mean width)\n`);
console.log("| seeds | condition | mean AUC | meanAuc | t over seeds | one-way | pigeonhole |");
console.log("|---|---|---|---|---|---|---|");
for (const seeds of SEEDS) {
  const rows = CONDITIONS.map(({ split, labels }) => new Row(`${seeds} | ${split}, ${labels}`));
  const inflation = new Row(`${seeds} | inflation`);
  for (let cohort = 0; cohort < cohorts; cohort++) {
    const drawn = drawCohort(new Random(cohort, "cohort"));
    const trials = CONDITIONS.map((condition) =>
      Array.from({ length: seeds }, (_, i) => runTrial(drawn, condition, cohort * 100 + i))
    );
    for (const [c, runs] of trials.entries()) {
      const { mean, ci, aucs } = meanAuc(runs);
      const resampled = bootstraps(runs, new Random(cohort, "draw"));
      rows[c]!.add(mean, [ci, overSeeds(aucs), ...resampled]);
    }
    const { difference, ci, differences } = meanDifference(trials[0]!, trials[2]!);
    inflation.add(difference, [ci, overSeeds(differences)]);
  }
  for (const row of [...rows, inflation]) console.log(String(row));
}
