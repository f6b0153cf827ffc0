import { basename } from "node:path";
import { PredictionsError } from "../../error.ts";
import type { FileFault } from "../../fault.ts";
import { fileSha256, sha256 } from "../../files/checksums.ts";
import { textOfField } from "../../files/csv_records.ts";
import { isStandardInput } from "../../files/standard_input.ts";
import { tableBytes } from "../../files/table_file.ts";
import { groupBy } from "../../groups.ts";
import { peopleOf } from "../../leakage/separate/person_groups.ts";
import { BY_SUBJECT, namesOf, tableGroups } from "../../leakage/separate/table_people.ts";
import { classColumns } from "../../predictions/classes/class_columns.ts";
import type { PredictionColumn } from "../../predictions/prediction_columns.ts";
import { namesIn, readWholeTable, type WholeTable } from "../../predictions/whole_table.ts";
import type { Label } from "../../split/split.ts";
import { plainColumn } from "../../text/column_names.ts";
import { countOf } from "../../text/numbers.ts";
import type { CellData, CellSlice, ClassCellData } from "../run.ts";
import { type ReadLabels, readLabels } from "./table_labels.ts";

/** How a table of labeled slices is read. */
export interface GridTableOptions {
  /** Names of its columns where they are other than usual. */
  columns?: Partial<Record<PredictionColumn, string>>;
  /** The label that is positive, where labels have names; rows of one other label are negative. */
  positive?: string;
  /** The classes that labels name, in the order in which scores are kept. Default: as the labels show. */
  classes?: readonly string[];
}

/** A table of labeled slices, on which cells are run. */
export interface GridTable extends CellData {
  /** What it is called in messages. */
  file: string;
  /**
   * A slice a row. The subject is the person, by the first of its names, as `hemoleak split` tells them; the
   * place that in the stack where the table has places, else that in the table.
   */
  rows: readonly CellSlice[];
  /** Of the file's bytes and of how they are read. */
  fingerprint: string;
  /** Why places in the table are none in a stack; null where they are. */
  withoutPlaces: FileFault | null;
  /** Names of the columns that trainers get as they stand. */
  names: readonly string[];
  /** Their fields, row by row. */
  fields: readonly (readonly string[])[];
  /** What was put right or left out in reading, for the user. */
  notes: string[];
}

/** The same of several classes. */
export interface ClassGridTable extends Omit<GridTable, "rows" | "fingerprint">, ClassCellData {}

/** A table of two labels, or of several classes. */
export type AnyGridTable = GridTable | ClassGridTable;

/** The columns of a trainer's `split.csv` that come from hemoleak, so that no other column is called so. */
export const SPLIT_COLUMNS = ["row", "subject", "label", "set"] as const;

/**
 * Reads a table of two labels with a column `subject` and a column `label`, `study`, `series` and `slice` where
 * there are any, and whatever else trainers need, such as a path. The places of slices in their stacks are in a
 * column `position` or, where that is not there, `slice`.
 *
 * @throws {PredictionsError} It is no table, lacks a column, or a row lacks a subject or a label; or it is of
 *   several classes ({@linkcode readAnyGridTable}).
 *
 * @example
 * ```ts
 * import { readGridTable } from "hemoleak/experiment";
 *
 * const path = await Deno.makeTempFile({ suffix: ".csv" });
 * await Deno.writeTextFile(path, "patient,slice,ich,path\n001,1,1,a.png\n1,2,1,b.png\n2,1,0,c.png\n");
 * const { rows, names } = await readGridTable(path, { columns: { label: "ich" } });
 * console.assert(rows[1]!.subject === "001"); // 001 and 1 are one person.
 * console.assert(names.join() === "slice,path");
 * ```
 */
export async function readGridTable(
  path: string,
  options: Omit<GridTableOptions, "classes"> = {},
): Promise<GridTable> {
  const table = await readAnyGridTable(path, options);
  if (!("classes" in table)) return table;
  throw new PredictionsError({
    file: table.file,
    expected: "two labels",
    found: `the classes ${table.classes.join(", ")}`,
    hint: "readAnyGridTable reads them",
  });
}

