import type { SplitUnit } from "../split/split.ts";
import type { MeanAuc, MeanAucOptions, MeanDifference } from "./mean_auc.ts";
import type { Trial } from "./trial.ts";

/** A run on some of the cohort's subjects, or on all; how many, its predictions tell. */
export type CohortSizeTrial = Trial<{ split: SplitUnit }>;

/** Both splits of a cohort of one size. */
export interface CohortSizePoint {
  /** Subjects in training, validation and test sets together. */
  subjects: number;
  slice: MeanAuc;
  subject: MeanAuc;
  /** By slice less by subject. */
  inflation: MeanDifference;
}

/** How the AUC of either split, and the inflation, change with the number of subjects. */
export interface CohortSizeResponse {
  /** The seeds that all sizes have, with either split. */
  seeds: number[];
  /** Ascending by the number of subjects. */
  points: CohortSizePoint[];
}

export function cohortSizeResponse(
  _trials: readonly CohortSizeTrial[],
  _options: MeanAucOptions = {},
): CohortSizeResponse {
  throw new Error("not there yet");
}
