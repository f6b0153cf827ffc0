import { SET_NAMES } from "../split/split.ts";
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

/** Predictions by column, some 40 bytes per row: the form in which millions of them are judged. */
export interface PredictionTable {
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
  /** 0 or 1. */
  labels: Uint8Array;
  /** The classifier's scores; higher means more likely positive. */
  scores: Float64Array;
  /** The line of each row in its file; 0 for rows that come from none. */
  lines: Uint32Array;
  /** How the file was read where that is other than documented, for the user. */
  notes: readonly string[];
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

  get length(): number {
    return this.#scores.length;
  }

  add({ subject, study, slice, set, label, score }: Prediction, line = 0): void {
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
      notes: [],
    };
  }
}

/** A table of predictions that are objects. */
export function tableOf(predictions: readonly Prediction[]): PredictionTable {
  const builder = new PredictionTableBuilder();
  for (const prediction of predictions) builder.add(prediction);
  return builder.finish();
}

/** One row as an object. */
export function predictionAt(table: PredictionTable, row: number): Prediction {
  return {
    subject: table.subjects[table.subjectOf[row]!]!,
    study: table.studies[table.studyOf[row]!]!.name,
    slice: table.slices.get(row),
    set: SET_NAMES[table.sets[row]!]!,
    label: table.labels[row] === 1 ? 1 : 0,
    score: table.scores[row]!,
  };
}
