import type { Prediction } from "../../predictions/prediction.ts";
import type { Learning } from "../../train/learning.ts";

/** A run without its scores: what was varied in it, and what became of it. */
export type TriedCell<Factors = unknown> = Omit<Trial<Factors>, "predictions" | "cohort">;

/** A slice by its name, with its label by the readers. */
export interface CohortSlice<Label = 0 | 1>
  extends Pick<Prediction, "subject" | "study" | "slice"> {
  /** What the readers say. */
  label: Label;
}

/**
 * A finished run as the analyses see it: what was varied, and the score of every slice. A `Run` of
 * `lib/experiment` is one as it stands.
 *
 * @typeParam Factors What the analysis compares, such as `{ split: SplitUnit }`.
 */
export interface Trial<Factors = unknown> {
  /** What was varied, and the seed of it all. */
  cell: Factors & { seed: number };
  /** Of all sets; those of the test set are judged. */
  predictions: readonly Prediction[];
  /** All slices that the cell uses, where `predictions` are a part of them. */
  cohort?: readonly CohortSlice[];
  /** What became of its network in training, where that is known. */
  learning?: Pick<Learning, "outcome">;
}
