import { pow } from "../elementary.ts";
import { likelihoodBounds, type Reweighted } from "../statistics/empirical_likelihood.ts";
import { normalQuantile } from "../statistics/normal.ts";
import { scoreBounds } from "../statistics/score_interval.ts";
import { firstOrderQuantile } from "../statistics/student_t.ts";
import { effectiveSubjects, largestShares, sideDegrees } from "../statistics/weighted_subjects.ts";

/** What an estimate between 0 and 1 is of. */
export interface LikelihoodDesign {
  /** How many slices each subject has: of each label, or class, whose rates it is of. */
  sides: readonly ArrayLike<number>[];
  /** The variance that the estimate would have at a value, if each subject were a single case. */
  model: (theta: number) => number;
  /** How many times the variance counts. Default 1. */
  times?: number;
}

/**
 * The interval of a share, or an area, over subjects (`empirical-likelihood`): all values that other weights of
 * the subjects give whose likelihood is not too small ({@linkcode likelihoodBounds}). Worse scores of a subject never
 * raise its bounds.
 *
 * Three things are added for what a sample does not show. The distance is Student's t squared, to the first
 * order of one by the degrees of freedom ({@linkcode firstOrderQuantile}). Of k effective subjects of the rarer
 * label all lie on one side of the truth in 2^-k of samples: with this weight a subject counts that has every
 * slice wrong, for the lower bound, or right, for the upper one. And no lower bound is above that of a perfect
 * score, Newcombe's or Wilson's score interval with subjects for cases: what is said of many subjects with
 * small errors must hold for fewer errors as well. The upper bound mirrors it.
 */
export function likelihoodInterval(
  estimate: Reweighted,
  { sides, model, times = 1 }: LikelihoodDesign,
  level: number,
): [low: number, high: number] {
  const distance = times * firstOrderQuantile((1 + level) / 2, sideDegrees(sides)) ** 2;
  const [least, greatest] = likelihoodBounds(estimate, { shares: largestShares(sides), distance });
  const unseen = pow(2, -Math.min(...sides.map(effectiveSubjects)));
  const score = { level, factor: times };
  return [
    rounded(Math.min((1 - unseen) * least, scoreBounds(1, model, score)[0])),
    rounded(Math.max(1 - (1 - unseen) * (1 - greatest), scoreBounds(0, model, score)[1])),
  ];
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
