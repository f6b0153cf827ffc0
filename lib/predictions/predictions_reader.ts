import { PredictionsError } from "../error.ts";
import type { Fault } from "../fault.ts";
import { SET_NAMES } from "../split/split.ts";
import { predictionAt, type PredictionTable, PredictionTableBuilder } from "./prediction_table.ts";
import { RowIndex } from "./row_index.ts";
import { rowsOf } from "./set_rows.ts";

/** The columns of `predictions.csv`. */
export const PREDICTION_COLUMNS = ["subject", "study", "slice", "set", "label", "score"] as const;

type ColumnName = typeof PREDICTION_COLUMNS[number];

const REQUIRED = PREDICTION_COLUMNS.filter((column) => column !== "set");
const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const SHOWN = 5;

/** What is allowed in a `predictions.csv`. */
export interface PredictionsOptions {
  /**
   * Whether a slice may be named in several sets, though once in each: a fault of the split, which only
   * an audit has a use for. Default false.
   */
  acrossSets?: boolean;
}

/** Takes the records of a `predictions.csv` one by one, the header first, and notes what is wrong. */
export class PredictionsReader {
  readonly #file: string;
  readonly #acrossSets: boolean;
  readonly #builder = new PredictionTableBuilder();
  #columns: Record<ColumnName, number> | undefined;
  /** The first faults, and how many there are. */
  readonly #faults: Fault[] = [];
  #faultCount = 0;

  /** @param file The file's name, for messages. */
  constructor(file: string, { acrossSets = false }: PredictionsOptions = {}) {
    this.#file = file;
    this.#acrossSets = acrossSets;
  }

  /**
   * Takes the next record.
   *
   * @throws {PredictionsError} The header lacks a column or names one twice.
   */
  record(fields: readonly string[], line: number): void {
    if (this.#columns === undefined) this.#columns = this.#header(fields);
    else this.#row(fields, this.#columns, line);
  }

  /**
   * The table of all records.
   *
   * @throws {PredictionsError} There are none, or some were bad: the first few are named by line.
   */
  finish(): PredictionTable {
    if (this.#columns === undefined) this.#header([]);
    if (this.#builder.length === 0) {
      throw new PredictionsError({
        file: this.#file,
        expected: "predictions",
        found: "only the header",
      });
    }
    const table = this.#builder.finish();
    this.#findRepeats(table);
    if (this.#faultCount > 0) {
      const [first, ...others] = this.#faults;
      const more = this.#faultCount - this.#faults.length;
      if (more > 0) others.push({ problem: `... and ${more} more` });
      throw new PredictionsError([first!, ...others]);
    }
    return table;
  }

  #header(names: readonly string[]): Record<ColumnName, number> {
    const missing = REQUIRED.filter((column) => !names.includes(column));
    if (missing.length > 0) {
      throw new PredictionsError({
        file: this.#file,
        expected: `the columns ${REQUIRED.join(",")}`,
        problem: `${missing.join(", ")} ${missing.length === 1 ? "is" : "are"} missing`,
        found: names.join(",") || "nothing",
      });
    }
    const repeated = PREDICTION_COLUMNS.filter((column) =>
      names.indexOf(column) !== names.lastIndexOf(column)
    );
    if (repeated.length > 0) {
      throw new PredictionsError({
        file: this.#file,
        line: 1,
        expected: "each column once",
        found: `${repeated.join(", ")} several times`,
      });
    }
    const places = PREDICTION_COLUMNS.map((column) => [column, names.indexOf(column)]);
    return Object.fromEntries(places) as Record<ColumnName, number>;
  }

  #row(fields: readonly string[], columns: Record<ColumnName, number>, line: number): void {
    const subject = fields[columns.subject]!;
    const set = columns.set < 0 ? "test" : fields[columns.set]!;
    const label = fields[columns.label]!;
    const text = fields[columns.score]!;
    const setName = SET_NAMES.find((name) => name === set);
    const score = Number(text);
    const fault = (column: ColumnName, expected: string) =>
      this.#fault({ line, column, expected, found: `"${fields[columns[column]]}"` });
    if (subject === "") fault("subject", "a name");
    if (!setName) fault("set", SET_NAMES.join(", "));
    if (label !== "0" && label !== "1") fault("label", "0 or 1");
    if (!DECIMAL.test(text) || !Number.isFinite(score)) fault("score", "a finite number");
    this.#builder.add({
      subject,
      study: fields[columns.study]!,
      slice: fields[columns.slice]!,
      set: setName ?? "test",
      label: label === "1" ? 1 : 0,
      score,
    }, line);
  }

  /** Where a slice is named it may occur once only, or once in each set. */
  #findRepeats(table: PredictionTable): void {
    const indexes = this.#acrossSets
      ? SET_NAMES.map((set) => new RowIndex(table, rowsOf(table, set).length))
      : [new RowIndex(table)];
    for (let row = 0; row < table.length; row++) {
      if (table.slices.bytes(row).length === 0) continue;
      const first = indexes[this.#acrossSets ? table.sets[row]! : 0]!.add(row);
      if (first === undefined) continue;
      const { subject, study, slice, set } = predictionAt(table, row);
      const other = predictionAt(table, first).set;
      this.#fault({
        line: table.lines[row]!,
        expected: "each slice once",
        problem: `subject "${subject}", study "${study}", slice "${slice}" is in line ` +
          `${table.lines[first]} as well` +
          (other === set ? "" : `, there in the ${other} set, here in the ${set} set`),
      });
    }
  }

  #fault(fault: Fault): void {
    this.#faultCount++;
    if (this.#faults.length < SHOWN) this.#faults.push({ file: this.#file, ...fault });
  }
}
