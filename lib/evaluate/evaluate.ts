import type { Prediction } from "../predictions/prediction.ts";
import { type PredictionTable, tableOf } from "../predictions/prediction_table.ts";
import { assertOneSplit } from "../predictions/fold_rows.ts";
import { samePeople } from "../predictions/people/same_person.ts";
import { judgedSet, rowsOf } from "../predictions/set_rows.ts";
import { ANYTHING, checkOptions, FLAG, NUMBER, oneOf, type OptionRules, PART } from "../options.ts";
import { Random } from "../random.ts";
import type { SetName } from "../split/split.ts";
import { auc, rankingOf } from "./auc/auc.ts";
import { bootstrapPairs } from "./auc/bootstrap.ts";
import { clusterPairs } from "./auc/cluster_pairs.ts";
import type { ClusteredScores } from "./auc/clusters.ts";
import { delong } from "./auc/delong.ts";
import { clusteredAuc, clusteredAucOf } from "./auc/obuchowski.ts";
import { aucEstimands } from "./auc/estimands.ts";
import { plannedPrecision } from "./auc/precision_planning.ts";
import { curveIntervals } from "./curves/curve_intervals.ts";
import { partialAucOf } from "./auc/partial_auc.ts";
import type { BootstrapOptions } from "./auc/resample.ts";
import { constantScore } from "./constant_score.ts";
import { averagePrecisionOf } from "./curves/average_precision.ts";
import { precisionRecallOf } from "./curves/precision_recall.ts";
import { rocOf } from "./curves/roc.ts";
import { rocCounts } from "./curves/roc_counts.ts";
import { missingLabel, type TableRows, takeRows } from "./judged_rows.ts";
import type { Metrics, StudyLevel, StudyLevels } from "./metrics.ts";
import {
  fitStudyModel,
  modelStudyScores,
  STUDY_SCORES,
  type StudyScore,
  studyScores,
  unitScores,
} from "./study_scores.ts";
import { brierInterval, calibration } from "./thresholds/calibration.ts";
import { type CarriedThreshold, carryThreshold } from "./thresholds/carried_threshold.ts";
import { alwaysPositive, confusion, rates } from "./thresholds/confusion.ts";
import { decisionCurve } from "./thresholds/decision_curve.ts";
import { predictiveValues } from "./thresholds/predictive_values.ts";
import { areProbabilities } from "./thresholds/probabilities.ts";
import { recalibration } from "./thresholds/recalibration.ts";
import { operatingPoint } from "./thresholds/operating_point.ts";
import { rateIntervals } from "./thresholds/rate_intervals.ts";
import type { ThresholdRule } from "./thresholds/threshold.ts";

export type { Metrics } from "./metrics.ts";

/** How to judge. */
export interface EvaluateOptions extends Partial<BootstrapOptions> {
  /** Default 0.5, for scores that are probabilities. */
  threshold?: number;
  /** What to judge. Default each slice. */
  unit?: "slice" | "study";
  /** The score of a study, where studies are judged. Default `mean`. */
  studyScore?: StudyScore;
}

const EVALUATE_RULES: OptionRules<EvaluateOptions> = {
  threshold: NUMBER,
  unit: oneOf(["slice", "study"]),
  studyScore: oneOf(STUDY_SCORES),
  random: PART,
  replicates: ANYTHING,
  level: ANYTHING,
  stratify: FLAG,
};

const CARRIED: readonly ThresholdRule[] = ["youden", { sensitivity: 0.9 }, { specificity: 0.9 }];
const CURVE_POINTS = 2000;

/**
 * Judges predictions: those of the test set if there are any, else those of the validation set, never those
 * that were trained on. Without a generator of its
 * own the bootstrap starts from a fixed seed, so that one file has one interval everywhere. Subjects whose
 * names are the same in their normal form (`001`, `1`) are one, as in an audit.
 *
 * @throws {OptionsError} There is no such option, or no such value.
 * @throws {PredictionsError} No predictions or training rows only, one label only, a score that is not
 * finite, or several folds ({@linkcode evaluateFolds}).
 *
 * @example
 * ```ts
 * import { evaluate } from "hemoleak";
 *
 * const metrics = evaluate([0.1, 0.4, 0.35, 0.8].map((score, i) => ({
 *   subject: `S${i}`,
 *   study: `S${i}`,
 *   slice: "0",
 *   set: "test",
 *   label: i < 2 ? 0 : 1,
 *   score,
 * })));
 * console.assert(metrics.auc === 0.75 && metrics.clustered.unit === "subject");
 * ```
 */
