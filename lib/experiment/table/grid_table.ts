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
import type { PredictionColumn } from "../../predictions/prediction_columns.ts";
import { namesIn, readWholeTable, type WholeTable } from "../../predictions/whole_table.ts";
import { plainColumn } from "../../text/column_names.ts";
import { countOf } from "../../text/numbers.ts";
import { labelOf } from "../../text/values.ts";
import type { CellData, CellSlice } from "../run.ts";

/** How a table of labeled slices is read. */
export interface GridTableOptions {
  /** Names of its columns where they are other than usual. */
  columns?: Partial<Record<PredictionColumn, string>>;
  /** The label that is positive, where labels have names; rows of one other label are negative. */
  positive?: string;
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

/** The columns of a trainer's `split.csv` that come from hemoleak, so that no other column is called so. */
export const SPLIT_COLUMNS = ["row", "subject", "label", "set"] as const;

/**
 * Reads a table with a column `subject` and a column `label`, `study`, `series` and `slice` where there are
 * any, and whatever else trainers need, such as a path. The places of slices in their stacks are in a column
 * `position` or, where that is not there, `slice`.
 *
 * @throws {PredictionsError} It is no table, lacks a column, or a row lacks a subject or a label.
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
  options: GridTableOptions = {},
): Promise<GridTable> {
  const file = basename(path);
  await expectFile(path);
  const bytes = tableBytes(path, { file, fail: PredictionsError });
  const table = await readWholeTable(bytes, file, options.columns ?? {});
  const notes = [...table.notes];
  const labels = labelsOf(table, options.positive);
  const subjects = personsOf(table, notes);
  const studies = namesIn(table, "study"), series = columnOf(table, isSeries);
  const named = namesIn(table, "slice");
  const hasNames = table.places.slice >= 0 && areDifferent(subjects, studies, named);
  const places = placesOf(table, subjects, studies, series);
  const rows = labels.map((label, row): CellSlice => ({
    subject: subjects[row]!,
    study: studies[row]!,
    series: series?.[row] ?? "",
    slice: places.values === null ? row : places.values[row]!,
    name: hasNames ? named[row]! : String(row + 1),
    label,
  }));
  const kept = keptColumns(table, notes);
  return {
    file,
    rows,
    fingerprint: await fingerprintOf(path, options),
    withoutPlaces: places.fault,
    names: kept.map((place) => table.names[place]!),
    fields: table.rows.map((fields) => kept.map((place) => textOfField(fields[place]!))),
    notes,
  };
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
  { columns = {}, positive }: GridTableOptions,
): Promise<string> {
  const read = Object.entries(columns).sort(([a], [b]) => a < b ? -1 : 1);
  return sha256(JSON.stringify([await fileSha256(path), read, positive ?? null]));
}

function labelsOf(table: WholeTable, positive: string | undefined): (0 | 1)[] {
  const { file, names, lines, places } = table;
  if (places.label < 0) {
    throw new PredictionsError({
      file,
      expected: "a column label",
      found: names.join(","),
      hint: "say which column has the labels, such as --columns label=ich",
    });
  }
  let negative: string | null = null;
  return namesIn(table, "label").map((text, row) => {
    const fault = { file, line: lines[row]!, column: names[places.label]!, found: `"${text}"` };
    if (positive === undefined) {
      const label = labelOf(text);
      if (label !== null) return label;
      throw new PredictionsError({
        ...fault,
        expected: "0 or 1 (or, with --positive NAME, a name)",
      });
    }
    if (text.toLowerCase() === positive.toLowerCase()) return 1;
    negative ??= text;
    if (text !== "" && text.toLowerCase() === negative.toLowerCase()) return 0;
    throw new PredictionsError({ ...fault, expected: `"${positive}" or one other name` });
  });
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
function keptColumns({ names, places }: WholeTable, notes: string[]): number[] {
  const { subject, label, set, score } = places;
  const own = new Set([subject, label, set, score]);
  const reserved = new Set<string>([...SPLIT_COLUMNS, "score"]);
  const kept = [...names.keys()].filter((place) => {
    return !own.has(place) && !reserved.has(names[place]!);
  });
  const shown = new Set([...kept, subject, label]);
  const left = names.filter((_, place) => !shown.has(place));
  if (left.length > 0) notes.push(`trainers do not get the columns ${left.join(", ")}`);
  return kept;
}
