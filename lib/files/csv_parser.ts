import type { Fault } from "../fault.ts";

/** What of a table's quotes cannot be read: one never closes, or text follows one that closes a field. */
export type CsvFault = "open quote" | "text after quote";

/** The same in words; the line is that in which the record begins. */
export const QUOTE_FAULTS: Record<CsvFault, Pick<Fault, "problem" | "hint">> = {
  "open quote": {
    problem: 'a quote (") opens in this row or below and never closes',
    hint: "take it out, or put the field in quotes and the quote within it twice",
  },
  "text after quote": {
    problem: 'in this row or below text follows a quote (") that closes a field',
    hint: "take the quote out, or put the field in quotes and the quote within it twice",
  },
};

/** Takes what a {@linkcode CsvParser} finds. */
export interface CsvHandler {
  /** A record, and the line that it ends in. */
  record(fields: string[], line: number): void;
  /** Makes the error to throw. */
  error(fault: CsvFault): unknown;
}

/** Where in a field the parser is. */
type Place = "before" | "plain" | "quoted" | "at quote" | "after quote";

const LF = 0x0a, QUOTE = 0x22;

/**
 * Reads CSV (RFC 4180) piece by piece. Spaces around a field are left out unless it is in quotes, and so are
 * empty lines; a quote within a field that does not begin with one is a sign like others. Records may have
 * any number of fields. The same in every engine, and without Node's streams and buffers, which parsers from
 * npm bring along.
 */
export class CsvParser {
  readonly #separator: string;
  readonly #handler: CsvHandler;
  #place: Place = "before";
  /** The record so far, and the field so far. */
  #fields: string[] = [];
  #field = "";
  /** Whether a field of the record is in quotes: a line of one that is empty is not an empty line. */
  #isQuoted = false;
  #line = 1;

  /**
   * Has read nothing yet.
   *
   * @param separator One character.
   */
  constructor(separator: string, handler: CsvHandler) {
    this.#separator = separator;
    this.#handler = handler;
  }

  /**
   * Takes the next piece of the text, cut anywhere.
   *
   * @param text With LF at the ends of lines.
   */
  write(text: string): void {
    let quote = text.indexOf('"');
    for (let at = 0; at < text.length;) {
      const isAtStart = this.#place === "before" && this.#fields.length === 0;
      const end = isAtStart ? text.indexOf("\n", at) : -1;
      if (quote >= 0 && quote < at) quote = text.indexOf('"', at);
      // Most lines hold no quote.
      if (end >= 0 && (quote < 0 || quote > end)) {
        this.#fields = text.slice(at, end).split(this.#separator);
        for (let i = 0; i < this.#fields.length; i++) this.#fields[i] = this.#fields[i]!.trim();
        this.#endLine();
        at = end + 1;
      } else at = this.#step(text, at);
    }
  }

  /** Takes the end of the text. */
  end(): void {
    if (this.#place === "quoted") throw this.#handler.error("open quote");
    if (this.#place === "before" && this.#fields.length === 0) return;
    this.#endField();
    this.#endRecord();
  }

  /** Reads on within a field; returns where the next step begins. */
  #step(text: string, at: number): number {
    switch (this.#place) {
      case "before":
        if (this.#isSpace(text, at)) return at + 1;
        this.#place = text.charCodeAt(at) === QUOTE ? "quoted" : "plain";
        return this.#place === "quoted" ? at + 1 : at;
      case "plain": {
        const end = this.#endOfPlain(text, at);
        this.#field += text.slice(at, end);
        return end === text.length ? end : this.#pass(text, end);
      }
      case "quoted": {
        const quote = text.indexOf('"', at), end = quote < 0 ? text.length : quote;
        const part = text.slice(at, end);
        for (let i = part.indexOf("\n"); i >= 0; i = part.indexOf("\n", i + 1)) this.#line++;
        this.#field += part;
        if (quote < 0) return end;
        this.#place = "at quote";
        return end + 1;
      }
      case "at quote":
        if (text.charCodeAt(at) !== QUOTE) {
          this.#place = "after quote";
          return at;
        }
        this.#field += '"';
        this.#place = "quoted";
        return at + 1;
      case "after quote":
        if (this.#isSpace(text, at)) return at + 1;
        if (this.#endOfPlain(text, at) > at) throw this.#handler.error("text after quote");
        return this.#pass(text, at);
    }
  }

  /** Where the field ends that begins here or goes on. */
  #endOfPlain(text: string, at: number): number {
    const separator = this.#separator.charCodeAt(0);
    let end = at;
    for (; end < text.length; end++) {
      const code = text.charCodeAt(end);
      if (code === separator || code === LF) break;
    }
    return end;
  }

  #isSpace(text: string, at: number): boolean {
    const sign = text[at]!;
    return sign !== this.#separator && (sign === " " || sign === "\t" || sign === "\f");
  }

  /** Goes past the separator or the end of line that ends a field. */
  #pass(text: string, at: number): number {
    this.#endField();
    if (text.charCodeAt(at) === LF) this.#endLine();
    return at + 1;
  }

  #endField(): void {
    const isQuoted = this.#place === "at quote" || this.#place === "after quote";
    this.#fields.push(isQuoted ? this.#field : this.#field.trim());
    this.#isQuoted ||= isQuoted;
    this.#field = "";
    this.#place = "before";
  }

  #endLine(): void {
    this.#endRecord();
    this.#line++;
  }

  #endRecord(): void {
    const fields = this.#fields, isQuoted = this.#isQuoted;
    this.#fields = [];
    this.#isQuoted = false;
    const isEmpty = fields.length === 1 && fields[0] === "" && !isQuoted;
    if (!isEmpty) this.#handler.record(fields, this.#line);
  }
}
