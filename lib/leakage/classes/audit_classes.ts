import type { ClassPrediction } from "../../predictions/classes/class_prediction.ts";
import type { ClassTable } from "../../predictions/classes/class_table.ts";
import type { ClassAudit } from "./class_audit.ts";
import { classesInWords } from "./class_sentences.ts";
import { type ClassAuditOptions, findInClasses } from "./find_in_classes.ts";

/**
 * Audits a split from predictions of several classes. Whether it leaks follows from names, as `audit` has it;
 * what is said of scores is said of each class against the rest, and of the mean over the classes that the
 * slices in question are of. Training scores, images, features and groups of an attribute are asked of one
 * class against the rest: `audit(oneVersusRest(table, name))`.
 *
 * @throws {OptionsError} There is no such option or target, or no such value.
 * @throws {PredictionsError} No predictions, several folds, some test scores that are not finite, no such
 * attribute, or no level between 0 and 1.
 *
 * @example
 * ```ts
 * import { auditClasses } from "hemoleak/leakage";
 *
 * const rows = (["train", "test"] as const).flatMap((set) =>
 *   ["EDH", "SDH", "none", "EDH", "SDH", "none"].map((label, i) => ({
 *     subject: `S${i}`,
 *     study: "1",
 *     slice: set,
 *     set,
 *     label,
 *     scores: { EDH: i / 5, SDH: 0.4, none: 0.6 - i / 10 },
 *   }))
 * );
 * const { verdict, oracle } = auditClasses(rows);
 * console.assert(verdict === "leaks" && oracle?.macro.auc === 1);
 * ```
 */
export function auditClasses(
  predictions: readonly ClassPrediction[] | ClassTable,
  options: ClassAuditOptions = {},
): ClassAudit {
  return classesInWords(findInClasses(predictions, options));
}
