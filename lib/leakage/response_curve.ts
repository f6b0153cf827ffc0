import type { MeanAuc, MeanDifference } from "./mean_auc.ts";

/** The AUC at one value of a factor, and what changed against the curve's first value. */
export interface ResponsePoint {
  auc: MeanAuc;
  /** This AUC less the first point's, on the same judged slices; null at the first point itself. */
  change: MeanDifference | null;
}
