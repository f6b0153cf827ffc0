import type { FoldSplit } from "../../predictions/folds.ts";
import type { PredictionTable } from "../../predictions/prediction_table.ts";
import { rowsOf } from "../../predictions/set_rows.ts";
import type { SetName } from "../../split/split.ts";
import type { ClusteredScores } from "../auc/clusters.ts";
import { type ClusteredAuc, clusteredAuc } from "../auc/obuchowski.ts";
import type { EvaluateOptions } from "../evaluate.ts";
import { missingLabel, takeRows } from "../judged_rows.ts";
import { unitScores } from "../study_scores.ts";
import { type CorrectedTest, correctedTest, type SplitSizes } from "./corrected_t.ts";
import { type FoldAuc, foldAuc, trainedFactor } from "./fold_auc.ts";

/** What is judged over all folds. */
export interface FoldSummary {
  /**
   * The AUC of the folds, averaged, with its interval over subjects: those that are tested and, where folds
   * keep subjects apart, those that are trained on. Null where no fold has both labels, as where each
   * subject is a fold of its own.
   */
  auc: FoldAuc | null;
  /**
   * The AUC of all test rows together, as if one network had given all scores: beside the mean, never in its
   * place. Null where folds are repeated, since each slice then has several scores.
   */
  pooled: ClusteredAuc | null;
  /**
   * The corrected resampled t-test of the folds' AUCs against 0.5, chance, with the interval of the mean minus
   * 0.5: how it varies over other subjects to train on and to test. Null where folds are not repeated.
   */
  corrected: CorrectedTest | null;
  /** Different test subjects of all folds. */
  subjects: number;
  /** Subjects in a fold's test set and in its training set, the mean over folds. */
  sizes: SplitSizes;
}

/** Judges folds as a whole: without scores there is no AUC. */
export function judgeFolds(
  splits: readonly FoldSplit[],
  options: Pick<EvaluateOptions, "unit" | "studyScore" | "level"> = {},
): FoldSummary {
  const { level = 0.95 } = options;
  const tested = splits.map(({ table }) => testRows(table, options));
  const subjects = new Set(tested.flatMap((each) => Array.from(each.subjects))).size;
  const sizes = { test: subjectsIn("test", splits), train: subjectsIn("train", splits) };
  const nothing = { auc: null, pooled: null, corrected: null, subjects, sizes };
  const all = together(tested);
  if (missingLabel(all.labels) !== null || all.scores.every(Number.isNaN)) return nothing;
  const repeats = new Set(splits.map(({ repeat }) => repeat));
  const isRepeated = !repeats.has(null);
  const news = splits.reduce((sum, { table }) => sum + newSubjects(table), 0) / splits.length;
  const trained = trainedFactor(splits.length / repeats.size, news, sizes.train);
  const pooled = isRepeated ? null : clusteredAuc(all, { level });
  if (tested.every(({ labels }) => missingLabel(labels) !== null)) return { ...nothing, pooled };
  const auc = foldAuc(tested, { level, trained });
  const aucs = auc.folds.filter((each) => each !== null);
  return {
    auc,
    pooled,
    corrected: isRepeated && sizes.train > 0
      ? correctedTest(aucs.map((each) => each - 0.5), sizes, { level })
      : null,
    subjects,
    sizes,
  };
}

/** The test rows of a fold, or their studies. */
export function testRows(
  table: PredictionTable,
  { unit = "slice", studyScore = "mean" }: Pick<EvaluateOptions, "unit" | "studyScore">,
): ClusteredScores {
  return unitScores(takeRows(table, rowsOf(table, "test")), unit, studyScore);
}

/** The mean number of subjects in a set, over folds. */
export function subjectsIn(set: SetName, splits: readonly FoldSplit[]): number {
  const sum = splits.reduce(
    (total, { table }) =>
      total + new Set(Array.from(rowsOf(table, set), (row) => table.subjectOf[row]!)).size,
    0,
  );
  return sum / splits.length;
}

function subjectsOf(table: PredictionTable, set: SetName): Set<number> {
  return new Set(Array.from(rowsOf(table, set), (row) => table.subjectOf[row]!));
}

/** Test subjects that are not in the training set. */
function newSubjects(table: PredictionTable): number {
  const trained = subjectsOf(table, "train");
  return [...subjectsOf(table, "test")].filter((subject) => !trained.has(subject)).length;
}

function together(
  folds: readonly ClusteredScores[],
): ClusteredScores & { scores: Float64Array } {
  return {
    scores: Float64Array.from(folds.flatMap(({ scores }) => Array.from(scores))),
    labels: Uint8Array.from(folds.flatMap(({ labels }) => Array.from(labels))),
    subjects: folds.flatMap(({ subjects }) => Array.from(subjects)),
  };
}
