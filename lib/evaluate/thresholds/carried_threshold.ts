import type { Scored } from "../auc/auc.ts";
import type { ClusteredScores } from "../auc/clusters.ts";
import type { Interval } from "../interval.ts";
import { confusion, type Rates, rates } from "./confusion.ts";
import { rateIntervals } from "./rate_intervals.ts";
import { chooseThreshold, type Threshold, type ThresholdRule } from "./threshold.ts";

/** A threshold chosen on the validation set, and what it gives on the test set. */
export interface CarriedThreshold {
  /** How it was chosen. */
  rule: ThresholdRule;
  /** What was chosen, with its rates on the validation set. */
  validation: Threshold;
  /** The rates on the test set. */
  test: Rates;
  /** Their intervals over the test set's subjects; the threshold counts as given. */
  intervals: Record<keyof Rates, Interval>;
}

/**
 * Chooses a threshold on one set and judges another by it, which is how a classifier would be used:
 * the test set has no part in the choice.
 *
 * @throws {PredictionsError} Either set has one label only, or a score that is not finite.
 */
export function carryThreshold(
  validation: Scored,
  test: ClusteredScores,
  rule: ThresholdRule,
  options: { level?: number } = {},
): CarriedThreshold {
  const chosen = chooseThreshold(validation, rule);
  const threshold = chosen.threshold ?? Infinity;
  return {
    rule,
    validation: chosen,
    test: rates(confusion(test, threshold)),
    intervals: rateIntervals(test, threshold, options),
  };
}
