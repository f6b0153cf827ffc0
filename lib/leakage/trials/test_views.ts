import { PredictionsError } from "../../error.ts";
import type { Scored } from "../../evaluate/auc/auc.ts";
import { areOfClasses } from "../../predictions/classes/class_prediction.ts";
import type { Label } from "../../split/split.ts";
import type { AnyTrial } from "./trial.ts";

/** A run's predictions, of two labels or of several classes. */
export type TrialRows = AnyTrial["predictions"];

/** The scores of slices for one label, and which of the slices have it. */
export interface TestView extends Scored {
  /** The positive label, or a class. */
  own: Label;
  labels: Uint8Array;
  scores: Float64Array;
}

/** The slices that a run is judged by. */
export function testRows({ predictions }: Pick<AnyTrial, "predictions">): TrialRows {
  return predictions.filter(({ set }) => set === "test");
}

/**
 * What AUCs there are of some slices: of two labels one, of several classes that of each against the rest, in
 * the order of the classes.
 *
 * @param name The one class that is asked for.
 * @throws {PredictionsError} There is no such class.
 */
export function testViews(rows: TrialRows, name?: string): TestView[] {
  if (!areOfClasses(rows)) return [testView(rows, 1)];
  const classes = Object.keys(rows[0]!.scores);
  if (name === undefined) return classes.map((own) => testView(rows, own));
  if (classes.includes(name)) return [testView(rows, name)];
  throw new PredictionsError({ expected: `a class (${classes.join(", ")})`, found: `"${name}"` });
}

/** The same of one label. */
export function testView(rows: TrialRows, own: Label): TestView {
  return {
    own,
    labels: Uint8Array.from(rows, ({ label }) => label === own ? 1 : 0),
    scores: Float64Array.from(
      rows,
      (row) => "scores" in row ? row.scores[own]! : row.score,
    ),
  };
}
