/**
 * Leakage: how much of a score is who the patient is. The audit of a split from predictions alone, what
 * features tell of subjects, and what experiments with other splits and labels show. What compares images
 * is in `hemoleak/leakage/images`.
 *
 * @example
 * ```ts
 * import { audit } from "hemoleak/leakage";
 *
 * const { verdict, sentences } = audit((["train", "test"] as const).flatMap((set) =>
 *   ["A", "B", "C", "D"].map((subject, i) => ({
 *     subject,
 *     study: subject,
 *     slice: set,
 *     set,
 *     label: i < 2 ? 0 as const : 1 as const,
 *     score: i / 4,
 *   }))
 * ));
 * console.assert(verdict === "leaks" && sentences[0]!.startsWith("The split leaks"));
 * ```
 *
 * @module
 */

export { PredictionsError, SplitError, StorageError } from "../error.ts";
export { Random } from "../random.ts";
export type { Audit } from "./audit/audit_result.ts";
export { audit, type AuditOptions } from "./audit/audit.ts";
export type { Doubt } from "./audit/doubts.ts";
export type { Respelled } from "./audit/same_person.ts";
export type { Leak, Verdict } from "./audit/verdict.ts";
export { type Embeddings, embeddingsOf } from "./features/embeddings.ts";
export { openEmbeddings } from "./features/embeddings_file.ts";
export {
  type Recognition,
  type RecognitionOptions,
  type RecognitionProbe,
  recognitionProbe,
} from "./features/recognition_probe.ts";
export type { IdentityOracle } from "./audit/identity_oracle.ts";
export type { Irregularities } from "./audit/irregularities.ts";
export type { AuditedAuc, JudgedSlices } from "./audit/judged_slices.ts";
export type { SetCounts, SetOverlap, SliceShare } from "./audit/set_overlap.ts";
export { permuteLabels } from "./trials/permute_labels.ts";
export type { Trial } from "./trials/trial.ts";
export { type MeanAuc, meanAuc, type MeanAucOptions } from "./trials/mean_auc.ts";
export { type Ladder, ladder, type LadderTrial } from "./trials/ladder.ts";
export {
  type DistanceResponse,
  distanceResponse,
  type DoseResponse,
  doseResponse,
  type DoseTrial,
} from "./trials/responses.ts";
export { type CohortSizeResponse, cohortSizeResponse } from "./trials/cohort_size.ts";
export { type RepeatedSplits, repeatedSplits } from "./trials/repeated_splits.ts";
export { type CorrectedTest, correctedTest } from "./trials/corrected_t.ts";
