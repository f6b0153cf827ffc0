/**
 * How often the 95 % intervals of cross-validation hold the true mean, when a classifier is trained again
 * on every fold of every cohort.
 *
 *     deno run -A bench/folds_coverage.ts [cohorts] [those with this in their name]
 *
 * Cohorts and classifier are those of `coverage/point_cohort.ts`; five folds. The true mean is that over
 * all cohorts, so it includes that another cohort would have been trained on.
 *
 * Compared, of the AUC: `foldsResult`'s interval; Student's t over all folds of all seeds, as is often
 * done; and one ranking of all folds' scores with the clustered interval (of a single seed). Of the
 * inflation: from both means' intervals, as it is; and paired by subject, as both splits test the same
 * slices.
 *
 * `docs/statistics.md` has the table.
 *
 * @module
 */
import { clusteredAuc } from "hemoleak/evaluate/auc/obuchowski.ts";
import { foldsResult, type FoldTrial } from "hemoleak/leakage/trials/folds.ts";
import { Random } from "hemoleak/random.ts";
import { splitByFold } from "hemoleak/split/by_fold.ts";
import { studentQuantile } from "hemoleak/statistics/student_t.ts";
import { CoverageRow, meanOf } from "./coverage/coverage_row.ts";
import {
  drawCohort,
  type PointCohort,
  type PointCohortOptions,
  runTrial,
} from "./coverage/point_cohort.ts";

const FOLDS = 5;
const SEEDS = [1, 3, 5];
const SPLITS = ["slice", "subject"] as const;

/** Heights as unequal as those of routine CT. */
function unequal(random: Random): () => number {
  return () => Math.max(2, Math.min(60, Math.round(Math.exp(random.normal(2.2, 0.7)))));
}

const COHORTS: Record<string, (random: Random) => PointCohortOptions> = {
  "52 subjects": () => ({}),
  "20 subjects": () => ({ subjects: 20 }),
  "52, 20 % diseased, unequal stacks": (random) => ({ prevalence: 0.2, slices: unequal(random) }),
};

function foldTrials(cohort: PointCohort, split: typeof SPLITS[number], seed: number): FoldTrial[] {
  return Array.from({ length: FOLDS }, (_, i) => {
    const condition = { split, labels: "true", folds: FOLDS, fold: i + 1 } as const;
    return runTrial(
      cohort,
      condition,
      seed,
      (slices, random) => splitByFold(split, slices, { random, folds: FOLDS, fold: i + 1 }),
    );
  });
}

function overFolds(folds: readonly number[][]): [number, number] {
  const values = folds.flat(), mean = meanOf(values), degrees = values.length - 1;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const margin = studentQuantile(0.975, degrees) * Math.sqrt(squares / degrees / values.length);
  return [mean - margin, mean + margin];
}

/** Of the scores of all folds' classifiers in one ranking. */
function pooled(trials: readonly FoldTrial[]): [number, number] {
  const rows = trials.flatMap(({ predictions }) => predictions).filter(({ set }) => set === "test");
  return clusteredAuc({
    scores: rows.map(({ score }) => score),
    labels: rows.map(({ label }) => label),
    subjects: rows.map(({ subject }) => subject),
  }).ci;
}

const cohorts = Number(Deno.args[0] ?? 1000);
console.log(`${cohorts} cohorts a row; coverage (mean width)\n`);
console.log("| cohort | seeds | of | mean | in use | t over folds | one ranking |");
console.log("|---|---|---|---|---|---|---|");
for (const [name, optionsOf] of Object.entries(COHORTS)) {
  if (!name.includes(Deno.args[1] ?? "")) continue;
  const rows = SEEDS.map((seeds) =>
    [...SPLITS, "inflation"].map((of) => new CoverageRow(`${name} | ${seeds} | ${of}`))
  );
  for (let cohort = 0; cohort < cohorts; cohort++) {
    const random = new Random(cohort, name);
    const drawn = drawCohort(random, optionsOf(random));
    const trials = SPLITS.map((split) =>
      Array.from({ length: SEEDS.at(-1)! }, (_, i) => foldTrials(drawn, split, cohort * 100 + i))
    );
    SEEDS.forEach((seeds, s) => {
      const result = foldsResult(trials.flatMap((ofSplit) => ofSplit.slice(0, seeds).flat()));
      SPLITS.forEach((split, i) => {
        const { mean, ci, folds } = result[split];
        const single = seeds === 1 ? pooled(trials[i]![0]!) : [-Infinity, Infinity] as const;
        rows[s]![i]!.add(mean, [ci, overFolds(folds), single]);
      });
      const { difference, ci } = result.inflation;
      rows[s]![2]!.add(difference, [ci]);
    });
  }
  for (const row of rows.flat()) console.log(String(row));
}
