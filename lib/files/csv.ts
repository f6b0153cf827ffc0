import type { HemoleakError } from "../error.ts";
import type { FileFault } from "../fault.ts";
import { getOrMake } from "../groups.ts";
import { plainColumn } from "../text/column_names.ts";
import { readCsvText, textOfField } from "./csv_records.ts";

/** One data row: its values by column name and its line in the file (the header is line 1). */
export interface CsvRow {
  line: number;
  values: Record<string, string>;
}

/** How to read a table, where it is not as documented. */
export interface CsvOptions {
  /** Columns that may be missing. Like those that must be there, they are found in another case as well. */
  optional?: readonly string[];
  /** What else columns may be called. */
  otherNames?: Readonly<Record<string, readonly string[]>>;
  /** The names that the user says columns have. */
  given?: Readonly<Record<string, string>>;
  /** Called with what was put right in reading. */
  note?: (note: string) => void;
  /** What to do where a column is missing. */
  hint?: string;
}

/**
 * Parses CSV text (RFC 4180, any usual separator and line end) whose first line names columns; what else
 * is read, and noted, says {@linkcode readCsvText}. Columns may be written in another case, or with another
 * sign for a sign (R makes `R1.ICH` of `R1:ICH`).
 *
 * @param text The file's text.
 * @param file The file's name, for messages.
 * @param columns The columns that must be there; others are kept as they are.
 * @param fail The class of the error to throw.
 * @throws `fail` when a column is missing or a row has another number of fields than the header.
 */
export function parseCsv(
  text: string,
  file: string,
  columns: readonly string[],
  fail: new (fault: FileFault) => HemoleakError,
  { optional = [], otherNames = {}, given = {}, note = () => {}, hint }: CsvOptions = {},
): CsvRow[] {
  const rows: CsvRow[] = [];
  let names: readonly string[] | undefined;
  const nameOf = nameFinder([...columns, ...optional], otherNames, given);
  readCsvText(text, {
    file,
    fail,
    note,
    receiver: {
      known: (found) => new Set(found.map(nameOf).filter((name) => columns.includes(name))).size,
      header(found) {
        names = ownNames(found, nameOf);
        expectColumns(columns, names, found, { file, fail, hint });
        const renamed = found.flatMap((name, i) => {
          return columns.includes(names![i]!) && plainColumn(name) !== plainColumn(names![i]!)
            ? [`${names![i]} from ${name}`]
            : [];
        });
        if (renamed.length > 0) note(`columns: ${renamed.join(", ")}`);
      },
      record(fields, line) {
        rows.push({
          line,
          values: Object.fromEntries(fields.map((field, i) => [names![i]!, textOfField(field)])),
        });
      },
    },
  });
  if (names === undefined) expectColumns(columns, [], [], { file, fail, hint });
  return rows;
}

/** What a header's name stands for among known ones, or the name itself. */
function nameFinder(
  known: readonly string[],
  otherNames: Readonly<Record<string, readonly string[]>>,
  given: Readonly<Record<string, string>>,
): (name: string) => string {
  const byPlain = new Map<string, string>();
  for (const [column, name] of Object.entries(given)) byPlain.set(plainColumn(name), column);
  // What is said otherwise of a column is not to be overruled by its usual names.
  const usual = known.filter((name) => given[name] === undefined);
  for (const name of usual) getOrMake(byPlain, plainColumn(name), () => name);
  for (const name of usual) {
    for (const other of otherNames[name] ?? []) getOrMake(byPlain, plainColumn(other), () => name);
  }
  return (name) => {
    if (usual.includes(name)) return name;
    const meant = byPlain.get(plainColumn(name));
    // A column of the usual name that is not the one which is meant.
    return meant ?? (given[name] === undefined ? name : `${name} (not used)`);
  };
}

/** A name as it is documented takes precedence of one that only stands for it. */
function ownNames(found: readonly string[], nameOf: (name: string) => string): string[] {
  const taken = new Set(found.filter((name) => nameOf(name) === name));
  return found.map((name) => {
    const own = nameOf(name);
    if (own === name || taken.has(own)) return name;
    taken.add(own);
    return own;
  });
}

function expectColumns(
  columns: readonly string[],
  names: readonly string[],
  found: readonly string[],
  { file, fail, hint }: {
    file: string;
    fail: new (fault: FileFault) => HemoleakError;
    hint: string | undefined;
  },
): void {
  const missing = columns.filter((name) => !names.includes(name));
  if (missing.length > 0) {
    throw new fail({
      file,
      expected: `the columns ${columns.join(",")}`,
      problem: `${missing.join(", ")} ${missing.length === 1 ? "is" : "are"} missing`,
      found: found.join(",") || "nothing",
      ...hint !== undefined && { hint },
    });
  }
  const twice = columns.find((name) => names.indexOf(name) !== names.lastIndexOf(name));
  if (twice !== undefined) {
    throw new fail({ file, expected: "each column once", found: `${twice} several times` });
  }
}

/** What a field of a row that is written may be; true is 1 and false is 0, null and undefined are empty. */
export type CsvField = string | number | boolean | null | undefined;

/** A line's end: LF, or CR and LF as programs on Windows write it. */
type LineEnd = "\n" | "\r\n";

/** Formats rows as CSV text with a header line. */
export function formatCsv<Row extends object>(
  rows: readonly Row[],
  columns: readonly (keyof Row & string)[],
  end?: LineEnd,
): string {
  const fields = rows.map((row) => columns.map((name) => row[name] as CsvField));
  return csvText([columns, ...fields], end);
}

/** Rows of fields as CSV text (RFC 4180). */
export function csvText(rows: readonly (readonly CsvField[])[], end: LineEnd = "\n"): string {
  return rows.map((row) => `${row.map(fieldText).join(",")}${end}`).join("");
}

function fieldText(field: CsvField): string {
  const text = typeof field === "boolean" ? field ? "1" : "0" : String(field ?? "");
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
