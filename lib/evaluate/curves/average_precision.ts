import type { Scored } from "../auc/auc.ts";
import { type RocCounts, rocCounts } from "./roc_counts.ts";

/**
 * Average precision: the precision at each threshold, weighted by the recall that it adds, as in
 * scikit-learn. A classifier that guesses has about the prevalence, so that the values of two test sets
 * can be compared only where their prevalence is the same.
 *
 * @throws {PredictionsError} One label only, a score that is not finite, or unequal lengths.
 *
 * @example
 * ```ts
 * import { averagePrecision } from "hemoleak";
 *
 * const ap = averagePrecision({ scores: [0.1, 0.4, 0.35, 0.8], labels: [0, 0, 1, 1] });
 * console.assert(Math.abs(ap - 5 / 6) < 1e-15);
 * ```
 */
export function averagePrecision(scored: Scored): number {
  return averagePrecisionOf(rocCounts(scored));
}

/** The same from counts that are known already. */
export function averagePrecisionOf(
  { truePositives, falsePositives, positives }: RocCounts,
): number {
  let sum = 0;
  for (let i = 1; i < truePositives.length; i++) {
    const found = truePositives[i]!;
    sum += (found - truePositives[i - 1]!) * (found / (found + falsePositives[i]!));
  }
  return sum / positives;
}
