import { PredictionsError } from "../error.ts";
import { SET_NAMES } from "../split/split.ts";
import { isMissing } from "../text/values.ts";
import { type CodedColumn, CodedColumnBuilder, codedValue, takeCodes } from "./coded_column.ts";
import { GrowingColumn } from "./growing_column.ts";
import { NameStore } from "./name_store.ts";
import type { Prediction } from "./prediction.ts";

/** A study and the subject that it is of. */
export interface Study {
  /** The subject's number. */
  subject: number;
  /** Its name; empty where the file does not name studies. */
  name: string;
}

/** The rows of a table by column, without what a classifier and the truth say of them. */
export interface PredictionRows {
  /** How many rows. */
  length: number;
  /** The subjects' names. */
  subjects: readonly string[];
  /** The studies, each of one subject. */
  studies: readonly Study[];
  /** The number of each row's subject. */
  subjectOf: Uint32Array;
  /** The number of each row's study. */
  studyOf: Uint32Array;
  /** The name of each row's slice. */
  slices: NameStore;
  /** The place of each row's set in `SET_NAMES`. */
  sets: Uint8Array;
  /** The line of each row in its file; 0 for rows that come from none. */
  lines: Uint32Array;
  /** The fold of each row; null where the rows are of one split. */
  folds: CodedColumn | null;
  /** The repetition of the folds; null where there is one. */
  repeats: CodedColumn | null;
  /** Further columns that were asked for. */
  attributes: readonly CodedColumn[];
  /** How the file was read where that is other than documented, for the user. */
  notes: readonly string[];
}

/**
 * Predictions by column, some 40 bytes per row and 4 for each attribute: the form in which millions of them
 * are judged.
 */
export interface PredictionTable extends PredictionRows {
  /** 0 or 1. */
  labels: Uint8Array;
  /** The classifier's scores; higher means more likely positive. */
  scores: Float64Array;
}

/** Which columns a table has beside those that every table has. */
export interface KeptColumns {
  folds?: boolean;
  repeats?: boolean;
  /** By their names. */
  attributes?: readonly string[];
}

/** Builds a table row by row. */
export class PredictionTableBuilder {
  readonly #subjects = new Map<string, { number: number; studies: Map<string, number> }>();
  readonly #studies: Study[] = [];
  readonly #subjectOf = new GrowingColumn((length) => new Uint32Array(length));
  readonly #studyOf = new GrowingColumn((length) => new Uint32Array(length));
  readonly #slices = new NameStore();
  readonly #sets = new GrowingColumn((length) => new Uint8Array(length));
  readonly #labels = new GrowingColumn((length) => new Uint8Array(length));
  readonly #scores = new GrowingColumn((length) => new Float64Array(length));
  readonly #lines = new GrowingColumn((length) => new Uint32Array(length));
  readonly #folds: CodedColumnBuilder | null;
  readonly #repeats: CodedColumnBuilder | null;
  readonly #attributes: readonly (readonly [name: string, values: CodedColumnBuilder])[];

  /** @param kept What is kept of a row beside what every row has. */
  constructor({ folds = false, repeats = false, attributes = [] }: KeptColumns = {}) {
    this.#folds = folds ? new CodedColumnBuilder() : null;
    this.#repeats = repeats ? new CodedColumnBuilder() : null;
    this.#attributes = attributes.map((name) => [name, new CodedColumnBuilder()]);
  }

  get length(): number {
    return this.#scores.length;
  }

