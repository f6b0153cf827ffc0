import { PredictionsError } from "../../error.ts";
import type { Scored } from "../auc/auc.ts";
import { type RocCounts, rocCounts } from "../curves/roc_counts.ts";

/** How to choose a threshold: for the most of both rates, or for at least so much of one. */
export type ThresholdRule = "youden" | { sensitivity: number } | { specificity: number };

/** A threshold and what it gives where it was chosen. */
export interface Threshold {
  /** Scores of at least this are called positive; null calls none so. */
  threshold: number | null;
  /** Share of positives that are called so. */
  sensitivity: number;
  /** Share of negatives that are called so. */
  specificity: number;
}

/**
 * Chooses a threshold by its ROC curve: Youden's, with the largest sensitivity + specificity - 1
 * (1950, Cancer 3:32), of equals the highest; the highest with at least a given sensitivity; or the
 * lowest with at least a given specificity. It is always a score that occurs, no value between two.
 *
 * Chosen on the rows that it is judged by, a threshold flatters (Leeflang et al. 2008, Clin Chem
 * 54:729): choose it on the validation set and carry it to the test set.
 *
 * @throws {PredictionsError} One label only, a score that is not finite, or a rate outside [0, 1].
 */
export function chooseThreshold(scored: Scored, rule: ThresholdRule): Threshold {
  const counts = rocCounts(scored);
  const { truePositives, falsePositives, thresholds, positives, negatives } = counts;
  const point = pointOf(counts, rule);
  return {
    threshold: point === 0 ? null : thresholds[point]!,
    sensitivity: truePositives[point]! / positives,
    specificity: 1 - falsePositives[point]! / negatives,
  };
}

function pointOf(counts: RocCounts, rule: ThresholdRule): number {
  const { truePositives, falsePositives, positives, negatives } = counts;
  if (rule === "youden") {
    let best = 0;
    // Cross-multiplied, whole numbers decide between equals.
    const gain = (point: number) =>
      truePositives[point]! * negatives - falsePositives[point]! * positives;
    for (let i = 1; i < truePositives.length; i++) if (gain(i) > gain(best)) best = i;
    return best;
  }
  const wanted = "sensitivity" in rule ? rule.sensitivity : rule.specificity;
  if (!(wanted >= 0 && wanted <= 1)) {
    throw new PredictionsError({ expected: "a rate between 0 and 1", found: wanted });
  }
  if ("sensitivity" in rule) {
    return truePositives.findIndex((found) => found >= atLeast(wanted, positives));
  }
  return falsePositives.findLastIndex((wrong) => negatives - wrong >= atLeast(wanted, negatives));
}

/** How many of so many a rate asks for, 0.9 of 10 being 9 and not a rounding error more. */
export function atLeast(rate: number, count: number): number {
  return rate * count * (1 - 1e-12);
}
