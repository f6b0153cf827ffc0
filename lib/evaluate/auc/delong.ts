import { scoreInterval } from "../../statistics/score_interval.ts";
import { waldInterval } from "../../statistics/wald_interval.ts";
import { assertLevel, type Interval, type Unit } from "../interval.ts";
import type { Scored } from "./auc.ts";
import {
  assertPaired,
  type PairedTest,
  pairedTest,
  rankAlike,
  varianceOfDifference,
} from "./paired_difference.ts";
import { type Placements, placements } from "./placements.ts";

/** An AUC with its variance by DeLong, as if no two predictions were alike. */
export interface DeLong extends Interval {
  /** In [0, 1]; 0.5 is chance. */
  auc: number;
  /** Null with fewer than two positives or two negatives, when it cannot be known. */
  variance: number | null;
}

/** What the predictions are, and how wide the interval shall be. */
export interface DeLongOptions {
  /** What one prediction is of. Default `slice`. */
  unit?: Unit;
  /** Coverage of the interval. Default 0.95. */
  level?: number;
}

/**
 * The AUC's variance and interval by DeLong, DeLong and Clarke-Pearson (1988, Biometrics 44:837), in
 * O(n log n) (Sun and Xu 2014). Every prediction counts as an independent case: for slices, of which
 * a subject has many, the interval is too narrow; {@linkcode clusteredAuc} is the one to report.
 *
 * The interval is `auc` -+ z times the standard error, cut at 0 and 1: the article's, and what pROC
 * gives (`wald`). Where positives and negatives are perfectly separated the variance is 0 and says
 * nothing; the interval is then {@linkcode scoreInterval} (`score`). Where the variance cannot be
 * known, it is [0, 1] (`none`).
 *
 * @throws {PredictionsError} One label only, a score that is not finite, or unequal lengths.
 *
 * @example
 * ```ts
 * import { delong } from "hemoleak";
 *
 * const { auc, variance } = delong({ scores: [1, 2, 3, 4], labels: [0, 1, 0, 1] });
 * console.assert(auc === 0.75 && variance === 0.125);
 * ```
 */
export function delong(scored: Scored, options: DeLongOptions = {}): DeLong {
  const { unit = "slice", level = 0.95 } = options;
  assertLevel(level);
  const placed = placements(scored);
  const { auc, positives, negatives } = placed;
  const variance = delongCovariance(placed, placed);
  if (variance === null) return { auc, variance, ci: [0, 1], unit, method: "none" };
  if (variance === 0 && (auc === 0 || auc === 1)) {
    const ci = scoreInterval(auc, positives, negatives, { level });
    return { auc, variance, ci, unit, method: "score" };
  }
  return { auc, variance, ci: waldInterval(auc, variance, { level }), unit, method: "wald" };
}

/**
 * Whether two classifiers differ in AUC, judged on the same predictions one by one: DeLong's test for
 * two correlated ROC curves. {@linkcode clusteredTest} is the one for slices.
 *
 * @param scored The scores of the first classifier, and the labels.
 * @param other The scores of the second, in the same order.
 * @throws {PredictionsError} As {@linkcode delong}; or other labels than the first's.
 */
export function delongTest(
  scored: Scored,
  other: Scored,
  options: DeLongOptions = {},
): PairedTest {
  assertPaired(scored, other);
  const first = placements(scored), second = placements(other);
  const ofFirst = delongCovariance(first, first);
  const variance = ofFirst === null ? null : varianceOfDifference(
    ofFirst,
    delongCovariance(second, second)!,
    delongCovariance(first, second)!,
  );
  return pairedTest({
    first: first.auc,
    second: second.auc,
    variance,
    alike: rankAlike(scored, other),
    unit: "slice",
    ...options,
  });
}

/** S10/m + S01/n of the article's equations 4-6; null where a label has a single prediction. */
function delongCovariance(a: Placements, b: Placements): number | null {
  const { positives, negatives, labels } = a;
  if (positives < 2 || negatives < 2) return null;
  let s10 = 0, s01 = 0;
  for (let row = 0; row < labels.length; row++) {
    const product = (a.values[row]! - a.auc) * (b.values[row]! - b.auc);
    if (labels[row] === 1) s10 += product;
    else s01 += product;
  }
  return s10 / (positives - 1) / positives + s01 / (negatives - 1) / negatives;
}
