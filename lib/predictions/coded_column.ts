import { GrowingColumn } from "./growing_column.ts";

/** A column with few values for its rows: each value once, and of each row which it has. */
export interface CodedColumn {
  /** The column's name. */
  name: string;
  /** Its values, in the order of their first rows; an empty one stands for no value. */
  values: readonly string[];
  /** The place of each row's value among them. */
  of: Uint32Array;
}

/** Builds such a column row by row. */
export class CodedColumnBuilder {
  readonly #codes = new Map<string, number>();
  readonly #of = new GrowingColumn((length) => new Uint32Array(length));

  /** Takes a row's value; an empty one is none. */
  add(value: string): void {
    let code = this.#codes.get(value);
    if (code === undefined) {
      code = this.#codes.size;
      this.#codes.set(value, code);
    }
    this.#of.push(code);
  }

  /** The column of the rows so far. */
  finish(name: string): CodedColumn {
    return { name, values: [...this.#codes.keys()], of: this.#of.values() };
  }
}

/** The value of a row. */
export function codedValue({ values, of }: CodedColumn, row: number): string {
  return values[of[row]!]!;
}

/** Some rows of a column. */
export function takeCodes(column: CodedColumn, rows: Uint32Array): CodedColumn {
  return { ...column, of: Uint32Array.from(rows, (row) => column.of[row]!) };
}
