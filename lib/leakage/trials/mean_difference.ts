import { PredictionsError } from "../../error.ts";
import { assertLevel } from "../../evaluate/interval.ts";
import { studentTwoSided } from "../../statistics/student_t.ts";
import { waldInterval } from "../../statistics/wald_interval.ts";
import { bySeed } from "./balanced_trials.ts";
import type { MeanAucOptions, SeedsInterval } from "./mean_auc.ts";
import type { Trial } from "./trial.ts";
import { countTested, type TrialAuc, trialAuc } from "./trial_auc.ts";
import { type SeedValue, twoWayVariance } from "./two_way_variance.ts";

/** The difference of two mean AUCs; its interval lies in [-1, 1]. */
export interface MeanDifference extends SeedsInterval {
  /** The first mean minus the second. */
  difference: number;
  /** Of each seed, ascending by seed. */
  differences: number[];
  /** Two-sided, by Student's t; null where it cannot be determined. */
  p: number | null;
}

/**
 * The difference of two mean test AUCs of the same seeds, paired by seed and by subject: what a
 * seed or a subject does to both does not count as chance. The interval is the difference -+ t times the
 * standard error of {@linkcode twoWayVariance} (`two-way`). By the simulation that {@linkcode meanAuc}
 * tells of, it covers the true difference between splits by slice and by subject in 94-96 % of cohorts
 * with 3, 5 or 10 seeds; with a single one, in 85 %. Equal scores give a difference of 0 with
 * the interval [0, 0]; another difference without any variance, or of a single subject of a label,
 * says nothing ([-1, 1], `none`).
 *
 * @param first Runs of one condition, one per seed.
 * @param second Runs of the other, of the same seeds.
 * @throws {PredictionsError} Other seeds, two runs of one seed, or a test set with one label only.
 */
export function meanDifference(
  first: readonly Trial[],
  second: readonly Trial[],
  { level = 0.95 }: MeanAucOptions = {},
): MeanDifference {
  assertLevel(level);
  const a = bySeed(first).map(trialAuc), b = bySeed(second).map(trialAuc);
  assertSameSeeds(a, b);
  const values = a.map((trial, i) => pairOf(trial, b[i]!));
  const differences = values.map(({ value }) => value);
  const difference = differences.reduce((sum, value) => sum + value, 0) / differences.length;
  const unit = values.length === 1 ? "subject" : "seed and subject";
  const found = { difference, differences, unit } as const;
  const { variance, degrees } = twoWayVariance(values);
  if (variance === 0 && differences.every((value) => value === 0)) {
    return { ...found, p: 1, ci: [0, 0], method: "two-way" };
  }
  if (variance === 0 || tooFew(a) || tooFew(b)) {
    return { ...found, p: null, ci: [-1, 1], method: "none" };
  }
  return {
    ...found,
    p: studentTwoSided(Math.abs(difference) / Math.sqrt(variance), degrees),
    ci: waldInterval(difference, variance, { level, degrees, range: [-1, 1] }),
    method: "two-way",
  };
}

/** The difference of one seed, and how far each subject that either run tested moves it. */
function pairOf(a: TrialAuc, b: TrialAuc): SeedValue {
  const subjects = new Set([...a.influence.keys(), ...b.influence.keys()]);
  const moved = (subject: string) =>
    (a.influence.get(subject) ?? 0) - (b.influence.get(subject) ?? 0);
  return {
    value: a.auc - b.auc,
    influence: new Map([...subjects].map((subject) => [subject, moved(subject)])),
  };
}

/** A single subject of a label does not show how such subjects differ. */
function tooFew(judged: readonly TrialAuc[]): boolean {
  const { positives, negatives } = countTested(judged);
  return positives < 2 || negatives < 2;
}

function assertSameSeeds(a: readonly TrialAuc[], b: readonly TrialAuc[]): void {
  const seedsOf = (judged: readonly TrialAuc[]) => judged.map(({ seed }) => seed).join(", ");
  if (seedsOf(a) === seedsOf(b)) return;
  throw new PredictionsError({
    expected: "runs of the same seeds, to compare in pairs,",
    found: `${seedsOf(a)} and ${seedsOf(b)}`,
  });
}
