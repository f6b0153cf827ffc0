import type { Prediction } from "../../predictions/prediction.ts";
import type { PredictionTable } from "../../predictions/prediction_table.ts";
import { attributeFinder } from "../attributes/attribute_audit.ts";
import type { Audit } from "./audit_result.ts";
import { auditInWords } from "./audit_sentences.ts";
import { type AuditOptions, findInSplit } from "./find_in_split.ts";

/**
 * Audits a split from the predictions of any framework alone. Training and validation rows say which
 * subjects were learned from and with which labels; their scores, where they have any, whether the
 * classifier knows whom it was trained on.
 *
 * Without test rows the validation rows are audited in their place, as they are judged (`judged`).
 *
 * A split is separate if no subject, and with images no image, of the test set took part in training or in
 * choosing the network. Names are compared in a normal form (`001` is `1`), and one study or slice under
 * two subjects makes them one; where names only may be one person's, or nobody's in particular, the
 * verdict is `unknown`, and `doubts` says why. A subject may have both labels, where labels are of slices.
 * Scores may lie outside [0, 1]: only their order counts. Before training no test row has one (NaN): then
 * what needs none is said, and what is left out. Ten million rows take two minutes or so, and 1.5 GB.
 *
 * With `target` the split is judged against another claim than that on new patients; with `attributes` each
 * of them is asked what it says about the split and the score ({@linkcode AttributeAudit}).
 *
 * @throws {OptionsError} There is no such option or target, or no such value.
 * @throws {PredictionsError} No predictions, predictions of several folds ({@linkcode auditFolds}), some test
 * scores that are not finite, no such attribute, or no level between 0 and 1.
 *
 * @example
 * ```ts
 * import { audit } from "hemoleak";
 *
 * const sets = ["train", "test"] as const;
 * const { verdict, leaks } = audit(sets.flatMap((set) =>
 *   ["A", "B", "C", "D"].map((subject, i) => ({
 *     subject,
 *     study: subject,
 *     slice: set,
 *     set,
 *     label: i < 2 ? 0 as const : 1 as const,
 *     score: i / 4,
 *   }))
 * ));
 * console.assert(verdict === "leaks" && leaks[0]?.by === "subject" && leaks[0].share === 1);
 * ```
 *
 * @example Before training, against the claim on new sites
 * ```ts
 * import { audit } from "hemoleak";
 *
 * const planned = ["A", "B", "C", "D"].map((subject, i) => ({
 *   subject,
 *   study: "1",
 *   slice: "1",
 *   set: i < 2 ? "train" : "test",
 *   label: i % 2 === 0 ? 0 : 1,
 *   score: NaN,
 *   attributes: { hospital: i < 3 ? "North" : "South" },
 * } as const));
 * const { verdict, leaks } = audit(planned, { target: "new-sites=hospital" });
 * console.assert(verdict === "leaks" && leaks[0]?.by === "site" && leaks[0].slices === 1);
 * ```
 */
export function audit(
  predictions: readonly Prediction[] | PredictionTable,
  options: AuditOptions = {},
): Audit {
  return auditInWords(findInSplit(predictions, options, attributeFinder(options)));
}