export function evaluate(
  predictions: readonly Prediction[] | PredictionTable,
  options: EvaluateOptions = {},
): Metrics {
  checkOptions("evaluate", options, EVALUATE_RULES);
  const { threshold = 0.5, unit = "slice", studyScore = "mean", ...rest } = options;
  const { level = 0.95 } = rest;
  const bootstrap = { random: new Random(0, "bootstrap"), ...rest };
  const { table } = samePeople(tableOf(predictions));
  assertOneSplit(table, "evaluateFolds");
  const judged = judgedSet(table);
  const slices = takeRows(table, rowsOf(table, judged));
  const validation = judged === "test" ? scoredRows(table, "validation") : null;
  const scored = ranked(unitScores(slices, unit, studyScore));
  const tuning = validation && unitScores(validation, unit, studyScore);
  return {
    judged,
    unit,
    studyScore: unit === "study" ? studyScore : null,
    slices: slices.scores.length,
    studies: new Set(slices.studies).size,
    ...areas(scored, unit, bootstrap),
    threshold,
    ...rates(confusion(scored, threshold)),
    intervals: rateIntervals(scored, threshold, { level }),
    predictive: predictiveValues(scored, threshold, { level }),
    carried: tuning && missingLabel(tuning.labels) === null ? carried(tuning, scored, level) : null,
    ...asProbabilities(scored, level),
    studyLevel: unit === "study" ? null : studyLevels(slices, validation, options),
  };
}

/** The rows of a set, or null where not each has a score: then nothing is chosen on it. */
function scoredRows(table: PredictionTable, set: SetName): TableRows | null {
  const rows = takeRows(table, rowsOf(table, set));
  return rows.scores.every(Number.isFinite) ? rows : null;
}

/** What follows from the order of the scores. */
function areas(scored: ClusteredScores, unit: "slice" | "study", bootstrap: BootstrapOptions) {
  const { level = 0.95 } = bootstrap;
  const prevalence = prevalenceOf(scored);
  const area = auc(scored);
  const pairs = clusterPairs(scored);
  return {
    subjects: pairs.clusters.count,
    prevalence,
    constantScore: constantScore(scored.scores),
    alwaysPositive: alwaysPositive(prevalence),
    auc: area,
    delong: delong(scored, { unit, level }),
    clustered: clusteredAucOf(pairs, { level }),
    bootstrap: bootstrapPairs(scored, pairs, bootstrap),
    ...curves(scored),
    estimands: aucEstimands(scored, pairs, { level }),
    planned: plannedPrecision(pairs, [0.05, 0.025], { level }),
    areaIntervals: curveIntervals(scored, pairs, { level }),
    operating: {
      sensitivityAtSpecificity90: operatingPoint(scored, { specificity: 0.9 }, { level }),
      specificityAtSensitivity90: operatingPoint(scored, { sensitivity: 0.9 }, { level }),
    },
  };
}

/** What probabilities can be judged by, and other scores cannot. */
function asProbabilities(scored: ClusteredScores, level: number) {
  if (!areProbabilities(scored.scores)) return { calibration: null, probabilities: null };
  return {
    calibration: calibration(scored),
    probabilities: {
      brier: brierInterval(scored, { level }),
      recalibration: recalibration(scored, { level }),
      decisionCurve: decisionCurve(scored, { level }),
    },
  };
}

/** What follows from the counts at every score, which are as many again and not kept. */
function curves(scored: ClusteredScores) {
  const counts = rocCounts(scored);
  return {
    partialAuc: {
      specificity: partialAucOf(counts, { specificity: [0.9, 1] }),
      sensitivity: partialAucOf(counts, { sensitivity: [0.9, 1] }),
    },
    averagePrecision: averagePrecisionOf(counts),
    roc: rocOf(counts, { most: CURVE_POINTS }),
    precisionRecall: precisionRecallOf(counts, { most: CURVE_POINTS }),
  };
}

function carried(
  validation: ClusteredScores,
  test: ClusteredScores,
  level: number,
): CarriedThreshold[] {
  const tuning = ranked(validation);
  return CARRIED.map((rule) => carryThreshold(tuning, test, rule, { level }));
}

function studyLevels(
  slices: TableRows,
  validation: TableRows | null,
  { level = 0.95 }: EvaluateOptions,
): StudyLevels | null {
  const byScore = STUDY_SCORES.map((how) => [how, studyScores(slices, how)] as const);
  if (missingLabel(byScore[0]![1].labels) !== null) return null;
  const judge = (studies: ClusteredScores): StudyLevel => ({
    auc: auc(studies),
    delong: delong(studies, { unit: "study", level }),
    clustered: clusteredAuc(studies, { level }),
  });
  const learnable = validation !== null &&
    missingLabel(studyScores(validation, "max").labels) === null;
  return {
    ...Object.fromEntries(byScore.map(([how, studies]) => [how, judge(studies)])) as Record<
      StudyScore,
      StudyLevel
    >,
    logistic: learnable ? judge(modelStudyScores(slices, fitStudyModel(validation))) : null,
  };
}

/** Sorted once for all that follows. */
function ranked(scored: ClusteredScores): ClusteredScores {
  return { ...scored, ranking: rankingOf(scored) };
}

function prevalenceOf({ labels }: ClusteredScores): number {
  let positives = 0;
  for (let row = 0; row < labels.length; row++) positives += labels[row] === 1 ? 1 : 0;
  return positives / labels.length;
}
