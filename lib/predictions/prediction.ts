import type { SetName } from "../split/split.ts";

/** One judged slice: a row of `predictions.csv`, the contract between training and judging. */
export interface Prediction {
  /** The patient: the unit that must stay on one side of a split. */
  subject: string;
  /** The study; may be empty. */
  study: string;
  /** The slice, unique within its study; may be empty. */
  slice: string;
  /** Which part of the experiment it belongs to. */
  set: SetName;
  /** The truth: 1 where the slice is positive. */
  label: 0 | 1;
  /**
   * The classifier's score; higher means more likely positive. NaN in a row of training or validation
   * that has none.
   */
  score: number;
}
