import type { Prediction } from "../../predictions/prediction.ts";
import type { PredictionTable } from "../../predictions/prediction_table.ts";
import { foldsInWords } from "./fold_sentences.ts";
import type { FoldedAudit } from "./folded_audit.ts";
import { findInFolds, type FoldAuditOptions } from "./find_in_folds.ts";

/**
 * Audits cross-validated predictions fold by fold, each as the split that it is ({@linkcode audit}): a
 * fold's test rows against the rows that its network was trained on. Scores of different folds are not
 * pooled: the AUC is the mean of the folds'.
 *
 * A row's `fold` is the one in which it is tested, and all other rows are that fold's training rows; where
 * rows have sets, it is the fold whose set it is in.
 *
 * @throws {OptionsError} There is no such option or target, or no such value.
 * @throws {PredictionsError} No folds or a single one, not as much evidence as folds, and as
 * {@linkcode audit}.
 *
 * @example
 * ```ts
 * import { auditFolds } from "hemoleak/leakage";
 *
 * // Slices were dealt into folds at random: each subject is in both.
 * const { verdict, auc } = auditFolds(["A", "B", "C", "D"].flatMap((subject, i) =>
 *   ["1", "2"].map((fold) => ({
 *     subject,
 *     study: "1",
 *     slice: fold,
 *     set: "test",
 *     label: i < 2 ? 0 : 1,
 *     score: i / 4,
 *     fold,
 *   } as const))
 * ));
 * console.assert(verdict === "leaks" && auc?.auc === 1);
 * ```
 */
export function auditFolds(
  predictions: readonly Prediction[] | PredictionTable,
  options: FoldAuditOptions = {},
): FoldedAudit {
  return foldsInWords(findInFolds(predictions, options));
}
