import { PredictionsError } from "../../error.ts";
import { ROUNDING } from "../../statistics/rounding.ts";
import { studentTwoSided } from "../../statistics/student_t.ts";
import { waldInterval } from "../../statistics/wald_interval.ts";
import { assertLevel } from "../interval.ts";

/** The corrected resampled t-test of the difference of two classifiers over repeated splits. */
export interface CorrectedTest {
  /** Mean of the differences, the first classifier minus the second. */
  difference: number;
  /** The corrected standard error; null with a single split. */
  error: number | null;
  /** Null where it cannot be determined: a single split, or equal differences that are not 0. */
  t: number | null;
  /** Splits - 1. */
  degrees: number;
  /** Two-sided; null where t is. */
  p: number | null;
  /** Of the difference; [-1, 1] where t is null. */
  ci: [low: number, high: number];
}

/** How many units each split tests and trains on. */
export interface SplitSizes {
  /** How many are tested. */
  test: number;
  /** How many are trained on. */
  train: number;
}

/**
 * The corrected resampled t-test (Nadeau and Bengio 2003, Machine Learning 52:239). Repeated splits of
 * one cohort share most of their training and test sets, so that the variance of the mean is not s^2 / J
 * but rather s^2 (1 / J + n_test / n_train).
 *
 * @param differences Of each split, the first classifier's score minus the second's, in [-1, 1].
 * @param sizes In the unit that the split draws; only their ratio matters.
 * @throws {PredictionsError} No difference, or a size that is not positive.
 *
 * @example
 * ```ts
 * import { correctedTest } from "hemoleak/evaluate";
 *
 * // Significant if the splits were independent (p = 0.04), but not for splits of one cohort.
 * const { p } = correctedTest([0.1, 0.2, 0.15], { test: 8, train: 35 });
 * console.assert(p! > 0.05);
 * ```
 */
export function correctedTest(
  differences: readonly number[],
  { test, train }: SplitSizes,
  { level = 0.95 }: { level?: number } = {},
): CorrectedTest {
  assertLevel(level);
  const splits = differences.length;
  if (splits === 0 || !(test > 0 && train > 0)) {
    throw new PredictionsError({
      expected: "differences of splits that test and train on something",
      found: `${splits} differences, ${test} tested and ${train} trained on`,
    });
  }
  const difference = differences.reduce((sum, value) => sum + value, 0) / splits;
  const degrees = splits - 1;
  const nothing = { difference, degrees, t: null, p: null, ci: [-1, 1] as [number, number] };
  if (splits === 1) return { ...nothing, error: null };
  const squares = differences.reduce((sum, value) => sum + (value - difference) ** 2, 0);
  const spread = squares / degrees * (1 / splits + test / train);
  const variance = spread < ROUNDING ? 0 : spread;
  const error = Math.sqrt(variance);
  if (error === 0 && difference !== 0) return { ...nothing, error };
  const t = error === 0 ? 0 : difference / error;
  return {
    difference,
    error,
    t,
    degrees,
    p: studentTwoSided(Math.abs(t), degrees),
    ci: waldInterval(difference, variance, { level, degrees, range: [-1, 1] }),
  };
}
