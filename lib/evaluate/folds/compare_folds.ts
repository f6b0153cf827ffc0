import { PredictionsError } from "../../error.ts";
import { type FoldSplit, foldSplits } from "../../predictions/folds.ts";
import type { NamedTable } from "../../predictions/match_predictions.ts";
import { rowsOf } from "../../predictions/set_rows.ts";
import { compare, type CompareOptions } from "../compare.ts";
import { missingLabel, takeRows } from "../judged_rows.ts";
import { type CorrectedTest, correctedTest, type SplitSizes } from "./corrected_t.ts";
import { subjectsIn } from "./judge_folds.ts";

/** Two classifiers compared over the same folds. Differences are the first minus the second. */
export interface FoldComparison {
  /** The mean AUC of the first and of the second. */
  aucs: [first: number, second: number];
  /** Of each fold that has an AUC, in the order of repetitions and folds. */
  differences: number[];
  /** Subjects in a fold's test set and in its training set, the mean over folds. */
  sizes: SplitSizes;
  /**
   * The corrected resampled t-test of the differences: over other subjects to train on and to test.
   * Null where no training rows are known.
   */
  corrected: CorrectedTest | null;
}

/**
 * Compares the AUCs of two classifiers over the folds that both were trained and tested on.
 *
 * @throws {PredictionsError} They have other folds, or other test slices in one, or no fold has both labels.
 */
export function compareFolds(
  first: NamedTable,
  second: NamedTable,
  options: CompareOptions = {},
): FoldComparison {
  const a = foldSplits(first.table), b = foldSplits(second.table);
  const namesOf = (splits: readonly FoldSplit[]) => splits.map(({ name }) => name).join(", ");
  if (namesOf(a) !== namesOf(b)) {
    throw new PredictionsError({
      file: second.file,
      expected: `the folds of ${first.file} (${namesOf(a)})`,
      found: namesOf(b),
    });
  }
  const aucs = a.flatMap(({ table }, i) => {
    const { labels } = takeRows(table, rowsOf(table, "test"));
    if (missingLabel(labels) !== null) return [];
    return [compare({ ...first, table }, { ...second, table: b[i]!.table }, options).aucs];
  });
  if (aucs.length === 0) {
    throw new PredictionsError({ expected: "a fold with test rows of both labels", found: "none" });
  }
  const differences = aucs.map(([one, other]) => one - other);
  const sizes = { test: subjectsIn("test", a), train: subjectsIn("train", a) };
  const mean = (which: 0 | 1) => aucs.reduce((sum, pair) => sum + pair[which], 0) / aucs.length;
  const { level = 0.95 } = options;
  return {
    aucs: [mean(0), mean(1)],
    differences,
    sizes,
    corrected: sizes.train > 0 ? correctedTest(differences, sizes, { level }) : null,
  };
}
