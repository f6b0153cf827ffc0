import type { PredictionTable } from "../predictions/prediction_table.ts";
import type { StudyRows } from "./study_scores.ts";

/** Some rows of a table, ready to be judged. */
export interface TableRows extends StudyRows {
  scores: Float64Array;
  labels: Uint8Array;
  /** The place of each row's subject in the order of the names. */
  subjects: Uint32Array;
  studies: Uint32Array;
}

/** A column of some rows; of millions, `TypedArray.from` would make a list first. */
export function picked<Values extends Float64Array | Uint8Array | Uint32Array>(
  column: ArrayLike<number>,
  rows: Uint32Array,
  into: Values,
): Values {
  for (let i = 0; i < rows.length; i++) into[i] = column[rows[i]!]!;
  return into;
}

/** The columns of some rows; where these are all rows, the table's own wherever they can be. */
export function takeRows(table: PredictionTable, rows: Uint32Array): TableRows {
  const names = [...table.subjects.keys()].sort((a, b) =>
    table.subjects[a]! < table.subjects[b]! ? -1 : 1
  );
  const placeOf = new Uint32Array(names.length);
  names.forEach((subject, place) => placeOf[subject] = place);
  const subjects = new Uint32Array(rows.length);
  for (let i = 0; i < rows.length; i++) subjects[i] = placeOf[table.subjectOf[rows[i]!]!]!;
  const { scores, labels, studyOf } = table;
  // All rows, ascending, are the table's columns as they stand.
  if (rows.every((row, i) => row === i) && rows.length === table.length) {
    return { scores, labels, subjects, studies: studyOf };
  }
  return {
    scores: picked(scores, rows, new Float64Array(rows.length)),
    labels: picked(labels, rows, new Uint8Array(rows.length)),
    subjects,
    studies: picked(studyOf, rows, new Uint32Array(rows.length)),
  };
}

/** Whether some rows of a table have both labels. */
export function haveBothLabels({ labels }: PredictionTable, rows: ArrayLike<number>): boolean {
  let positives = 0;
  for (let i = 0; i < rows.length; i++) positives += labels[rows[i]!] === 1 ? 1 : 0;
  return positives > 0 && positives < rows.length;
}

/** Why labels allow no AUC: `no slices`, `no positive slices` or `no negative slices`; null if they do. */
export function missingLabel(labels: ArrayLike<number>): string | null {
  let positives = 0;
  for (let row = 0; row < labels.length; row++) positives += labels[row] === 1 ? 1 : 0;
  if (labels.length === 0) return "no slices";
  if (positives === 0) return "no positive slices";
  return positives === labels.length ? "no negative slices" : null;
}
