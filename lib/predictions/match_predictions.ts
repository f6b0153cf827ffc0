import { PredictionsError } from "../error.ts";
import type { FileFault } from "../fault.ts";
import { type PredictionRows, type PredictionTable, sliceAt } from "./prediction_table.ts";
import { RowIndex } from "./row_index.ts";
import { judgedSet, rowsOf } from "./set_rows.ts";

/** A table and what to call it in messages. */
export interface NamedTable<Table extends PredictionRows = PredictionTable> {
  /** Its rows. */
  table: Table;
  /** Its name, such as that of its file. */
  file: string;
}

/** Rows of two tables that are of the same slices: the i-th of one with the i-th of the other. */
export interface MatchedRows {
  first: Uint32Array;
  second: Uint32Array;
}

/**
 * Finds the slices that two classifiers were judged on, by subject, study and slice, in any order: of
 * each table the rows of its test set, or of its validation set where it has none. Both must have the same slices with
 * the same labels.
 *
 * @param labelOf What a row is labeled.
 * @throws {PredictionsError} They have not, or slices without names: the first such row is named.
 */
export function matchPredictions<Table extends PredictionRows>(
  a: NamedTable<Table>,
  b: NamedTable<Table>,
  labelOf: (table: Table, row: number) => number | string,
): MatchedRows {
  const first = rowsOf(a.table, judgedSet(a.table));
  const rowsOfB = rowsOf(b.table, judgedSet(b.table));
  const partnerOf = partnerFinder(a, rowsOfB, b);
  const second = new Uint32Array(first.length);
  const taken = new Uint8Array(b.table.length);
  for (const [i, row] of first.entries()) {
    const partner = partnerOf(row);
    if (partner === undefined) throw missing(a, row, b);
    if (taken[partner] === 1) throw nameless(a, row);
    const label = labelOf(a.table, row), other = labelOf(b.table, partner);
    if (label !== other) {
      throw new PredictionsError({
        ...placeOf(b, partner),
        expected: `the label ${label}, which ${nameOf(a, row)} has,`,
        found: `${other} (${sliceName(b, partner)})`,
      });
    }
    taken[partner] = 1;
    second[i] = partner;
  }
  if (first.length === rowsOfB.length) return { first, second };
  throw missing(b, rowsOfB.find((row) => taken[row] === 0)!, a);
}

/** Of each row of the first table, the row of the second that is of the same slice. */
function partnerFinder(
  a: NamedTable<PredictionRows>,
  rowsOfB: Uint32Array,
  b: NamedTable<PredictionRows>,
): (row: number) => number | undefined {
  const index = new RowIndex(b.table, rowsOfB.length);
  for (const row of rowsOfB) {
    if (index.add(row) !== undefined) throw nameless(b, row);
  }
  const key = ({ table }: NamedTable<PredictionRows>, study: number) => {
    const { subject, name } = table.studies[study]!;
    return JSON.stringify([table.subjects[subject], name]);
  };
  const studiesOfB = new Map([...b.table.studies.keys()].map((study) => [key(b, study), study]));
  const studyInB = [...a.table.studies.keys()].map((study) => studiesOfB.get(key(a, study)));
  return (row) => {
    const study = studyInB[a.table.studyOf[row]!];
    return study === undefined ? undefined : index.find(study, a.table.slices.bytes(row));
  };
}

function missing(
  there: NamedTable<PredictionRows>,
  row: number,
  lacking: NamedTable<PredictionRows>,
): PredictionsError {
  return new PredictionsError({
    file: lacking.file,
    expected: `the same slices as in ${there.file}`,
    problem: `${nameOf(there, row)} is missing`,
  });
}

function nameless(table: NamedTable<PredictionRows>, row: number): PredictionsError {
  return new PredictionsError({
    ...placeOf(table, row),
    expected: "slices to be named, so that two files can be matched,",
    found: `several of one study without a name (${sliceName(table, row)})`,
  });
}

/** Where a row stood; tables that were not read from a file have no lines. */
function placeOf(
  { table, file }: NamedTable<PredictionRows>,
  row: number,
): Pick<FileFault, "file" | "line"> {
  const line = table.lines[row]!;
  return line > 0 ? { file, line } : { file };
}

function nameOf(table: NamedTable<PredictionRows>, row: number): string {
  const { file, line } = placeOf(table, row);
  return `${file}${line === undefined ? "" : `, line ${line}`} (${sliceName(table, row)})`;
}

function sliceName({ table }: NamedTable<PredictionRows>, row: number): string {
  const { subject, study, slice } = sliceAt(table, row);
  return `subject "${subject}", study "${study}", slice "${slice}"`;
}
