import { empiricalBounds, type Reweighted } from "../statistics/empirical_score.ts";
import { normalQuantile } from "../statistics/normal.ts";
import { scoreBounds } from "../statistics/score_interval.ts";
import { firstOrderQuantile } from "../statistics/student_t.ts";
import { effectiveSubjects, largestShares, sideDegrees } from "../statistics/weighted_subjects.ts";

/** What an estimate between 0 and 1 is of. */
export interface EmpiricalDesign {
  /** How many slices each subject has: of each label, or class, whose rates it is of. */
  sides: readonly ArrayLike<number>[];
  /** The variance that the estimate would have at a value, if each subject were a single case. */
  model: (theta: number) => number;
  /** How many times the variance counts. Default 1. */
  times?: number;
  /** Subjects, by their number, that may count more or less together, as those of one fold. */
  groups?: readonly (readonly number[])[];
}

/**
 * The interval of a share, or an area, over subjects (`empirical-score`): all values that other weights of the
 * subjects give from which the sample is not too far ({@linkcode empiricalBounds}). No subject that gets worse
 * raises its bounds.
 *
 * Three things are added for what a sample does not show. The distance is Student's t squared, to the first
 * order of one by the degrees of freedom ({@linkcode firstOrderQuantile}). Of k effective subjects of the rarer
 * label, a quarter of one by k - 1 counts as one that has every slice wrong, for the lower bound, or right, for
 * the upper one: few subjects show too little of the tail of such subjects. And no lower bound is above that of
 * a perfect score, Newcombe's or Wilson's score interval with subjects for cases: what is said of many subjects
 * with small errors must hold for fewer errors as well. The upper bound mirrors it.
 */
export function empiricalInterval(
  estimate: Reweighted,
  { sides, model, times = 1, groups = [] }: EmpiricalDesign,
  level: number,
): [low: number, high: number] {
  const distance = times * firstOrderQuantile((1 + level) / 2, sideDegrees(sides)) ** 2;
  const shares = largestShares(sides);
  const [least, greatest] = empiricalBounds(estimate, { shares, distance, groups });
  const [low, high] = withUnseen([least, greatest], Math.min(...sides.map(effectiveSubjects)));
  const score = { level, factor: times };
  return [
    rounded(Math.min(low, scoreBounds(1, model, score)[0])),
    rounded(Math.max(high, scoreBounds(0, model, score)[1])),
  ];
}

/** So much of a subject is added that is all wrong, or all right. */
const UNSEEN = 1 / 4;

/** An interval of so many effective subjects, with what they do not show of the tail of such subjects. */
export function withUnseen(
  [low, high]: readonly [number, number],
  subjects: number,
): [low: number, high: number] {
  const seen = Math.max(0, 1 - UNSEEN / (subjects - 1));
  return [seen * low, 1 - seen * (1 - high)];
}

/** Bounds are no more exact, and what rounding does to sums in another order is no part of them. */
function rounded(bound: number): number {
  return Math.round(bound * 1e9) / 1e9;
}

/**
 * How many times as wide an interval is as it would be if the variance that is seen were known; infinite where
 * none is seen.
 */
export function timesAsWide(
  [low, high]: readonly [number, number],
  variance: number,
  level: number,
): number {
  return (high - low) / (2 * normalQuantile((1 + level) / 2) * Math.sqrt(variance));
}
