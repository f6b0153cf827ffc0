import { PredictionsError } from "../../error.ts";
import { closest } from "../../text/closest.ts";
import { GrowingColumn } from "../growing_column.ts";
import { type PredictionRows, type PredictionTable, tableOf } from "../prediction_table.ts";
import type { Prediction } from "../prediction.ts";
import type { ClassPrediction } from "./class_prediction.ts";

/** Predictions of several classes by column, 12 bytes and 8 for each class per row more than the rows take. */
export interface ClassTable extends PredictionRows {
  /** The classes, in the order of their columns. */
  classes: readonly string[];
  /** The place of each row's class among them. */
  classOf: Uint32Array;
  /** Of each class the score of each row; NaN where there is none. */
  classScores: readonly Float64Array[];
}

/** A table of two labels, or of several classes. */
export type AnyTable = PredictionTable | ClassTable;

/** Builds what a table of classes has beside its rows. */
export class ClassColumnsBuilder {
  readonly #classes: readonly string[];
  readonly #of = new GrowingColumn((length) => new Uint32Array(length));
  readonly #scores: readonly GrowingColumn<Float64Array<ArrayBuffer>>[];

  /** @param classes In the order of their columns. */
  constructor(classes: readonly string[]) {
    this.#classes = classes;
    this.#scores = classes.map(() => new GrowingColumn((length) => new Float64Array(length)));
  }

  /**
   * Takes the next row.
   *
   * @param place The place of its class.
   * @param scores One a class.
   */
  add(place: number, scores: ArrayLike<number>): void {
    this.#of.push(place);
    for (const [at, column] of this.#scores.entries()) column.push(scores[at]!);
  }

  /** @param rows The same rows; their labels and scores stand for nothing. */
  finish({ labels: _, scores: __, ...rows }: PredictionTable): ClassTable {
    return {
      ...rows,
      classes: this.#classes,
      classOf: this.#of.values(),
      classScores: this.#scores.map((column) => column.values()),
    };
  }
}

/** Whether a table is of classes. */
export function isClassTable(table: PredictionRows): table is ClassTable {
  return "classOf" in table;
}

/**
 * A table of predictions that are objects, or the table that they are already. Classes are in the order of
 * the first one's scores.
 *
 * @throws {PredictionsError} A label that no class has, scores of other classes than the first one's, or of
 * fewer than two.
 */
export function classTableOf(predictions: readonly ClassPrediction[] | ClassTable): ClassTable {
  if ("classOf" in predictions) return predictions;
  const classes = Object.keys(predictions[0]?.scores ?? {});
  if (predictions.length > 0 && classes.length < 2) {
    throw new PredictionsError({
      row: 1,
      expected: "scores of two classes or more",
      found: classes.join(", ") || "none",
    });
  }
  const columns = new ClassColumnsBuilder(classes);
  for (const [row, { label, scores }] of predictions.entries()) {
    const of = Object.keys(scores);
    if (of.length !== classes.length || !of.every((name) => classes.includes(name))) {
      throw new PredictionsError({
        row: row + 1,
        expected: `scores of the classes ${classes.join(", ")}`,
        found: of.join(", ") || "none",
      });
    }
    if (!classes.includes(label)) {
      throw new PredictionsError({ row: row + 1, ...noClass(label, classes) });
    }
    columns.add(classes.indexOf(label), classes.map((name) => scores[name]!));
  }
  return columns.finish(tableOf(predictions.map(({ scores: _, ...row }) => ({
    ...row,
    label: 0 as const,
    score: NaN,
  }))));
}

/** What is wrong with a label that is none of the classes. */
export function noClass(label: string, classes: readonly string[]) {
  const near = closest(label, classes);
  return {
    expected: `a class with a score of its own (${classes.join(", ")})`,
    found: `"${label}"`,
    ...near !== null && { hint: `did you mean ${near}?` },
  };
}

/**
 * One class against the rest, as predictions of two labels: a row is positive where it is of the class, and
 * its score is that for the class. All that judges two labels takes it: `evaluate`, `audit`, `auditFolds`,
 * `permuteLabels`, and `ladder` as the predictions of a trial.
 *
 * @throws {PredictionsError} There is no such class.
 *
 * @example
 * ```ts
 * import { evaluate } from "hemoleak/evaluate";
 * import { type ClassPrediction, oneVersusRest } from "hemoleak/predictions";
 *
 * const rows = ["EDH", "SDH", "none", "SDH"].map((label, i): ClassPrediction => ({
 *   subject: `S${i}`,
 *   study: "1",
 *   slice: "1",
 *   set: "test",
 *   label,
 *   scores: { EDH: i === 0 ? 0.8 : 0.1, SDH: i % 2 === 1 ? 0.7 : 0.1, none: i === 2 ? 0.8 : 0.2 },
 * }));
 * console.assert(evaluate(oneVersusRest(rows, "SDH")).auc === 1);
 * ```
 */
export function oneVersusRest(
  predictions: readonly ClassPrediction[],
  name: string,
): Prediction[];
/** The same of a table. */
export function oneVersusRest(predictions: ClassTable, name: string): PredictionTable;
/** The same of either. */
export function oneVersusRest(
  predictions: readonly ClassPrediction[] | ClassTable,
  name: string,
): Prediction[] | PredictionTable;
export function oneVersusRest(
  predictions: readonly ClassPrediction[] | ClassTable,
  name: string,
): Prediction[] | PredictionTable {
  const table = classTableOf(predictions);
  const place = table.classes.indexOf(name);
  if (place >= 0 && predictions === table) return viewOf(table, place);
  if (place >= 0) {
    return (predictions as readonly ClassPrediction[]).map(({ label, scores, ...row }) => ({
      ...row,
      label: label === name ? 1 : 0,
      score: scores[name]!,
    }));
  }
  const near = closest(name, table.classes);
  throw new PredictionsError({
    expected: `a class (${table.classes.join(", ")})`,
    found: `"${name}"`,
    ...near !== null && { hint: `did you mean ${near}?` },
  });
}

/** The same by the place of the class; the rows are shared, and nothing but labels is made anew. */
export function viewOf(
  { classes: _, classOf, classScores, ...rows }: ClassTable,
  place: number,
): PredictionTable {
  const labels = new Uint8Array(rows.length);
  for (let row = 0; row < labels.length; row++) labels[row] = classOf[row] === place ? 1 : 0;
  return { ...rows, labels, scores: classScores[place]! };
}
