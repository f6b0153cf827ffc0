import { assertBothLabels, rankingOf, type Scored } from "../auc/auc.ts";

/**
 * How many positives and negatives are called positive at every distinct score, from none to all:
 * what the ROC curve, the precision-recall curve and every threshold are made from.
 */
export interface RocCounts {
  /** Positives called positive, ascending; the first is 0. */
  truePositives: Float64Array;
  /** Negatives called positive, ascending; the first is 0. */
  falsePositives: Float64Array;
  /** The lowest score called positive, descending; the first, at which none is, is Infinity. */
  thresholds: Float64Array;
  positives: number;
  negatives: number;
}

/**
 * Counts in one pass from the highest score down.
 *
 * @throws {PredictionsError} One label only, a score that is not finite, or unequal lengths.
 */
export function rocCounts(scored: Scored): RocCounts {
  assertBothLabels(scored);
  const { scores, labels } = scored;
  const { order, tieEnds } = rankingOf(scored);
  const groups = tieEnds.length;
  const truePositives = new Float64Array(groups + 1);
  const falsePositives = new Float64Array(groups + 1);
  const thresholds = new Float64Array(groups + 1);
  thresholds[0] = Infinity;
  let positives = 0, negatives = 0, at = order.length;
  for (let point = 1; point <= groups; point++) {
    const start = point === groups ? 0 : tieEnds[groups - point - 1]!;
    thresholds[point] = scores[order[start]!]!;
    while (at > start) {
      if (labels[order[--at]!] === 1) positives++;
      else negatives++;
    }
    truePositives[point] = positives;
    falsePositives[point] = negatives;
  }
  return { truePositives, falsePositives, thresholds, positives, negatives };
}
