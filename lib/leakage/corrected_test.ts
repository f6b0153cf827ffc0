/** The corrected resampled t-test of the difference of two classifiers over repeated splits. */
export interface CorrectedTest {
  /** Mean of the differences, the first classifier less the second. */
  difference: number;
  /** The corrected standard error; null with a single split. */
  error: number | null;
  /** Null where there is no telling: a single split, or equal differences that are not 0. */
  t: number | null;
  degrees: number;
  /** Two-sided. */
  p: number | null;
  ci: [low: number, high: number];
}