/**
 * Reads the same, of two labels or of several classes: those that `classes` names, or that the labels are by
 * themselves ({@linkcode readLabels}).
 *
 * @throws {OptionsError} Classes as well as a positive label.
 * @throws {PredictionsError} As {@linkcode readGridTable}; or a label is of no class, or a class has no rows.
 *
 * @example
 * ```ts
 * import { readAnyGridTable } from "hemoleak/experiment";
 *
 * const path = await Deno.makeTempFile({ suffix: ".csv" });
 * await Deno.writeTextFile(path, "subject,label\nA,EDH\nB,SDH\nC,none\nD,sdh\n");
 * const table = await readAnyGridTable(path);
 * console.assert("classes" in table && table.classes.join() === "EDH,none,SDH");
 * console.assert(table.rows[3]!.label === "SDH");
 * ```
 */
export async function readAnyGridTable(
  path: string,
  options: GridTableOptions = {},
): Promise<AnyGridTable> {
  const file = basename(path);
  await expectFile(path);
  const bytes = tableBytes(path, { file, fail: PredictionsError });
  const table = await readWholeTable(bytes, file, options.columns ?? {});
  const notes = [...table.notes];
  const read = readLabels(table, options);
  const subjects = personsOf(table, notes);
  const studies = namesIn(table, "study"), series = columnOf(table, isSeries);
  const named = namesIn(table, "slice");
  const hasNames = table.places.slice >= 0 && areDifferent(subjects, studies, named);
  const places = placesOf(table, subjects, studies, series);
  const rowOf = <Of extends Label>(label: Of, row: number): CellSlice<Of> => ({
    subject: subjects[row]!,
    study: studies[row]!,
    series: series?.[row] ?? "",
    slice: places.values === null ? row : places.values[row]!,
    name: hasNames ? named[row]! : String(row + 1),
    label,
  });
  const kept = keptColumns(table, read.classes, notes);
  const parts: Omit<GridTable, "rows"> = {
    file,
    fingerprint: await fingerprintOf(
      path,
      read.classes === null ? options : { ...options, classes: read.classes },
    ),
    withoutPlaces: places.fault,
    names: kept.map((place) => table.names[place]!),
    fields: table.rows.map((fields) => kept.map((place) => textOfField(fields[place]!))),
    notes,
  };
  if (read.classes === null) return { ...parts, rows: read.labels.map(rowOf) };
  notes.push(...classNotes(read, subjects));
  return { ...parts, rows: read.labels.map(rowOf), classes: read.classes };
}

/** Which classes there are, and what was taken for them. */
function classNotes(
  { classes, labels, respelled }: Extract<ReadLabels, { classes: readonly string[] }>,
  subjects: readonly string[],
): string[] {
  const counts = classes.map((name) => {
    const rows = [...labels.keys()].filter((row) => labels[row] === name);
    const people = new Set(rows.map((row) => subjects[row]));
    return `${name} (${countOf(rows.length, "slice")} of ${countOf(people.size, "subject")})`;
  });
  return [`classes: ${counts.join(", ")}`, ...respelled];
}

/** It is read again for each cell, which a stream would not allow. */
async function expectFile(path: string): Promise<void> {
  const found = isStandardInput(path) ? null : await Deno.stat(path).catch((error) => {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  });
  if (found?.isFile) return;
  const problem = isStandardInput(path)
    ? "standard input can be read only once"
    : found === null
    ? "there is none"
    : "it is a folder";
  throw new PredictionsError({ file: path, expected: "the file of a table", problem });
}

