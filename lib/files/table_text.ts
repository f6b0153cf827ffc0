import type { HemoleakError } from "../error.ts";
import type { Fault, FileFault } from "../fault.ts";

/** What of a file was put right in reading it; a sentence's end each, for the user. */
export type NoteOf = (note: string) => void;

/** The text of a table, piece by piece, whatever wrote it. */
export interface TableText {
  file: string;
  fail: new (fault: FileFault) => HemoleakError;
  note: NoteOf;
}

/**
 * Decodes a table: UTF-8, or UTF-16 with or without a byte-order mark, or Windows-1252, which Excel writes
 * on Windows and in which every byte is another character, so that no two names become one. Line ends
 * become LF, also within quotes.
 *
 * @throws The class `fail`: bytes that are no text (a workbook, an archive), or of several encodings.
 */
export async function* tableText(
  bytes: AsyncIterable<Uint8Array>,
  table: TableText,
): AsyncGenerator<string> {
  const decoder = new TableDecoder(table);
  for await (const chunk of bytes) yield decoder.write(chunk);
  yield decoder.end();
}

/** A table that is in memory as a whole. */
export function decodeTable(bytes: Uint8Array, table: TableText): string {
  const decoder = new TableDecoder(table);
  return decoder.write(bytes) + decoder.end();
}

/** Line ends of any system as LF. */
export function unixLines(text: string): string {
  return text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
}

/** So many bytes show an encoding. */
const HEAD = 512;

class TableDecoder {
  readonly #table: TableText;
  #encoding: Encoding | null = null;
  #decoder = new TextDecoder();
  /** Bytes of which more have to be known. */
  #rest: Uint8Array = new Uint8Array(0);
  /** Whether all so far was ASCII, in which UTF-8 and Windows-1252 agree. */
  #isAscii = true;
  /** A CR that an LF may follow. */
  #held = "";
  #lines = 1;

  constructor(table: TableText) {
    this.#table = table;
  }

  write(chunk: Uint8Array): string {
    const bytes = this.#rest.length === 0 ? chunk : concatenated(this.#rest, chunk);
    if (this.#encoding === null && bytes.length < HEAD) return this.#keep(bytes, 0);
    if (this.#encoding === null) this.#begin(bytes);
    const end = this.#encoding === "utf-8" ? afterAscii(bytes) : bytes.length;
    return this.#keep(bytes, end) + this.#unixLines(this.#decode(bytes.subarray(0, end), true));
  }

  end(): string {
    if (this.#encoding === null) this.#begin(this.#rest);
    const text = this.#unixLines(this.#decode(this.#rest, false));
    return this.#held === "" ? text : `${text}\n`;
  }

  #keep(bytes: Uint8Array, from: number): "" {
    this.#rest = bytes.subarray(from);
    return "";
  }

  #begin(head: Uint8Array): void {
    const { file, fail } = this.#table;
    const kind = kindOf(head);
    if (kind !== null) throw new fail({ file, expected: "a CSV table", ...kind });
    this.#use(encodingOf(head));
  }

  #use(encoding: Encoding): void {
    if (encoding !== "utf-8") this.#table.note(`read as ${encoding.toUpperCase()}`);
    this.#encoding = encoding;
    this.#decoder = new TextDecoder(encoding, { fatal: true });
  }

  #decode(bytes: Uint8Array, stream: boolean): string {
    try {
      const text = this.#decoder.decode(bytes, { stream });
      // In UTF-8 every letter beyond ASCII takes more bytes than it has characters.
      this.#isAscii &&= text.length === bytes.length;
      return text;
    } catch {
      const before = validText(bytes, this.#encoding!);
      const isFirst = this.#isAscii && !/[^\0-\x7f]/.test(before);
      if (this.#encoding !== "utf-8" || !isFirst) throw this.#undecodable(before);
      this.#use("windows-1252");
      return this.#decoder.decode(bytes, { stream });
    }
  }

  #undecodable(before: string): HemoleakError {
    const { file, fail } = this.#table, encoding = this.#encoding!.toUpperCase();
    this.#unixLines(before);
    return new fail({
      file,
      line: this.#lines,
      expected: `${encoding}, as the lines before are,`,
      found: "bytes that are not",
      hint: "save the whole table as UTF-8",
    });
  }

  #unixLines(text: string): string {
    const whole = this.#held + text;
    this.#held = whole.endsWith("\r") ? "\r" : "";
    const lines = unixLines(this.#held === "" ? whole : whole.slice(0, -1));
    for (let at = lines.indexOf("\n"); at >= 0; at = lines.indexOf("\n", at + 1)) this.#lines++;
    return lines;
  }
}

