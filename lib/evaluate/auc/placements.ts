import { assertBothLabels, rankingOf, type Scored } from "./auc.ts";

/**
 * The placement of each prediction among those of the other label (DeLong, DeLong and Clarke-Pearson
 * 1988's structural components; Hanley and Hajian-Tilaki 1997, Acad Radiol 4:49): for a positive the
 * share of negatives that it beats, V10; for a negative the share of positives that beat it, V01.
 * Ties count half. The mean of either is the AUC, their spread its variance.
 */
export interface Placements {
  /** The area under the ROC curve. */
  auc: number;
  /** One value per prediction, in [0, 1]: V10 for positives, V01 for negatives. */
  values: Float64Array;
  /** 1 for positive, 0 for negative; as given. */
  labels: ArrayLike<number>;
  /** Number of positive predictions. */
  positives: number;
  /** Number of negative predictions. */
  negatives: number;
}

/**
 * Finds all placements in one pass over the sorted scores, O(n log n), which is what the midranks of
 * Sun and Xu (2014, IEEE Signal Process Lett 21:1389, equations 13-14) give.
 *
 * @throws {PredictionsError} One label only, a score that is not finite, or unequal lengths.
 */
export function placements(scored: Scored): Placements {
  assertBothLabels(scored);
  const { labels } = scored;
  const { order, tieEnds } = rankingOf(scored);
  let positives = 0;
  for (let row = 0; row < labels.length; row++) positives += labels[row] === 1 ? 1 : 0;
  const negatives = labels.length - positives;
  const values = new Float64Array(labels.length);
  let positivesBelow = 0, negativesBelow = 0, twiceWon = 0, start = 0;
  for (const end of tieEnds) {
    let positive = 0;
    for (let at = start; at < end; at++) positive += labels[order[at]!] === 1 ? 1 : 0;
    const negative = end - start - positive;
    const v10 = (negativesBelow + negative / 2) / negatives;
    const v01 = (positives - positivesBelow - positive / 2) / positives;
    for (let at = start; at < end; at++) values[order[at]!] = labels[order[at]!] === 1 ? v10 : v01;
    twiceWon += positive * (2 * negativesBelow + negative);
    positivesBelow += positive;
    negativesBelow += negative;
    start = end;
  }
  return { auc: twiceWon / (2 * positives * negatives), values, labels, positives, negatives };
}
