import { PredictionsError } from "../../error.ts";
import { normalTwoSided } from "../../statistics/normal.ts";
import { studentTwoSided } from "../../statistics/student_t.ts";
import { waldInterval } from "../../statistics/wald_interval.ts";
import { assertLevel, type Interval, type Unit } from "../interval.ts";
import type { Scored } from "./auc.ts";

/** Two correlated AUCs compared. The interval is that of the difference, in [-1, 1]. */
export interface PairedTest extends Interval {
  /** Of both classifiers, in [0, 1]. */
  aucs: [first: number, second: number];
  /** The first AUC minus the second. */
  difference: number;
  /** Variance of the difference; null where it cannot be known. */
  variance: number | null;
  /** The difference by its standard error; null where it cannot be determined. */
  z: number | null;
  /** Two-sided, of z as a standard normal variate, as the articles have it. */
  p: number | null;
  /** The same as a Student variate, which fits few subjects better; null for independent cases. */
  student: { degrees: number; p: number } | null;
}

/** How to judge a difference. */
export interface PairedOptions {
  unit: Unit;
  level?: number;
  /** Degrees of freedom of the variance, for few clusters. */
  degrees?: number;
}

/**
 * The test of two correlated AUCs from their variances and covariance. Two classifiers that place
 * every prediction alike differ by nothing: z is 0 and p is 1. A difference without any variance, of
 * which a case would be one that always errs against one that never does, has no z and no p.
 *
 * @param variances Of the first, of the second, and their covariance; null where unknown.
 */
export function pairedTest(
  first: number,
  second: number,
  [ofFirst, ofSecond, covariance]: readonly [number | null, number | null, number | null],
  { unit, level = 0.95, degrees }: PairedOptions,
): PairedTest {
  assertLevel(level);
  const aucs: [number, number] = [first, second];
  const difference = first - second;
  const unknown = { z: null, p: null, student: null, unit, method: "none" };
  if (ofFirst === null || ofSecond === null || covariance === null) {
    return { aucs, difference, variance: null, ...unknown, ci: [-1, 1] };
  }
  // What rounding leaves of a difference of nothing must not pass for a variance.
  const sum = ofFirst + ofSecond - 2 * covariance;
  const variance = sum > 1e-14 * (ofFirst + ofSecond) ? sum : 0;
  if (variance === 0 && difference !== 0) {
    return { aucs, difference, variance, ...unknown, ci: [-1, 1] };
  }
  const z = variance === 0 ? 0 : difference / Math.sqrt(variance);
  const width = degrees === undefined ? { level } : { level, degrees };
  return {
    aucs,
    difference,
    variance,
    z,
    p: normalTwoSided(z),
    student: degrees === undefined ? null : { degrees, p: studentTwoSided(Math.abs(z), degrees) },
    ci: waldInterval(difference, variance, { ...width, range: [-1, 1] }),
    unit,
    method: degrees === undefined ? "wald" : "wald-t",
  };
}

/**
 * Makes sure that two classifiers were judged on the same cases.
 *
 * @throws {PredictionsError} Another number of predictions, or other labels.
 */
export function assertPaired(scored: Scored, other: Scored): void {
  const { length } = scored.scores;
  if (other.scores.length !== length) {
    throw new PredictionsError({
      expected: "two scores per prediction",
      found: `${length} and ${other.scores.length} scores`,
    });
  }
  for (let row = 0; row < length; row++) {
    if (scored.labels[row] !== other.labels[row]) {
      throw new PredictionsError({
        expected: "the same labels for both classifiers",
        problem: `prediction ${row + 1} has the labels ${scored.labels[row]} and ` +
          `${other.labels[row]}`,
      });
    }
  }
}
