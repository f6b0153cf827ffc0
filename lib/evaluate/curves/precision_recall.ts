import { thinned } from "./thinned.ts";
import type { Scored } from "../auc/auc.ts";
import { type RocCounts, rocCounts } from "./roc_counts.ts";

/** One point of a precision-recall curve. */
export interface PrecisionRecallPoint {
  /** Share of positives that are found, in [0, 1]. */
  recall: number;
  /** Share of positive calls that are right, in [0, 1]; 1 at the start, where there are none. */
  precision: number;
  /** The lowest score called positive; `null` at the start, where none is. */
  threshold: number | null;
}

/**
 * The precision-recall curve, from recall 0 to 1. Unlike an ROC curve it must not be joined by straight
 * lines (Davis and Goadrich 2006, ICML, section 4); {@linkcode averagePrecision} does not.
 *
 * @param most How many points at most, about. Default one a distinct score.
 * @throws {PredictionsError} One label only, or a score that is not finite.
 */
export function precisionRecall(
  scored: Scored,
  { most = Infinity }: { most?: number } = {},
): PrecisionRecallPoint[] {
  return precisionRecallOf(rocCounts(scored), { most });
}

/** The same from counts that are known already. */
export function precisionRecallOf(
  counts: RocCounts,
  { most = Infinity }: { most?: number } = {},
): PrecisionRecallPoint[] {
  const { truePositives: tp, falsePositives: fp, thresholds, positives, negatives } = counts;
  const along = (point: number) => tp[point]! / positives + fp[point]! / negatives;
  return thinned(tp.length, most, along).map((point) => ({
    recall: tp[point]! / positives,
    precision: point === 0 ? 1 : tp[point]! / (tp[point]! + fp[point]!),
    threshold: point === 0 ? null : thresholds[point]!,
  }));
}
