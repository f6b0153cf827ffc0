import { thinned } from "./thinned.ts";
import type { Scored } from "../auc/auc.ts";
import { type RocCounts, rocCounts } from "./roc_counts.ts";

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
 * @param most How many points at most, about, where the corners are more. Default all of them.
 * @throws {PredictionsError} One label only, or a score that is not finite.
 */
export function roc(scored: Scored, { most = Infinity }: { most?: number } = {}): RocPoint[] {
  return rocOf(rocCounts(scored), { most });
}

/** The same from counts that are known already. */
export function rocOf(counts: RocCounts, { most = Infinity }: { most?: number } = {}): RocPoint[] {
  const { truePositives, falsePositives, thresholds, positives, negatives } = counts;
  const corners = cornersOf(counts);
  const fpr = (corner: number) => falsePositives[corners[corner]!]! / negatives;
  const tpr = (corner: number) => truePositives[corners[corner]!]! / positives;
  const kept = thinned(corners.length, most, (corner) => fpr(corner) + tpr(corner));
  return kept.map((corner) => ({
    fpr: fpr(corner),
    tpr: tpr(corner),
    threshold: corner === 0 ? null : thresholds[corners[corner]!]!,
  }));
}

/** Whole numbers decide, so that no point is kept or dropped for a rounding error. */
function cornersOf({ truePositives: tp, falsePositives: fp }: RocCounts): Uint32Array {
  const last = tp.length - 1;
  const corners = new Uint32Array(tp.length);
  let count = 0;
  for (let i = 0; i <= last; i++) {
    const straight = i > 0 && i < last &&
      (tp[i]! - tp[i - 1]!) * (fp[i + 1]! - fp[i]!) ===
        (tp[i + 1]! - tp[i]!) * (fp[i]! - fp[i - 1]!);
    if (!straight) corners[count++] = i;
  }
  return corners.subarray(0, count);
}
