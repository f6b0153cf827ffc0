import type { SetName } from "../split/split.ts";

/** One judged slice: a row of `predictions.csv`, the contract between training and judging. */
export interface Prediction {
  subject: string;
  study: string;
  slice: string;
  set: SetName;
  label: 0 | 1;
  /**
   * The classifier's score; higher means more likely positive. NaN in a row of training or validation
   * that has none.
   */
  score: number;
}
