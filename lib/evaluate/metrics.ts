import type { BootstrapInterval } from "./auc/bootstrap.ts";
import type { DeLong } from "./auc/delong.ts";
import type { ClusteredAuc } from "./auc/obuchowski.ts";
import type { AucEstimands } from "./auc/estimands.ts";
import type { PartialAuc } from "./auc/partial_auc.ts";
import type { PlannedPrecision } from "./auc/precision_planning.ts";
import type { CurveIntervals } from "./curves/curve_intervals.ts";
import type { PrecisionRecallPoint } from "./curves/precision_recall.ts";
import type { RocPoint } from "./curves/roc.ts";
import type { Interval } from "./interval.ts";
import type { StudyScore } from "./study_scores.ts";
import type { Calibration } from "./thresholds/calibration.ts";
import type { CarriedThreshold } from "./thresholds/carried_threshold.ts";
import type { DecisionPoint } from "./thresholds/decision_curve.ts";
import type { PredictiveValues } from "./thresholds/predictive_values.ts";
import type { Recalibration } from "./thresholds/recalibration.ts";
import type { Rates } from "./thresholds/confusion.ts";
import type { OperatingPoint } from "./thresholds/operating_point.ts";

/**
 * What a set of predictions is worth: the content of `metrics.json`. Every interval says by what unit
 * it was made. What cannot be determined from the predictions at hand is null.
 */
export interface Metrics extends Rates {
  /** Which rows were judged: those of the test set, or all where no row is of the test set. */
  judged: "test" | "all";
  /** What was judged: each slice, or each study by one score. */
  unit: "slice" | "study";
  /** How a study's score was made; null if slices were judged. */
  studyScore: StudyScore | null;
  /** Number of slices judged. */
  slices: number;
  /** Number of studies they are from. */
  studies: number;
  /** Number of subjects they are from. */
  subjects: number;
  /** Share of what was judged that is positive. */
  prevalence: number;
  /**
   * The one score that all of what was judged has; null where scores differ. Where it is not, nothing is
   * ranked: the AUC is 0.5, its intervals have no width, and neither says anything of the data.
   */
  constantScore: number | null;
  /** Exact area under the ROC curve. */
  auc: number;
  /** Its variance and interval as if all that was judged were independent. */
  delong: DeLong;
  /** The same over subjects: the interval to report. */
  clustered: ClusteredAuc;
  /** Its 95 % interval, by bootstrap over subjects. */
  bootstrap: BootstrapInterval;
  /** The AUC by what is counted: subjects in place of slices, pairs between and within subjects. */
  estimands: AucEstimands;
  /** How many subjects like these narrower intervals of the AUC would take. */
  planned: PlannedPrecision[];
  /** Areas under the parts of the ROC curve where one rate is at least 0.9. */
  partialAuc: { specificity: PartialAuc; sensitivity: PartialAuc };
  /** Area under the precision-recall curve, by steps. */
  averagePrecision: number;
  /** The intervals of the latter and of the standardized partial areas. */
  areaIntervals: CurveIntervals;
  /** One rate where the other is at least 0.9. */
  operating: {
    sensitivityAtSpecificity90: OperatingPoint;
    specificityAtSensitivity90: OperatingPoint;
  };
  /** Scores of at least this are called positive in accuracy, recall, precision and so on. */
  threshold: number;
  /** The intervals of these rates. */
  intervals: Record<keyof Rates, Interval>;
  /** What a call means at this threshold: NPV, likelihood ratios, predictive values elsewhere. */
  predictive: PredictiveValues;
  /** What calling everything positive would give. */
  alwaysPositive: Rates;
  /** Thresholds chosen on the validation set; null if it has not both labels. */
  carried: CarriedThreshold[] | null;
  /** How far scores can be believed as probabilities; null if one lies outside [0, 1]. */
  calibration: Calibration | null;
  /** The same, with intervals, and what acting on them is worth; null as `calibration` is. */
  probabilities: Probabilities | null;
  /** AUCs by study; null if studies were judged, or the test set's have one label only. */
  studyLevel: StudyLevels | null;
  /** Corners of the ROC curve, from (0, 0) to (1, 1); at most about 2,000. */
  roc: RocPoint[];
  /** The precision-recall curve, from recall 0 to 1; at most about 2,000 points. */
  precisionRecall: PrecisionRecallPoint[];
}

/** Scores as probabilities. */
export interface Probabilities {
  /** Of the Brier score. The ECE has none: in a sample it is too high by as much as it varies. */
  brier: Interval;
  /** Whether they are too high or too low, and whether too extreme. */
  recalibration: Recalibration;
  /** The net benefit of acting on them, by the probability from which one would act. */
  decisionCurve: DecisionPoint[];
}

/** An AUC of studies. */
export interface StudyLevel {
  /** In [0, 1]; 0.5 is chance. */
  auc: number;
  /** As if no two studies were alike. */
  delong: DeLong;
  /** With what studies of one subject have in common: the interval to report. */
  clustered: ClusteredAuc;
}

/** One for each score of a study, and for the logistic model of them all. */
export type StudyLevels =
  & Record<StudyScore, StudyLevel>
  & {
    /** Fitted on the validation set; null if its studies have not both labels. */
    logistic: StudyLevel | null;
  };
