/**
 * An approximate 95 % interval of a published AUC of which only the numbers of positive and
 * negative cases are known: Hanley and McNeil (1982), *Radiology* 143:29-36, whose variance assumes
 * exponentially distributed scores.
 *
 * For scores on slices, count subjects, not slices: slices of one subject are no independent cases.
 *
 * @returns Lower and upper end, cut at 0 and 1.
 */
export function publishedInterval(
  auc: number,
  { positive, negative }: { positive: number; negative: number },
): [number, number] {
  const margin = 1.959964 * hanleyMcNeilError(auc, positive, negative);
  return [Math.max(0, auc - margin), Math.min(1, auc + margin)];
}

/** The standard error of an AUC by Hanley and McNeil's equation 2. */
export function hanleyMcNeilError(auc: number, positive: number, negative: number): number {
  const twoPositivesAbove = auc / (2 - auc);
  const twoNegativesBelow = 2 * auc ** 2 / (1 + auc);
  const variance = (auc * (1 - auc) +
    (positive - 1) * (twoPositivesAbove - auc ** 2) +
    (negative - 1) * (twoNegativesBelow - auc ** 2)) / (positive * negative);
  return Math.sqrt(variance);
}
