/**
 * How often the 95 % intervals of a mean AUC over seeds hold the true mean, when a classifier is trained
 * again on every split of every cohort.
 *
 *     deno run -A bench/mean_auc_coverage.ts [cohorts]
 *
 * Cohorts and classifier are those of `coverage/point_cohort.ts`. The true mean is that over all cohorts,
 * so it includes that another cohort would have been trained on.
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
import { Random } from "hemoleak/random.ts";
import { splitByDose } from "hemoleak/split/by_dose.ts";
import { splitBy } from "hemoleak/split/split_by.ts";
import { studentQuantile } from "hemoleak/statistics/student_t.ts";
import { CoverageRow, meanOf } from "./coverage/coverage_row.ts";
import { drawCohort, type PointCohort, runTrial } from "./coverage/point_cohort.ts";

const SUBJECTS = 52;
const REPLICATES = 400;
const SEEDS = [1, 3, 5, 10, 20];
/** Differences of a run that has seen the test subjects' other slices and one that has not, or a quarter. */
const DOSES = [[1, 0], [1, 0.25]] as const;
const CONDITIONS = [
  { split: "slice", labels: "true" },
  { split: "slice", labels: "permuted" },
  { split: "subject", labels: "true" },
  { split: "subject", labels: "permuted" },
] as const;

/** Runs that have seen some of the test subjects' other slices. */
function doseTrials(cohort: PointCohort, dose: number, seeds: readonly number[]) {
  return seeds.map((seed) =>
    runTrial(
      cohort,
      { labels: "true", dose } as const,
      seed,
      (slices, random) => {
        const placed = slices.map((row, slice) => ({ ...row, study: "1", series: "1", slice }));
        return splitByDose(placed, { random, dose });
      },
    )
  );
}

/** Of the mean AUC, by both bootstraps. */
function bootstraps(trials: readonly LadderTrial[], random: Random): [number, number][] {
  const aucs = trials.map((trial) => {
    const predictions = trial.predictions.filter(({ set }) => set === "test");
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

const cohorts = Number(Deno.args[0] ?? 1000);
console.log(`${cohorts} cohorts a row; coverage (mean width)\n`);
console.log("| seeds | condition | mean AUC | meanAuc | t over seeds | one-way | pigeonhole |");
console.log("|---|---|---|---|---|---|---|");
for (const seeds of SEEDS) {
  const rows = CONDITIONS.map(({ split, labels }) =>
    new CoverageRow(`${seeds} | ${split}, ${labels}`)
  );
  const inflation = new CoverageRow(`${seeds} | inflation`);
  const changes = DOSES.map(([more, less]) => new CoverageRow(`${seeds} | dose ${more} - ${less}`));
  for (let cohort = 0; cohort < cohorts; cohort++) {
    const drawn = drawCohort(new Random(cohort, "cohort"));
    const trials = CONDITIONS.map((condition) =>
      Array.from({ length: seeds }, (_, i) =>
        runTrial(
          drawn,
          condition,
          cohort * 100 + i,
          (slices, random) => splitBy(condition.split, slices, { random }),
        ))
    );
    for (const [c, runs] of trials.entries()) {
      const { mean, ci, aucs } = meanAuc(runs);
      const resampled = bootstraps(runs, new Random(cohort, "draw"));
      rows[c]!.add(mean, [ci, overSeeds(aucs), ...resampled]);
    }
    const { difference, ci, differences } = meanDifference(trials[0]!, trials[2]!);
    inflation.add(difference, [ci, overSeeds(differences)]);
    const numbers = Array.from({ length: seeds }, (_, i) => cohort * 100 + i);
    for (const [c, doses] of DOSES.entries()) {
      const [more, less] = doses.map((dose) => doseTrials(drawn, dose, numbers));
      const changed = meanDifference(more!, less!);
      changes[c]!.add(changed.difference, [changed.ci, overSeeds(changed.differences)]);
    }
  }
  for (const row of [...rows, inflation, ...changes]) console.log(String(row));
}
