import type { HemoleakError } from "../error.ts";
import { csvLayout, SEPARATOR_NAMES } from "./csv_layout.ts";
import { type CsvFault, type CsvHandler, CsvParser, QUOTE_FAULTS } from "./csv_parser.ts";
import { type TableText, unixLines } from "./table_text.ts";

/** Takes the records of a table. */
export interface CsvReceiver {
  /** How many names of a header it knows: the separator is the one with which it knows the most. */
  known(names: readonly string[]): number;
  /** The header, and the line that it ends in. */
  header(names: readonly string[], line: number): void;
  /** A record with a field for each name, and the line that it ends in. */
  record(fields: readonly string[], line: number): void;
}

/** A table to be read, and who takes its records. */
export interface CsvSource extends TableText {
  receiver: CsvReceiver;
}

/** So many characters hold the header, and what stands above it. */
const HEAD = 1 << 16;
/** In narrower tables a text of several lines has as many separators by chance. */
const LEAST_WIDTH = 4;

/**
 * Reads CSV text (RFC 4180) with any usual separator, and what spreadsheets and appending programs leave in
 * it: empty rows and fields at the end of rows, `sep=;`, lines of `#`, a second header, Ctrl-Z and NUL at
 * the end, quotes within a field that does not begin with one. Each is noted.
 *
 * @throws `fail`: a row has another number of fields than the header, or a quote does not close.
 */
export function readCsvText(text: string, source: CsvSource): void {
  const lines = unixLines(text);
  const records = new CsvRecords(source, lines.slice(0, HEAD));
  const parser = new CsvParser(records.separator, records);
  parser.write(records.belowTop(lines));
  parser.end();
}

/**
 * Reads the same piece by piece, without ever holding the whole.
 *
 * @param pieces With LF at the ends of lines.
 */
export async function readCsvPieces(
  pieces: AsyncIterable<string>,
  source: CsvSource,
): Promise<void> {
  const iterator = pieces[Symbol.asyncIterator]();
  let head = "", done = false;
  while (head.length < HEAD && !done) {
    const next = await iterator.next();
    done = next.done === true;
    head += next.value ?? "";
  }
  const records = new CsvRecords(source, head);
  const parser = new CsvParser(records.separator, records);
  try {
    parser.write(records.belowTop(head));
    while (!done) {
      const next = await iterator.next();
      done = next.done === true;
      parser.write(next.value ?? "");
    }
    parser.end();
  } finally {
    await iterator.return?.();
  }
}

/** The records of one table, cleared of what is none. */
class CsvRecords implements CsvHandler {
  readonly separator: string;
  readonly #source: CsvSource;
  readonly #above: number;
  #names: readonly string[] | undefined;
  /** Where the last record ended. */
  #line = 0;
  readonly #noted = new Set<string>();

  constructor(source: CsvSource, head: string) {
    const { separator, above } = csvLayout(head, (names) => source.receiver.known(names));
    this.#source = source;
    this.separator = separator;
    this.#above = above;
    if (separator !== ",") {
      this.#note(`fields are separated by ${SEPARATOR_NAMES[separator] ?? `"${separator}"`}`);
    }
    if (above > 0) {
      this.#note(
        above === 1 ? "line 1 is above the header" : `${above} lines are above the header`,
      );
    }
  }

  /** A beginning of the text without what is above the header. */
  belowTop(text: string): string {
    let start = text.startsWith("\ufeff") ? 1 : 0;
    for (let line = 0; line < this.#above; line++) start = text.indexOf("\n", start) + 1;
    return text.slice(start);
  }

  /** What is wrong with the quotes, in words for the user. */
  error(fault: CsvFault): HemoleakError {
    const { file, fail } = this.#source;
    const line = Math.max(this.#line, this.#above) + 1;
    return new fail({ file, line, ...QUOTE_FAULTS[fault] });
  }

  /** Takes a record, counted from below the top. */
  record(fields: string[], lineBelowTop: number): void {
    const line = lineBelowTop + this.#above;
    const before = this.#line;
    this.#line = line;
    if (this.#names === undefined) return this.#header(fields, line);
    const names = this.#names;
    if (isEmptyField(fields[0]!) && fields.every(isEmptyField)) {
      return this.#note("empty rows are left out");
    }
    if (fields[0] === names[0] && names.every((name, i) => fields[i] === name)) {
      return this.#note(`line ${line} repeats the header and is left out`);
    }
    if (fields.length !== names.length && !this.#fits(fields, names.length, line)) return;
    if (line - before > 1) this.#expectNoRows(fields, names.length, line);
    this.#source.receiver.record(fields, line);
  }

  #header(fields: string[], line: number): void {
    fields[0] = fields[0]!.replace(/^#\s*/, "");
    while (fields.length > 1 && fields.at(-1) === "") fields.pop();
    this.#names = fields;
    this.#source.receiver.header(fields, line);
  }

  /** Cuts empty fields at the end of a row that has too many; says whether it is a row. */
  #fits(fields: string[], width: number, line: number): boolean {
    if (fields.length === 1 && fields[0]!.startsWith("#")) {
      this.#note(`line ${line} begins with # and is left out`);
      return false;
    }
    const { file, fail } = this.#source;
    if (fields.length < width || !fields.slice(width).every(isEmptyField)) {
      throw new fail({
        file,
        line,
        expected: `${width} fields, as the header has,`,
        found: fields.length,
        hint: "a field that holds the separator has to be in quotes",
      });
    }
    this.#note("rows end with empty fields that have no name");
    fields.length = width;
    return true;
  }

  /** Two stray quotes make one field of the rows between them: so many lines, so many separators. */
  #expectNoRows(fields: readonly string[], width: number, line: number): void {
    const count = (text: string, sign: string) => text.split(sign).length - 1;
    const swallowed = width >= LEAST_WIDTH && fields.some((field) => {
      const lines = count(field, "\n");
      return lines > 0 && count(field, this.separator) === lines * (width - 1);
    });
    if (!swallowed) return;
    const { file, fail } = this.#source;
    throw new fail({
      file,
      line,
      problem: 'a field holds whole rows, as where a quote (") stands alone in two rows',
      hint: "take these quotes out",
    });
  }

  /** Notes each thing once. */
  #note(note: string): void {
    if (this.#noted.has(note)) return;
    this.#noted.add(note);
    this.#source.note(note);
  }
}

/** Nothing, or what old programs end a file with: Ctrl-Z, NUL. */
function isEmptyField(field: string): boolean {
  // deno-lint-ignore no-control-regex
  return field === "" || /^[\x00\x1a\s]*$/.test(field);
}

/**
 * A field of a name as it was meant: Excel keeps zeros before a number by writing it as the formula
 * `="001"`.
 */
export function textOfField(field: string): string {
  return field.charCodeAt(0) === 0x3d && field.length > 3 && field.startsWith('="') &&
      field.endsWith('"')
    ? field.slice(2, -1).replaceAll('""', '"')
    : field;
}