type Encoding = "utf-8" | "utf-16le" | "utf-16be" | "windows-1252";

function concatenated(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(a.length + b.length);
  whole.set(a);
  whole.set(b, a.length);
  return whole;
}

/** Up to where bytes can be decoded without those to come: no letter of UTF-8 goes on after ASCII. */
function afterAscii(bytes: Uint8Array): number {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1]! >= 0x80) end--;
  return end;
}

/** What the bytes say before the first that are not of the encoding. */
function validText(bytes: Uint8Array, encoding: Encoding): string {
  const text = (length: number) => {
    try {
      return new TextDecoder(encoding, { fatal: true })
        .decode(bytes.subarray(0, length), { stream: true });
    } catch {
      return null;
    }
  };
  let low = 0, high = bytes.length;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (text(middle) !== null) low = middle;
    else high = middle - 1;
  }
  return text(low)!;
}

/** What a file is that is no table, and what to do with it. */
type Kind = Pick<Fault, "found" | "hint">;

/** What files begin with that are taken for tables, and what to do with each. */
const KINDS: readonly [start: readonly number[], kind: Kind][] = [
  [[0x50, 0x4b, 3, 4], {
    found: "an Excel workbook (.xlsx) or another zip",
    hint: "save its sheet as CSV (UTF-8)",
  }],
  [[0xd0, 0xcf, 0x11, 0xe0], {
    found: "an old Excel workbook (.xls)",
    hint: "save its sheet as CSV (UTF-8)",
  }],
  [[0x1f, 0x8b], { found: "a gzip archive", hint: "unpack it (gunzip)" }],
  [[0x42, 0x5a, 0x68], { found: "a bzip2 archive", hint: "unpack it (bunzip2)" }],
  [[0xfd, 0x37, 0x7a, 0x58, 0x5a], { found: "an xz archive", hint: "unpack it (unxz)" }],
  [[0x28, 0xb5, 0x2f, 0xfd], { found: "a zstd archive", hint: "unpack it (unzstd)" }],
  [[0x37, 0x7a, 0xbc, 0xaf], { found: "a 7z archive", hint: "unpack it" }],
  [[0x50, 0x41, 0x52, 0x31], {
    found: "a Parquet file",
    hint: "write it as CSV (pandas: read_parquet, to_csv)",
  }],
  [[0x93, 0x4e, 0x55, 0x4d], {
    found: "a NumPy array (.npy)",
    hint: "write a CSV with the columns that are needed",
  }],
  [[0x80, 0x02], { found: "a Python pickle", hint: "write its table as CSV (pandas: to_csv)" }],
  [[0x80, 0x03], { found: "a Python pickle", hint: "write its table as CSV (pandas: to_csv)" }],
  [[0x80, 0x04], { found: "a Python pickle", hint: "write its table as CSV (pandas: to_csv)" }],
  [[0x80, 0x05], { found: "a Python pickle", hint: "write its table as CSV (pandas: to_csv)" }],
  [[0x89, 0x48, 0x44, 0x46], { found: "an HDF5 file", hint: "write its table as CSV" }],
  [[0x25, 0x50, 0x44, 0x46], { found: "a PDF" }],
  [[0xff, 0xfe, 0, 0], { found: "text in UTF-32", hint: "save it as UTF-8" }],
  [[0, 0, 0xfe, 0xff], { found: "text in UTF-32", hint: "save it as UTF-8" }],
];

/** What else than a table it is, or null. */
function kindOf(head: Uint8Array): Kind | null {
  const known = KINDS.find(([start]) => start.every((byte, i) => head[i] === byte));
  if (known !== undefined) return known[1];
  const text = new TextDecoder("windows-1252").decode(head.subarray(0, 64)).trimStart()
    .toLowerCase();
  if (text.startsWith("{") || text.startsWith("[{")) {
    return { found: "JSON", hint: "write it as CSV (pandas: to_csv)" };
  }
  if (text.startsWith("<!doctype") || text.startsWith("<html") || text.startsWith("<?xml")) {
    return { found: "a web page or XML, as a failed download leaves it" };
  }
  return null;
}

function encodingOf(head: Uint8Array): Encoding {
  const [first, second] = head;
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  // Of ASCII in UTF-16 every other byte is 0.
  const pairs = head.length >> 1;
  let high = 0, low = 0;
  for (let i = 0; i < 2 * pairs; i++) if (head[i] === 0) i % 2 === 0 ? high++ : low++;
  if (low > pairs / 2 && high === 0) return "utf-16le";
  if (high > pairs / 2 && low === 0) return "utf-16be";
  return "utf-8";
}
