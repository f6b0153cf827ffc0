import { TrainingError } from "../../error.ts";
import { evaluateClasses } from "../../evaluate/classes/evaluate_classes.ts";
import type { ClassMetrics } from "../../evaluate/classes/class_metrics.ts";
import { evaluate, type Metrics } from "../../evaluate/evaluate.ts";
import {
  formatClassPredictions,
  parseClassPredictions,
} from "../../predictions/classes/class_predictions_csv.ts";
import { areOfClasses, type ClassPrediction } from "../../predictions/classes/class_prediction.ts";
import type { Prediction } from "../../predictions/prediction.ts";
import { formatPredictions, parsePredictions } from "../../predictions/predictions_csv.ts";
import type { Label } from "../../split/split.ts";
import type { Trained, Trainer, TrainingRow, TrainingTask } from "./trainer.ts";

/** The predictions of a run: of two labels or of several classes. */
export type AnyPredictions = Prediction[] | ClassPrediction[];

/**
 * Trains, and puts the scores beside the rows.
 *
 * @param classes Null: there are two labels.
 * @throws {TrainingError} The trainer takes no classes, or gives back other scores than one for each row.
 */
export async function trainedPredictions(
  trainer: Trainer,
  task: TrainingTask<Label>,
  classes: readonly string[] | null,
): Promise<{ predictions: AnyPredictions } & Pick<Trained, "history">> {
  if (classes === null) {
    const { rows } = task as TrainingTask;
    const { scores, ...more } = await trainer.train(task as TrainingTask);
    checkScores(scores, rows, trainer.name);
    return { predictions: rows.map((row, i) => ({ ...sliceOf(row), score: scores[i]! })), ...more };
  }
  expectTakesClasses(trainer);
  const { rows, ...others } = task as TrainingTask<string>;
  const { scores, ...more } = await trainer.trainClasses!({ rows, ...others, classes });
  const columns = classes.map((name) => {
    const ofClass = scores[name] ?? [];
    checkScores(ofClass, rows, `${trainer.name} for ${name}`);
    return [name, ofClass] as const;
  });
  const scoresAt = (i: number) => Object.fromEntries(columns.map(([name, of]) => [name, of[i]!]));
  return { predictions: rows.map((row, i) => ({ ...sliceOf(row), scores: scoresAt(i) })), ...more };
}

/** @throws {TrainingError} The trainer takes no classes. */
export function expectTakesClasses(trainer: Trainer): void {
  if (trainer.trainClasses !== undefined) return;
  throw new TrainingError({
    expected: "a trainer of several classes",
    found: `${trainer.name}, which has no trainClasses`,
  });
}

function sliceOf<Of extends Label>({ subject, study, slice, set, label }: TrainingRow<Of>) {
  return { subject, study, slice, set, label };
}

/** A command's rows have been checked by line; this is for trainers that are programs. */
function checkScores(
  scores: ArrayLike<number>,
  rows: readonly TrainingRow<Label>[],
  from: string,
): void {
  if (scores.length !== rows.length) {
    throw new TrainingError({
      expected: `a score from ${from} for each of the cell's ${rows.length} rows`,
      found: `${scores.length} scores`,
    });
  }
  const bad = rows.findIndex(({ set }, i) => {
    return !Number.isFinite(scores[i]) && (set === "test" || !Number.isNaN(scores[i]));
  });
  if (bad < 0) return;
  throw new TrainingError({
    row: bad + 1,
    expected: `a finite score from ${from} for a row of the set ${rows[bad]!.set}`,
    found: String(scores[bad]),
  });
}

/** Predictions, what they are worth, and whether they say the same of every slice. */
type JudgedPredictions =
  & (
    | { predictions: Prediction[]; metrics: Metrics }
    | { predictions: ClassPrediction[]; metrics: ClassMetrics }
  )
  & { isConstant: boolean };

/** Judges them. */
export function judgePredictions(predictions: AnyPredictions): JudgedPredictions {
  if (areOfClasses(predictions)) {
    const metrics = evaluateClasses(predictions);
    const isConstant = metrics.classes.every(({ constantScore }) => constantScore !== null);
    return { predictions, metrics, isConstant };
  }
  const metrics = evaluate(predictions);
  return { predictions, metrics, isConstant: metrics.constantScore !== null };
}

/** The text of a run's `predictions.csv`. */
export function formatRunPredictions(predictions: AnyPredictions): string {
  return areOfClasses(predictions)
    ? formatClassPredictions(predictions)
    : formatPredictions(predictions);
}

/**
 * Reads it.
 *
 * @param classes Null: there are two labels.
 * @throws {PredictionsError} It is something else.
 */
export function parseRunPredictions(
  text: string,
  file: string,
  classes: readonly string[] | null,
): AnyPredictions {
  return classes === null
    ? parsePredictions(text, file)
    : parseClassPredictions(text, file, classes);
}
