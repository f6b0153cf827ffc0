import type { Prediction } from "../prediction.ts";

/** One judged slice of several classes: a row with a score for each of them. */
export interface ClassPrediction extends Omit<Prediction, "label" | "score"> {
  /** The truth: the name of a class. */
  label: string;
  /**
   * The classifier's score for each class; the highest is its call. NaN where a row of training or validation
   * has none, and in every row where a split is audited before training.
   */
  scores: Readonly<Record<string, number>>;
}

/** Whether predictions are of several classes. */
export function areOfClasses(
  predictions: readonly (Prediction | ClassPrediction)[],
): predictions is readonly ClassPrediction[] {
  return predictions[0] !== undefined && "scores" in predictions[0];
}
