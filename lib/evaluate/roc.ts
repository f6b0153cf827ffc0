import { assertBothLabels, rank, type Ranking, type Scored } from "./auc.ts";

/** One corner of an ROC curve: the rates when every score of at least `threshold` is positive. */
export interface RocPoint {
  /** False positive rate, 1 - specificity, in [0, 1]. */
  fpr: number;
  /** True positive rate, the recall, in [0, 1]. */
  tpr: number;
  /** The lowest score called positive; `null` at the start, where none is. */
  threshold: number | null;
}

/**
 * The ROC curve from (0, 0) to (1, 1). Points on a straight line between their neighbors are left
 * out, which changes neither the curve nor the area under it.
 *
 * @throws {PredictionsError} One label only, or a score that is not finite.
 */
export function roc(scored: Scored): RocPoint[] {
  assertBothLabels(scored);
  return counts(scored, rank(scored.scores)).filter(isCorner).map(
    ({ positives, negatives, threshold }, _, all) => ({
      fpr: negatives / all.at(-1)!.negatives,
      tpr: positives / all.at(-1)!.positives,
      threshold,
    }),
  );
}

interface Counts {
  /** Positives called positive. */
  positives: number;
  /** Negatives called positive. */
  negatives: number;
  threshold: number | null;
}

/** The counts at every distinct score, from the highest down. */
function counts({ scores, labels }: Scored, { order, tieEnds }: Ranking): Counts[] {
  const points: Counts[] = [{ positives: 0, negatives: 0, threshold: null }];
  let positives = 0;
  let negatives = 0;
  for (let group = tieEnds.length - 1; group >= 0; group--) {
    const start = group === 0 ? 0 : tieEnds[group - 1]!;
    for (let at = start; at < tieEnds[group]!; at++) {
      if (labels[order[at]!] === 1) positives++;
      else negatives++;
    }
    points.push({ positives, negatives, threshold: scores[order[start]!]! });
  }
  return points;
}

/** Whole numbers decide, so that no point is kept or dropped for a rounding error. */
function isCorner(point: Counts, i: number, all: Counts[]): boolean {
  const before = all[i - 1];
  const after = all[i + 1];
  if (!before || !after) return true;
  return (point.positives - before.positives) * (after.negatives - point.negatives) !==
    (after.positives - point.positives) * (point.negatives - before.negatives);
}
