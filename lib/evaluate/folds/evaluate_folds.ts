import { foldSplits } from "../../predictions/folds.ts";
import type { Prediction } from "../../predictions/prediction.ts";
import { samePeople } from "../../predictions/people/same_person.ts";
import { type PredictionTable, tableOf } from "../../predictions/prediction_table.ts";
import { evaluate, type EvaluateOptions } from "../evaluate.ts";
import { missingLabel } from "../judged_rows.ts";
import type { Metrics } from "../metrics.ts";
import { type FoldSummary, judgeFolds, testRows } from "./judge_folds.ts";

/** Cross-validated predictions, judged fold by fold. */
export interface FoldMetrics extends FoldSummary {
  /** Each fold, in the order of repetitions and folds. */
  folds: JudgedFold[];
}

/** One fold, judged. */
export interface JudgedFold {
  /** The fold. */
  fold: string;
  /** The repetition; null where folds are not repeated. */
  repeat: string | null;
  /** Of its test rows; null where these have one label. */
  metrics: Metrics | null;
  /** Why it cannot be judged: `no positive slices` or `no negative slices`; null if it can. */
  missing: string | null;
}

/**
 * Judges cross-validated predictions fold by fold: the metrics of each, and the mean AUC. Folds whose test
 * rows have one label have none, and do not count in the mean.
 *
 * A row's `fold` is the one in which it is tested, as `cross_val_predict` gives it; where rows have sets,
 * it is the fold whose set it is in.
 *
 * @throws {OptionsError} There is no such option, or no such value.
 * @throws {PredictionsError} No folds or a single one, or a score that is not finite.
 *
 * @example
 * ```ts
 * import { evaluateFolds } from "hemoleak/evaluate";
 *
 * const scores = [0.1, 0.4, 0.35, 0.8, 8, 5, 9, 7];
 * const { auc, folds } = evaluateFolds(scores.map((score, i) => ({
 *   subject: `S${i}`,
 *   study: "1",
 *   slice: "0",
 *   set: "test",
 *   label: i % 4 < 2 ? 0 : 1,
 *   score,
 *   fold: i < 4 ? "1" : "2",
 * })));
 * console.assert(folds[0]?.metrics?.auc === 0.75 && auc?.auc === 0.75);
 * ```
 */
export function evaluateFolds(
  predictions: readonly Prediction[] | PredictionTable,
  options: EvaluateOptions = {},
): FoldMetrics {
  const splits = foldSplits(samePeople(tableOf(predictions)).table);
  const folds = splits.map(({ fold, repeat, table }): JudgedFold => {
    const missing = missingLabel(testRows(table, options).labels);
    const metrics = missing === null ? evaluate(table, options) : null;
    return { fold, repeat, metrics, missing };
  });
  return { folds, ...judgeFolds(splits, options) };
}
