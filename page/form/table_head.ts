import { PredictionsError } from "hemoleak/error.ts";
import { readCsvText } from "hemoleak/files/csv_records.ts";
import { decodeTable } from "hemoleak/files/table_text.ts";
import {
  type ColumnPlaces,
  type FOLD_COLUMNS,
  foldPlace,
  knownColumns,
  OWN_ATTRIBUTES,
  type PredictionColumn,
  recognizeColumns,
  REQUIRED_COLUMNS,
} from "hemoleak/predictions/prediction_columns.ts";
import {
  areOfClasses,
  type ClassColumns,
  classColumns,
} from "hemoleak/predictions/classes/class_columns.ts";
import { setOf } from "hemoleak/predictions/set_names.ts";
import { isMissing, labelOf } from "hemoleak/text/values.ts";
import { fileBytes } from "../file_bytes.ts";

/** So many bytes show what a table holds. */
const HEAD = 1 << 19;
/** More values than a reader would go through are none of a set or a label. */
const MOST_VALUES = 12;

/** The first rows of a table, and what its columns were taken for. */
export interface TableHead {
  /** The file's name. */
  file: string;
  names: readonly string[];
  rows: readonly (readonly string[])[];
  places: ColumnPlaces;
  /** Why somebody has to say which column is which, though all are there; mostly null. */
  doubt: string | null;
  /** The columns of folds, unless these are the sets, and of their repetitions; -1 where there is none. */
  folds: FoldPlaces;
}

/** Where the columns of cross-validation are. */
export type FoldPlaces = Record<typeof FOLD_COLUMNS[number], number>;

/** What the reader has to say before the table can be audited. */
export interface Unclear {
  /** Columns that were not found; `set` among them, without which nothing can be compared. */
  columns: PredictionColumn[];
  /** Values of the column `set` that name no set. */
  sets: string[];
  /** Labels, where they are neither 0 and 1 nor classes. */
  labels: string[];
}

/**
 * Reads the head of a table and recognizes its columns as the command line does.
 *
 * @throws {PredictionsError} It is no table.
 */
export async function readTableHead(file: File): Promise<TableHead> {
  const names: string[] = [], rows: string[][] = [];
  let line = 0;
  const table = { file: file.name, fail: PredictionsError, note: () => {} };
  readCsvText(wholeLines(decodeTable(await headOf(file), table), file.size), {
    ...table,
    receiver: {
      known: knownColumns,
      header(found, at) {
        names.push(...found);
        line = at;
      },
      record: (fields) => rows.push([...fields]),
    },
  });
  if (rows.length === 0) {
    throw new PredictionsError({
      file: file.name,
      expected: "a table with a header and rows",
      found: names.length === 0 ? "nothing" : "only the header",
    });
  }
  const { places, faults } = recognizeColumns(names);
  const [fault, ...others] = faults.map((one) => ({ file: file.name, line, ...one }));
  return {
    file: file.name,
    names,
    rows,
    doubt: fault === undefined ? null : new PredictionsError([fault, ...others]).message,
    ...withFolds(places, names, rows),
  };
}

async function headOf(file: File): Promise<Uint8Array> {
  const head = new Uint8Array(HEAD);
  let length = 0;
  for await (const bytes of fileBytes(file)) {
    const part = bytes.subarray(0, HEAD - length);
    head.set(part, length);
    length += part.length;
    if (length === HEAD) break;
  }
  return head.subarray(0, length);
}

/** Without a last line that is cut off; a short text is whole. */
function wholeLines(text: string, bytes: number): string {
  return bytes < HEAD && text.length < HEAD ? text : text.slice(0, text.lastIndexOf("\n") + 1);
}

/** `fold` names the set where its values do, and folds where they do not, as on the command line. */
function withFolds(
  places: ColumnPlaces,
  names: readonly string[],
  [first = []]: readonly (readonly string[])[],
): Pick<TableHead, "places" | "folds"> {
  const fold = foldPlace("fold", names, {}).place, repeat = foldPlace("repeat", names, {}).place;
  if (fold < 0) return { places, folds: { fold, repeat: -1 } };
  return places.set < 0 && setOf(first[fold] ?? "") !== null
    ? { places: { ...places, set: fold }, folds: { fold: -1, repeat: -1 } }
    : { places, folds: { fold, repeat } };
}

/** The columns of classes, if the others are where it is said; null where the table is of two labels. */
export function classesIn(
  { names, rows }: TableHead,
  { label, score }: ColumnPlaces,
): ClassColumns | null {
  const found = score < 0 && label >= 0 ? classColumns(names) : null;
  return found !== null && areOfClasses(found, rows[0]![label]!) ? found : null;
}

/** The columns that have been taken for nothing, by name: any of them may be an attribute. */
export function freeColumns(
  head: TableHead,
  places: ColumnPlaces,
  folds: FoldPlaces,
): number[] {
  const { names } = head, ofClasses = classesIn(head, places)?.places ?? [];
  const taken = new Set([...Object.values(places), ...Object.values(folds), ...ofClasses]);
  return [...names.keys()].filter((at) => {
    const name = names[at]!;
    return name !== "" && !taken.has(at) && names.indexOf(name) === at &&
      !OWN_ATTRIBUTES.some((own) => own === name);
  });
}

/** The first few different values of a column, those that are there. */
export function valuesIn({ rows }: TableHead, place: number, most: number): string[] {
  const values = new Set<string>();
  for (const row of rows) {
    if (!isMissing(row[place]!)) values.add(row[place]!);
    if (values.size === most) break;
  }
  return [...values];
}

/** What is unclear, if the columns are where it is said. */
export function unclearOf(
  head: TableHead,
  places: ColumnPlaces,
  { fold }: FoldPlaces,
): Unclear {
  const { rows } = head, ofClasses = classesIn(head, places) !== null;
  const valuesOf = (column: PredictionColumn) =>
    places[column] < 0 ? [] : [...new Set(rows.map((row) => row[places[column]]!))];
  const sets = valuesOf("set").filter((value) => setOf(value) === null);
  const labels = valuesOf("label");
  return {
    columns: [...REQUIRED_COLUMNS, ...fold < 0 ? ["set" as const] : []]
      .filter((column) => places[column] < 0 && !(column === "score" && ofClasses)),
    sets: sets.slice(0, MOST_VALUES),
    labels: ofClasses || labels.every((label) => labelOf(label) !== null)
      ? []
      : labels.slice(0, MOST_VALUES),
  };
}
