import { PredictionsError } from "../../error.ts";
import type { Scored } from "../auc/auc.ts";

/** How many predictions were right and wrong, by label. */
export interface Confusion {
  /** Positive and called so. */
  truePositive: number;
  /** Negative but called positive. */
  falsePositive: number;
  /** Negative and called so. */
  trueNegative: number;
  /** Positive but called negative. */
  falseNegative: number;
}

/** What the paper's Table 2 shows, and what it leaves out; each in [0, 1] but for `mcc`. */
export interface Rates {
  /** Share of predictions that are right. */
  accuracy: number;
  /** Share of positives that are found (sensitivity). */
  recall: number;
  /** Share of positive calls that are right; 0 if there are none. */
  precision: number;
  /** Share of negatives that are cleared. */
  specificity: number;
  /** Harmonic mean of precision and recall; 0 if no positive is found. */
  f1: number;
  /** Mean of recall and specificity: 0.5 for guessing, whatever the prevalence. */
  balancedAccuracy: number;
  /** Matthews' correlation of calls and labels, in [-1, 1]; 0 if either is always the same. */
  mcc: number;
}

/**
 * Counts predictions at a threshold: scores of at least `threshold` are called positive.
 *
 * @throws {PredictionsError} No predictions, or not one label per score.
 */
export function confusion({ scores, labels }: Scored, threshold = 0.5): Confusion {
  if (scores.length === 0 || scores.length !== labels.length) {
    throw new PredictionsError({
      expected: "scores with one label each",
      found: `${scores.length} scores and ${labels.length} labels`,
    });
  }
  const counts = { truePositive: 0, falsePositive: 0, trueNegative: 0, falseNegative: 0 };
  for (let i = 0; i < scores.length; i++) {
    const called = scores[i]! >= threshold;
    if (labels[i] === 1) counts[called ? "truePositive" : "falseNegative"]++;
    else counts[called ? "falsePositive" : "trueNegative"]++;
  }
  return counts;
}

/**
 * The rates of a confusion matrix. A rate of nothing (no positive call, no negative) is 0, as
 * scikit-learn has it (`zero_division=0`).
 */
export function rates(counts: Confusion): Rates {
  const { truePositive, falsePositive, trueNegative, falseNegative } = counts;
  const ratio = (part: number, whole: number) => whole === 0 ? 0 : part / whole;
  const recall = ratio(truePositive, truePositive + falseNegative);
  const specificity = ratio(trueNegative, trueNegative + falsePositive);
  // By two roots, so that no product leaves the whole numbers that a double holds.
  const margins = Math.sqrt((truePositive + falsePositive) * (truePositive + falseNegative)) *
    Math.sqrt((trueNegative + falsePositive) * (trueNegative + falseNegative));
  return {
    accuracy: ratio(
      truePositive + trueNegative,
      truePositive + falsePositive + trueNegative + falseNegative,
    ),
    recall,
    precision: ratio(truePositive, truePositive + falsePositive),
    specificity,
    f1: ratio(2 * truePositive, 2 * truePositive + falsePositive + falseNegative),
    balancedAccuracy: (recall + specificity) / 2,
    mcc: bounded(ratio(truePositive * trueNegative - falsePositive * falseNegative, margins)),
  };
}

/**
 * The rates of calling everything positive, the baseline that a classifier has to beat. Its
 * accuracy and precision are the prevalence; its AUC is 0.5.
 *
 * @param prevalence Share of positives, in [0, 1].
 */
export function alwaysPositive(prevalence: number): Rates {
  return rates({
    truePositive: prevalence,
    falsePositive: 1 - prevalence,
    trueNegative: 0,
    falseNegative: 0,
  });
}

/** A correlation without what rounding puts beyond 1. */
function bounded(correlation: number): number {
  return Math.max(-1, Math.min(1, correlation));
}
