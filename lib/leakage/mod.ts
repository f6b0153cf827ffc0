/**
 * Leakage: how much of a score is who the patient is. The audit of a split from predictions alone, what
 * features say about subjects, and what experiments with other splits and labels show. It runs in a browser,
 * too: what compares images is in `hemoleak/leakage/images`, what reads features in `hemoleak/leakage/files`.
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

export { OptionsError, PredictionsError, SplitError } from "../error.ts";
export { Random } from "../random.ts";
export type { Audit } from "./audit/audit_result.ts";
export { audit } from "./audit/audit.ts";
export type { AuditOptions } from "./audit/find_in_split.ts";
export { auditFolds } from "./folds/audit_folds.ts";
export type { FoldAuditOptions, FoldEvidence } from "./folds/find_in_folds.ts";
export { foldProbes } from "./folds/fold_probes.ts";
export type {
  AuditedFold,
  FoldedAttribute,
  FoldedAudit,
  FoldedImages,
  FoldedProbe,
  FoldedSuspects,
  MeanRecognition,
  MeanUse,
} from "./folds/folded_audit.ts";
export { auditClasses } from "./classes/audit_classes.ts";
export type { ClassAuditOptions } from "./classes/find_in_classes.ts";
export type {
  ClassAudit,
  ClassOracle,
  ClassSetCounts,
  JudgedClasses,
} from "./classes/class_audit.ts";
export { type Claim, claimOf, type Target, TARGETS } from "./audit/claim.ts";
export type { KnownPatients } from "./audit/known_patients.ts";
export type { AskedOracle } from "./oracles/oracle.ts";
export type { AttributeAudit } from "./attributes/attribute_audit.ts";
export type { AttributeSharing, SharedValues } from "./attributes/attribute_sharing.ts";
export type { JudgedGroup, JudgedGroups } from "./attributes/attribute_groups.ts";
export type { AttributeOracle } from "./attributes/attribute_oracle.ts";
export {
  type AttributeProbe,
  attributeProbes,
  type AttributeRecognition,
} from "./features/attribute_probe.ts";
export type { PermutationNull } from "./features/permutation_null.ts";
export type { Doubt } from "./audit/doubts.ts";
export type { Respelled } from "../predictions/people/same_person.ts";
export type { Leak, Verdict } from "./audit/verdict.ts";
export { type Embeddings, embeddingsOf, joinEmbeddings } from "./features/embeddings.ts";
export {
  type Recognition,
  type RecognitionOptions,
  type RecognitionProbe,
  recognitionProbe,
} from "./features/recognition_probe.ts";
export {
  type Join,
  type JoinReason,
  type PersonGroups,
  personGroups,
  type PersonRow,
} from "./separate/person_groups.ts";
export type { IdentityOracle } from "./oracles/identity_oracle.ts";
export type { Irregularities } from "./audit/irregularities.ts";
export type { AuditedAuc, JudgedSlices } from "./audit/judged_slices.ts";
export type { SetCounts, SetOverlap, SliceShare } from "./audit/set_overlap.ts";
export { type ExchangedSlice, permuteLabels } from "./trials/permute_labels.ts";
export { type ClassedSlice, permuteClasses } from "./classes/permute_classes.ts";
export { type ClassLadder, classLadder, type ClassLadderTrial } from "./classes/class_ladder.ts";
export { type OfEachClass, ofEachClass } from "./classes/each_class.ts";
export type { AnyTrial, AnyTrialOf, CohortSlice, Trial } from "./trials/trial.ts";
export {
  type AboveChance,
  type MeanAuc,
  meanAuc,
  type MeanAucOptions,
  type SeedsInterval,
} from "./trials/mean_auc.ts";
export { type Ladder, ladder, type LadderTrial } from "./trials/ladder.ts";
export type { IdentityNull, IdentityPart } from "./trials/identity_null.ts";
export {
  type DistancePoint,
  type DistanceResponse,
  distanceResponse,
  type DistanceTrial,
  type DosePoint,
  type DoseResponse,
  doseResponse,
  type DoseTrial,
  type ResponseCurves,
  type ResponsePoint,
} from "./trials/responses.ts";
export {
  type CohortSizePoint,
  type CohortSizeResponse,
  cohortSizeResponse,
  type CohortSizeTrial,
} from "./trials/cohort_size.ts";
export { type FoldsAuc, type FoldsResult, foldsResult, type FoldTrial } from "./trials/folds.ts";
export {
  type NetworkSplits,
  networkSplits,
  type NetworksResult,
  type NetworkTrial,
  type SplitScores,
} from "./trials/network_splits.ts";
export { type RepeatedSplits, repeatedSplits, type SplitSpread } from "./trials/repeated_splits.ts";
export {
  type CorrectedTest,
  correctedTest,
  type SplitSizes,
} from "../evaluate/folds/corrected_t.ts";
export type { IdentityUse } from "./features/identity_use.ts";
export type { Membership, TrainingScores } from "./membership/training_scores.ts";
export type { MeanDifference } from "./trials/mean_difference.ts";
export type { TrialOutcomes } from "./trials/trial_outcomes.ts";
