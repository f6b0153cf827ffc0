import { parse } from "csv-parse/sync";
import { stringify } from "csv-stringify/sync";
import type { HemoleakError } from "../error.ts";
import type { FileFault } from "../fault.ts";

/** One data row: its values by column name and its line in the file (the header is line 1). */
export interface CsvRow {
  line: number;
  values: Record<string, string>;
}

/**
 * Parses CSV text (RFC 4180, CRLF or LF, byte-order mark allowed) whose first line names columns.
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
): CsvRow[] {
  let header: string[] = [];
  let parsed: { record: Record<string, string>; info: { lines: number } }[];
  try {
    parsed = parse(text, {
      bom: true,
      trim: true,
      info: true,
      skip_empty_lines: true,
      columns: (names: string[]) => header = names,
    }) as unknown as typeof parsed;
  } catch (error) {
    throw new fail({ file, problem: `not readable as CSV: ${(error as Error).message}` });
  }
  const missing = columns.filter((name) => !header.includes(name));
  if (missing.length > 0) {
    throw new fail({
      file,
      expected: `the columns ${columns.join(",")}`,
      problem: `${missing.join(", ")} ${missing.length === 1 ? "is" : "are"} missing`,
      found: header.join(",") || "nothing",
    });
  }
  return parsed.map(({ record, info }) => ({ line: info.lines, values: record }));
}

/** Formats rows as CSV text with a header line and LF line ends. */
export function formatCsv<Row extends object>(
  rows: readonly Row[],
  columns: readonly (keyof Row & string)[],
): string {
  return stringify(rows as Row[], {
    header: true,
    columns: [...columns],
    cast: { boolean: (value) => value ? "1" : "0" },
  });
}