/** Of a table's bytes and of how they are read: what its runs are told from others by. */
export async function fingerprintOf(
  path: string,
  { columns = {}, positive, classes }: GridTableOptions,
): Promise<string> {
  const read = Object.entries(columns).sort(([a], [b]) => a < b ? -1 : 1);
  const labels = classes === undefined ? [positive ?? null] : [null, classes];
  return sha256(JSON.stringify([await fileSha256(path), read, ...labels]));
}

/** Whose each row is, by the first name of the person. */
function personsOf(table: WholeTable, notes: string[]): string[] {
  const names = namesOf(table), people = peopleOf(names);
  const { names: persons, groupOf, joins } = tableGroups(table, names, people, BY_SUBJECT);
  if (joins.length > 0) {
    const [first, second] = joins[0]!.subjects;
    notes.push(
      `${
        countOf(joins.length, "name")
      } of subjects may be another's: ${first} and ${second}, for ` +
        "example, are kept together",
    );
  }
  return Array.from(groupOf, (group) => persons[group]!);
}

const isSeries = (name: string) => /^series(?:id|uid|instanceuid|number|name)?$/.test(name);
const isPosition = (name: string) => name === "position";

function columnOf(
  { names, rows }: WholeTable,
  is: (plainName: string) => boolean,
): string[] | null {
  const place = names.findIndex((name) => is(plainColumn(name)));
  return place < 0 ? null : rows.map((fields) => textOfField(fields[place]!));
}

function areDifferent(...columns: readonly (readonly string[])[]): boolean {
  const rows = columns[0]!.map((_, row) => JSON.stringify(columns.map((column) => column[row])));
  return columns.at(-1)!.every((name) => name !== "") && new Set(rows).size === rows.length;
}

/** Where each slice lies in its stack, if the table says so, and if not, what is in the way. */
function placesOf(
  table: WholeTable,
  subjects: readonly string[],
  studies: readonly string[],
  series: readonly string[] | null,
): { values: number[] | null; fault: FileFault | null } {
  const { file, names, lines } = table;
  const own = names.findIndex((name) => isPosition(plainColumn(name)));
  const place = own >= 0 ? own : table.places.slice;
  const expected = "the slices' places in their stacks as whole numbers, neighbors one apart,";
  if (place < 0) {
    const hint = "add a column position, or slice";
    return { values: null, fault: { file, expected, found: names.join(","), hint } };
  }
  const column = names[place]!;
  const texts = table.rows.map((fields) => textOfField(fields[place]!));
  const bad = texts.findIndex((text) => !/^-?\d+(?:\.0+)?$/.test(text));
  if (bad >= 0) {
    const fault = { file, line: lines[bad]!, column, expected, found: `"${texts[bad]}"` };
    return { values: null, fault };
  }
  const values = texts.map(Number);
  const stacks = groupBy(
    values.keys(),
    (row) => JSON.stringify([subjects[row], studies[row], series?.[row] ?? "", values[row]]),
  );
  const twice = [...stacks.values()].find((rows) => rows.length > 1)?.[1];
  if (twice === undefined) return { values, fault: null };
  const found = `${values[twice]} twice in one`;
  const hint = "name the stacks in a column study or series";
  return { values, fault: { file, line: lines[twice]!, column, expected, found, hint } };
}

/** What trainers get as it stands: not what is written anew, nor a score that is no feature. */
function keptColumns(
  { names, places }: WholeTable,
  classes: readonly string[] | null,
  notes: string[],
): number[] {
  const { subject, label, set, score } = places;
  const ofClasses = classes === null ? [] : classColumns(names, classes)!.places;
  const own = new Set([subject, label, set, score, ...ofClasses]);
  const reserved = new Set<string>([...SPLIT_COLUMNS, "score"]);
  const kept = [...names.keys()].filter((place) => {
    return !own.has(place) && !reserved.has(names[place]!);
  });
  const shown = new Set([...kept, subject, label]);
  const left = names.filter((_, place) => !shown.has(place));
  if (left.length > 0) notes.push(`trainers do not get the columns ${left.join(", ")}`);
  return kept;
}
