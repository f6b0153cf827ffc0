import { ANYTHING, checkOptions, oneOf, type OptionRules } from "../options.ts";
import { matchPredictions, type NamedTable } from "../predictions/match_predictions.ts";
import { delongTest } from "./auc/delong.ts";
import { clusteredTest } from "./auc/obuchowski.ts";
import type { PairedTest } from "./auc/paired_difference.ts";
import { samePeople } from "../predictions/people/same_person.ts";
import { takeRows } from "./judged_rows.ts";
import { STUDY_SCORES, type StudyScore, unitScores } from "./study_scores.ts";

/** Two classifiers compared on the same predictions. Differences are the first minus the second. */
export interface Comparison {
  /** AUC of the first and of the second. */
  aucs: [first: number, second: number];
  /** DeLong's test, as if all predictions were independent. */
  delong: PairedTest;
  /** Obuchowski's test, over subjects: the one to report. */
  clustered: PairedTest;
}

/** What to compare. */
export interface CompareOptions {
  /** Default each slice. */
  unit?: "slice" | "study";
  /** The score of a study, where studies are compared. Default `mean`. */
  studyScore?: StudyScore;
  /** Coverage of the intervals. Default 0.95. */
  level?: number;
}

const COMPARE_RULES: OptionRules<CompareOptions> = {
  unit: oneOf(["slice", "study"]),
  studyScore: oneOf(STUDY_SCORES),
  level: ANYTHING,
};

/**
 * Compares the AUCs of two classifiers that judged the same slices.
 *
 * @throws {PredictionsError} They did not: the first slice that one lacks, or labels otherwise, is
 * named; or one label only.
 */
export function compare(
  first: NamedTable,
  second: NamedTable,
  options: CompareOptions = {},
): Comparison {
  checkOptions("compare", options, COMPARE_RULES);
  const { unit = "slice", studyScore = "mean", level = 0.95 } = options;
  const rows = matchPredictions(first, second, (table, row) => table.labels[row]!);
  const a = takeRows(samePeople(first.table).table, rows.first);
  // The second's scores in the first's rows, so that studies are grouped alike.
  const b = { ...a, scores: takeRows(second.table, rows.second).scores };
  const scored = unitScores(a, unit, studyScore), other = unitScores(b, unit, studyScore);
  const clustered = clusteredTest(scored, other, { level });
  return {
    aucs: clustered.aucs,
    delong: delongTest(scored, other, { unit, level }),
    clustered,
  };
}
