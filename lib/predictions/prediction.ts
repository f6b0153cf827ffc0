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
   * that has none, and in every row where a split is audited before training.
   */
  score: number;
  /** The fold in which the row is tested; where rows have sets, the fold whose set it is in. */
  fold?: string;
  /** The repetition of the folds. */
  repeat?: string;
  /** What else is known of the row, such as `{ site: "A", age: "57" }`; `""` for what is not. */
  attributes?: Readonly<Record<string, string>>;
}
