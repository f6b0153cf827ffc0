/**
 * Judging: the AUC with an interval over subjects, curves, rates at a threshold, calibration.
 *
 * @example
 * ```ts
 * import { auc, evaluate } from "hemoleak/evaluate";
 *
 * const scores = [0.1, 0.4, 0.35, 0.8], labels = [0, 0, 1, 1] as const;
 * console.assert(auc({ scores, labels }) === 0.75);
 *
 * const { clustered } = evaluate(scores.map((score, i) => ({
 *   subject: `S${i}`,
 *   study: `S${i}`,
 *   slice: "0",
 *   set: "test",
 *   label: labels[i]!,
 *   score,
 * })));
 * console.assert(clustered.unit === "subject");
 * ```
 *
 * @module
 */

export { OptionsError, PredictionsError } from "../error.ts";
export { Random } from "../random.ts";
export { evaluate, type EvaluateOptions } from "./evaluate.ts";
export type { JudgedSet } from "../predictions/set_rows.ts";
export type { Metrics, Probabilities, StudyLevel, StudyLevels } from "./metrics.ts";
export { evaluateFolds, type FoldMetrics, type JudgedFold } from "./folds/evaluate_folds.ts";
export type { FoldSummary } from "./folds/judge_folds.ts";
export { type FoldAuc, foldAuc, type FoldAucOptions, trainedFactor } from "./folds/fold_auc.ts";
export { compareFolds, type FoldComparison } from "./folds/compare_folds.ts";
export { type CorrectedTest, correctedTest, type SplitSizes } from "./folds/corrected_t.ts";
export { compare, type CompareOptions, type Comparison } from "./compare.ts";
export type { Interval, Unit } from "./interval.ts";
export type { AucEstimands } from "./auc/estimands.ts";
export type { PlannedPrecision } from "./auc/precision_planning.ts";
export type { CurveIntervals } from "./curves/curve_intervals.ts";
export { evaluateClasses } from "./classes/evaluate_classes.ts";
export type { ClassMetrics, JudgedClass } from "./classes/class_metrics.ts";
export type { ClassConfusion } from "./classes/class_confusion.ts";
export { type MacroAuc, macroAuc, type MacroOptions, macroTest } from "./classes/macro_auc.ts";
export { type ClassComparison, compareClasses } from "./classes/compare_classes.ts";
export { decisionCurve, type DecisionPoint } from "./thresholds/decision_curve.ts";
export {
  type Estimated,
  type PredictiveValues,
  predictiveValues,
} from "./thresholds/predictive_values.ts";
export { type Failures, failuresBySubject, type SubjectFailure } from "./thresholds/failures.ts";
export { type Coefficient, type Recalibration, recalibration } from "./thresholds/recalibration.ts";
export { auc, type Ranking, type Scored } from "./auc/auc.ts";
export type { ClusteredScores } from "./auc/clusters.ts";
export { type DeLong, delong, type DeLongOptions, delongTest } from "./auc/delong.ts";
export {
  type ClusteredAuc,
  clusteredAuc,
  type ClusteredOptions,
  clusteredTest,
} from "./auc/obuchowski.ts";
export type { PairedTest } from "./auc/paired_difference.ts";
export { bootstrapAuc, type BootstrapInterval } from "./auc/bootstrap.ts";
export type { BootstrapOptions } from "./auc/resample.ts";
export { roc, type RocPoint } from "./curves/roc.ts";
export { type PartialAuc, partialAuc, type RocRange } from "./auc/partial_auc.ts";
export { averagePrecision } from "./curves/average_precision.ts";
export { precisionRecall, type PrecisionRecallPoint } from "./curves/precision_recall.ts";
export {
  alwaysPositive,
  type Confusion,
  confusion,
  type Rates,
  rates,
} from "./thresholds/confusion.ts";
export { rateIntervals } from "./thresholds/rate_intervals.ts";
export { clusteredProportion, type Proportion } from "./thresholds/proportion.ts";
export { type OperatingPoint, operatingPoint } from "./thresholds/operating_point.ts";
export { chooseThreshold, type Threshold, type ThresholdRule } from "./thresholds/threshold.ts";
export {
  type CarriedThreshold,
  carryThreshold,
  type TradedRate,
} from "./thresholds/carried_threshold.ts";
export { type Calibration, calibration, type ReliabilityBin } from "./thresholds/calibration.ts";
export {
  fitStudyModel,
  modelStudyScores,
  STUDY_SCORES,
  type StudyModel,
  type StudyRows,
  type StudyScore,
  studyScores,
} from "./study_scores.ts";
export type { UnpairedDifference } from "./auc/unpaired_difference.ts";
export type { Logistic } from "../statistics/logistic.ts";
