import type { ClusteredScores, Clusters } from "../auc/clusters.ts";

/** Right and wrong calls of each subject. */
export interface SubjectCounts {
  tp: Float64Array;
  fp: Float64Array;
  tn: Float64Array;
  fn: Float64Array;
}

/** Counts each subject's right and wrong calls at a threshold. */
export function countBySubject(
  { scores, labels }: ClusteredScores,
  { of, count }: Clusters,
  threshold: number,
): SubjectCounts {
  const zeros = () => new Float64Array(count);
  const counts = { tp: zeros(), fp: zeros(), tn: zeros(), fn: zeros() };
  for (let row = 0; row < of.length; row++) {
    const called = scores[row]! >= threshold;
    const right = called === (labels[row] === 1);
    counts[called ? (right ? "tp" : "fp") : right ? "tn" : "fn"][of[row]!]!++;
  }
  return counts;
}
