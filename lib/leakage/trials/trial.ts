import type { ClassPrediction } from "../../predictions/classes/class_prediction.ts";
import type { Prediction } from "../../predictions/prediction.ts";
import type { Label } from "../../split/split.ts";
import type { Learning } from "../../train/learning.ts";

/** A run without its scores: what was varied in it, and what became of it. */
export type TriedCell<Factors = unknown> = Omit<Trial<Factors>, "predictions" | "cohort">;

/** A slice by its name, with its label by the readers: one of two, or the name of a class. */
export interface CohortSlice<Of extends Label = 0 | 1>
  extends Pick<Prediction, "subject" | "study" | "slice"> {
  /** What the readers say. */
  label: Of;
}

/** A run of two labels, which is judged by its AUC, or of several classes, by the mean of theirs. */
export type AnyTrial<Factors = unknown> = Trial<Factors, Prediction | ClassPrediction>;

/** The same of a kind of runs of two labels. */
export type AnyTrialOf<Run> = Run extends Trial<infer Factors> ? AnyTrial<Factors> : never;

/**
 * A finished run as the analyses see it: what was varied, and the score of every slice. A `Run` of
 * `lib/experiment` is one as it stands.
 *
 * @typeParam Factors What the analysis compares, such as `{ split: SplitUnit }`.
 * @typeParam Row Its predictions; by default of two labels.
 */
export interface Trial<Factors = unknown, Row extends { label: Label } = Prediction> {
  /** What was varied, and the seed of it all. */
  cell: Factors & { seed: number };
  /** Of all sets; those of the test set are judged. */
  predictions: readonly Row[];
  /** All slices that the cell uses, where `predictions` are a part of them. */
  cohort?: readonly CohortSlice<Row["label"]>[];
  /** What became of its network in training, where that is known. */
  learning?: Pick<Learning, "outcome">;
}