  add(prediction: Prediction, line = 0): void {
    const { subject, study, slice, set, label, score, fold, repeat, attributes } = prediction;
    let known = this.#subjects.get(subject);
    if (known === undefined) {
      known = { number: this.#subjects.size, studies: new Map() };
      this.#subjects.set(subject, known);
    }
    let studyNumber = known.studies.get(study);
    if (studyNumber === undefined) {
      studyNumber = this.#studies.push({ subject: known.number, name: study }) - 1;
      known.studies.set(study, studyNumber);
    }
    this.#subjectOf.push(known.number);
    this.#studyOf.push(studyNumber);
    this.#slices.add(slice);
    this.#sets.push(SET_NAMES.indexOf(set));
    this.#labels.push(label);
    this.#scores.push(score);
    this.#lines.push(line);
    this.#folds?.add(fold ?? "");
    this.#repeats?.add(repeat ?? "");
    for (const [name, values] of this.#attributes) {
      values.add(valueOrNone(attributes?.[name] ?? ""));
    }
  }

  finish(): PredictionTable {
    return {
      length: this.length,
      subjects: [...this.#subjects.keys()],
      studies: this.#studies,
      subjectOf: this.#subjectOf.values(),
      studyOf: this.#studyOf.values(),
      slices: this.#slices,
      sets: this.#sets.values(),
      labels: this.#labels.values(),
      scores: this.#scores.values(),
      lines: this.#lines.values(),
      folds: this.#folds?.finish("fold") ?? null,
      repeats: this.#repeats?.finish("repeat") ?? null,
      attributes: this.#attributes.map(([name, values]) => values.finish(name)),
      notes: [],
    };
  }
}

/** What programs write for no value, such as `NaN`, is none. */
export function valueOrNone(text: string): string {
  return isMissing(text) ? "" : text;
}

/** A table of predictions that are objects, or the table that they are already. */
export function tableOf(predictions: readonly Prediction[] | PredictionTable): PredictionTable {
  if ("scores" in predictions) return predictions;
  assertTwoLabels(predictions);
  const names = new Set<string>();
  let folds = false, repeats = false;
  for (const { fold, repeat, attributes } of predictions) {
    folds ||= fold !== undefined;
    repeats ||= repeat !== undefined;
    for (const name in attributes) names.add(name);
  }
  const builder = new PredictionTableBuilder({ folds, repeats, attributes: [...names] });
  for (const prediction of predictions) builder.add(prediction);
  return builder.finish();
}

/**
 * Makes sure that predictions have two labels: what judges these would take those of more classes for rows
 * without any.
 *
 * @throws {PredictionsError} They are of classes, each with a score of its own.
 */
export function assertTwoLabels(predictions: object): void {
  const first = Array.isArray(predictions) ? predictions[0] ?? {} : {};
  if (!("classOf" in predictions) && !("scores" in first)) return;
  const names = "classes" in predictions
    ? (predictions.classes as string[])
    : Object.keys(first.scores);
  throw new PredictionsError({
    expected: "predictions of two labels",
    found: `the classes ${names.join(", ")}`,
    hint: "evaluateClasses and auditClasses take them, and oneVersusRest makes two labels of them",
  });
}

/** Some rows of a table, in this order. */
export function takeTable(table: PredictionTable, rows: Uint32Array): PredictionTable {
  return {
    ...table,
    length: rows.length,
    subjectOf: Uint32Array.from(rows, (row) => table.subjectOf[row]!),
    studyOf: Uint32Array.from(rows, (row) => table.studyOf[row]!),
    slices: table.slices.take(rows),
    sets: Uint8Array.from(rows, (row) => table.sets[row]!),
    labels: Uint8Array.from(rows, (row) => table.labels[row]!),
    scores: Float64Array.from(rows, (row) => table.scores[row]!),
    lines: Uint32Array.from(rows, (row) => table.lines[row]!),
    folds: table.folds && takeCodes(table.folds, rows),
    repeats: table.repeats && takeCodes(table.repeats, rows),
    attributes: table.attributes.map((column) => takeCodes(column, rows)),
  };
}

/** Which slice a row is of, and in which set. */
export function sliceAt(
  table: PredictionRows,
  row: number,
): Pick<Prediction, "subject" | "study" | "slice" | "set"> {
  return {
    subject: table.subjects[table.subjectOf[row]!]!,
    study: table.studies[table.studyOf[row]!]!.name,
    slice: table.slices.get(row),
    set: SET_NAMES[table.sets[row]!]!,
  };
}

/** One row as an object. */
export function predictionAt(table: PredictionTable, row: number): Prediction {
  const { folds, repeats, attributes } = table;
  return {
    ...sliceAt(table, row),
    label: table.labels[row] === 1 ? 1 : 0,
    score: table.scores[row]!,
    ...folds !== null && { fold: codedValue(folds, row) },
    ...repeats !== null && { repeat: codedValue(repeats, row) },
    ...attributes.length > 0 && {
      attributes: Object.fromEntries(
        attributes.map((column) => [column.name, codedValue(column, row)]),
      ),
    },
  };
}
