import { PredictionsError } from "../../error.ts";
import type { Fault } from "../../fault.ts";
import { closest } from "../../text/closest.ts";
import { valueForm } from "../../text/values.ts";
import type { PredictionTable } from "../prediction_table.ts";
import type { ClassColumns } from "./class_columns.ts";
import { type AnyTable, ClassColumnsBuilder, noClass, viewOf } from "./class_table.ts";

/** Takes the labels and the scores of a table of classes as its rows are read. */
export class ClassRows {
  readonly names: readonly string[];
  /** Where each class has its scores. */
  readonly places: readonly number[];
  readonly #builder: ClassColumnsBuilder;
  readonly #placeOf: ReadonlyMap<string, number>;
  readonly #rows: Float64Array;
  /** Classes that labels write in another way than their columns do. */
  readonly #respelled = new Map<string, string>();

  constructor({ names, places }: ClassColumns) {
    this.names = names;
    this.places = places;
    this.#builder = new ClassColumnsBuilder(names);
    this.#placeOf = new Map(names.map((name, place) => [valueForm(name), place]));
    this.#rows = new Float64Array(names.length);
  }

  /** The place of a label's class; -1 where there is no such class. */
  placeOf(label: string): number {
    return this.#placeOf.get(valueForm(label)) ?? -1;
  }

  /** What is wrong with a label that is of no class. */
  wrong(label: string): Pick<Fault, "expected" | "hint"> {
    const { found: _, ...fault } = noClass(label, this.names);
    return fault;
  }

  /**
   * Takes the next row.
   *
   * @param place That of its label, -1 where it is wrong.
   * @param scores One a class.
   */
  add(label: string, place: number, scores: readonly number[]): void {
    this.#builder.add(Math.max(0, place), scores);
    if (place < 0) return;
    this.#rows[place]!++;
    if (label !== this.names[place]) this.#respelled.set(label, this.names[place]!);
  }

  /** How the labels were read, where they are written otherwise than the columns. */
  notes(): string[] {
    const spelled = [...this.#respelled].map(([label, name]) => `${name} from ${label}`);
    return [
      ...spelled.length > 0 ? [`classes: ${spelled.join(", ")}`] : [],
      ...this.names.length === 2
        ? [`two classes; to judge them as two labels, say --class ${this.names[1]}`]
        : [],
    ];
  }

  /** What is wrong with columns of classes that no row is of: such a column need be no class. */
  *faults(): Generator<Fault> {
    for (const [place, rows] of this.#rows.entries()) {
      if (rows > 0) continue;
      const name = this.names[place]!;
      const others = this.names.filter((_, at) => this.#rows[at]! > 0).join(",");
      yield {
        column: `score_${name}`,
        expected: `rows with the label ${name}`,
        found: "none",
        hint:
          `if it is no class, say --classes ${others}; if it is one without rows here, --classes ` +
          this.names.join(","),
      };
    }
  }

  /**
   * The table of all rows, or of one class against the rest.
   *
   * @throws {PredictionsError} There is no such class.
   */
  finish(
    rows: PredictionTable,
    one: string | undefined,
    file: string,
  ): AnyTable {
    const table = this.#builder.finish(rows);
    if (one === undefined) return table;
    const place = this.placeOf(one);
    if (place >= 0) return viewOf(table, place);
    const near = closest(one, this.names);
    throw new PredictionsError({
      file,
      expected: `a class (${this.names.join(", ")})`,
      found: one,
      ...near !== null && { hint: `did you mean ${near}?` },
    });
  }
}
