import { PredictionsError } from "../error.ts";
import { csvLayout } from "../files/csv_layout.ts";
import { readCsvPieces, textOfField } from "../files/csv_records.ts";
import { tableText } from "../files/table_text.ts";
import {
  type ColumnPlaces,
  knownColumns,
  type PredictionColumn,
  recognizeColumns,
} from "./prediction_columns.ts";

/** How a table is written. */
export interface TableDialect {
  /** What separates fields. */
  separator: string;
  lineEnd: "\n" | "\r\n";
  /** Whether it begins with a byte-order mark, by which Excel knows UTF-8. */
  hasMark: boolean;
}

/** Any table as a whole: every column of it, and what its columns were taken for. */
export interface WholeTable {
  /** What it is called in messages. */
  file: string;
  names: readonly string[];
  /** Of each row a field a column, as they stand in the file. */
  rows: string[][];
  /** The line of each row in the file. */
  lines: number[];
  /** Where the columns of predictions are, -1 for those that are not there. */
  places: ColumnPlaces;
  dialect: TableDialect;
  /** What was put right in reading, for the user. */
  notes: string[];
}

/** A text of names in another order is not looked for: the head is enough. */
const HEAD = 1 << 16;

/**
 * Reads any table with a column for subjects, and keeps all that it holds. Separators, encodings and what
 * spreadsheets leave in tables are as for predictions.
 *
 * @param given The names that the user gave.
 * @throws {PredictionsError} It is no table, has no rows, no column for subjects, or a row without a
 *   subject.
 */
export async function readWholeTable(
  bytes: AsyncIterable<Uint8Array>,
  file: string,
  given: Partial<Record<PredictionColumn, string>> = {},
): Promise<WholeTable> {
  const notes: string[] = [], rows: string[][] = [], lines: number[] = [];
  let names: readonly string[] = [], places: ColumnPlaces | undefined;
  const start: StartOfFile = { bytes: new Uint8Array(0), text: "" };
  const known = (found: readonly string[]) => knownColumns(found, given);
  const source = {
    file,
    fail: PredictionsError,
    note: (note: string) => notes.push(note),
    receiver: {
      known,
      header(found: readonly string[], line: number) {
        const recognized = recognizeColumns(found, given);
        const [fault, ...others] = recognized.faults.map((one) => ({ file, line, ...one }));
        if (fault !== undefined) throw new PredictionsError([fault, ...others]);
        names = [...found];
        places = recognized.places;
        if (recognized.renamed.length > 0) notes.push(`columns: ${recognized.renamed.join(", ")}`);
        if (places.subject < 0) throw withoutSubject(file, found);
      },
      record(fields: readonly string[], line: number) {
        if (textOfField(fields[places!.subject]!) === "") {
          throw new PredictionsError({
            file,
            line,
            column: names[places!.subject]!,
            expected: "a name",
            found: '""',
          });
        }
        rows.push([...fields]);
        lines.push(line);
      },
    },
  };
  await readCsvPieces(kept(tableText(keptBytes(bytes, start), source), start), source);
  if (places === undefined) throw withoutSubject(file, []);
  if (rows.length === 0) {
    throw new PredictionsError({ file, expected: "rows", found: "only the header" });
  }
  const { separator } = csvLayout(start.text, known);
  return {
    file,
    names,
    rows,
    lines,
    places,
    dialect: { separator, ...endsOf(start.bytes) },
    notes,
  };
}

/** What a file begins with, of which its dialect shows. */
interface StartOfFile {
  bytes: Uint8Array;
  text: string;
}

async function* keptBytes(bytes: AsyncIterable<Uint8Array>, start: StartOfFile) {
  for await (const chunk of bytes) {
    if (start.bytes.length === 0) start.bytes = chunk.slice(0, HEAD);
    yield chunk;
  }
}

async function* kept(pieces: AsyncIterable<string>, start: StartOfFile) {
  for await (const piece of pieces) {
    if (start.text.length < HEAD) start.text += piece.slice(0, HEAD);
    yield piece;
  }
}

function endsOf(start: Uint8Array): Omit<TableDialect, "separator"> {
  const [first, second, third] = start;
  const hasMark = first === 0xef && second === 0xbb && third === 0xbf ||
    first === 0xff && second === 0xfe || first === 0xfe && second === 0xff;
  // In UTF-16 there are zeros between the bytes of CR and LF.
  const ascii = start.filter((byte) => byte !== 0);
  const at = ascii.indexOf(0x0a);
  return { hasMark, lineEnd: at > 0 && ascii[at - 1] === 0x0d ? "\r\n" : "\n" };
}

function withoutSubject(file: string, names: readonly string[]): PredictionsError {
  return new PredictionsError({
    file,
    expected: "a column subject",
    found: names.join(",") || "nothing",
    ...names.length > 0 && {
      hint: "say which column names the patient, such as --columns subject=PatientID",
    },
  });
}

/** The names of a column's rows as they were meant; empty where there is no such column. */
export function namesIn({ rows, places }: WholeTable, column: PredictionColumn): string[] {
  const place = places[column];
  return rows.map((fields) => place < 0 ? "" : textOfField(fields[place]!));
}

/** So many rows are formatted at a time. */
const PIECE = 4096;

/**
 * Formats a table in its own dialect, in UTF-8, piece by piece. A field is in quotes where it has to be.
 *
 * @param columns The values of columns that are new, or in place of some that are there, by their names.
 */
export function* formatWholeTable(
  { names, rows, dialect }: Pick<WholeTable, "names" | "rows" | "dialect">,
  columns: Readonly<Record<string, readonly string[]>>,
): Generator<Uint8Array> {
  const { separator, lineEnd, hasMark } = dialect;
  const places = Object.entries(columns).map(([name, values]) => {
    const place = names.indexOf(name);
    return { name, values, place };
  });
  const added = places.filter(({ place }) => place < 0);
  const replaced = places.filter(({ place }) => place >= 0);
  const quoted = quoter(separator);
  const encoder = new TextEncoder();
  const line = (fields: readonly string[]) => {
    const text = fields.map(quoted).join(separator);
    // An empty line would be none.
    return (text === "" ? '""' : text) + lineEnd;
  };
  let text = (hasMark ? "\ufeff" : "") + line([...names, ...added.map(({ name }) => name)]);
  for (const [row, fields] of rows.entries()) {
    const all = added.length === 0
      ? [...fields]
      : [...fields, ...added.map((one) => one.values[row]!)];
    for (const { place, values } of replaced) all[place] = values[row]!;
    text += line(all);
    if (row % PIECE !== PIECE - 1) continue;
    yield encoder.encode(text);
    text = "";
  }
  yield encoder.encode(text);
}

/** RFC 4180; blanks around a field and a `#` before one would be lost in reading. */
function quoter(separator: string): (field: string) => string {
  const special = new RegExp(`["\\n\\r\\${separator}]|^[\\s#]|\\s$`);
  return (field) => special.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}
