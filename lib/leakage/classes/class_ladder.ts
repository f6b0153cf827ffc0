import type { ClassPrediction } from "../../predictions/classes/class_prediction.ts";
import type { LabelKind, SplitUnit } from "../../split/split.ts";
import { type Ladder, ladder } from "../trials/ladder.ts";
import type { MeanAucOptions } from "../trials/mean_auc.ts";
import type { Trial } from "../trials/trial.ts";
import { type OfEachClass, ofEachClass } from "./each_class.ts";

/** A run of one of the ladder's four conditions, on several classes. */
export type ClassLadderTrial = Trial<{ split: SplitUnit; labels: LabelKind }, ClassPrediction>;

/** The permutation ladder of several classes: of macro AUCs, and of each class against the rest. */
export type ClassLadder = OfEachClass<Ladder>;

/**
 * The permutation ladder of several classes. What the ladder says of a run's AUC is said of its macro AUC:
 * the mean over seeds has its interval over seeds and subjects, a subject moving a seed's mean by the mean of
 * what it moves the AUCs of the classes; degrees of freedom are those of the class with fewest tested subjects.
 * Labels are permuted as {@linkcode permuteClasses} does, by which also the null of the identity part is drawn.
 *
 * @param trials Runs of one network on the same classes, in any order.
 * @throws {PredictionsError} As `ladder`; or a test set that lacks a class.
 *
 * @example
 * ```ts
 * import { classLadder, type ClassLadderTrial } from "hemoleak/leakage";
 *
 * // A network that knows whose a slice is, and nothing of the disease.
 * const trials = (["slice", "subject"] as const).flatMap((split) =>
 *   (["true", "permuted"] as const).map((labels): ClassLadderTrial => ({
 *     cell: { split, labels, seed: 1 },
 *     predictions: Array.from({ length: 36 }, (_, i) => {
 *       const label = ["EDH", "SDH", "none"][(i + (labels === "true" ? 0 : i % 2)) % 3]!;
 *       const known = split === "slice" ? label : "none";
 *       return {
 *         subject: `S${i}`,
 *         study: "1",
 *         slice: "1",
 *         set: "test",
 *         label,
 *         scores: { EDH: +(known === "EDH"), SDH: +(known === "SDH"), none: +(known === "none") },
 *       };
 *     }),
 *   }))
 * );
 * const { auc, classes } = classLadder(trials);
 * console.assert(auc.slice.permuted.mean === 1 && auc.subject.permuted.mean === 0.5);
 * console.assert(classes.length === 3);
 * ```
 */
export function classLadder(
  trials: readonly ClassLadderTrial[],
  options: Omit<MeanAucOptions, "class"> = {},
): ClassLadder {
  return ofEachClass(trials, (of) => ladder(trials, { ...options, ...of }));
}
