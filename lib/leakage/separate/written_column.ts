import { PredictionsError } from "../../error.ts";
import { setOf } from "../../predictions/set_names.ts";
import type { WholeTable } from "../../predictions/whole_table.ts";
import { SET_NAMES } from "../../split/split.ts";
import { plainColumn } from "../../text/column_names.ts";
import { isMissing } from "../../text/values.ts";

/** A column of a table that says where rows are. */
export interface WrittenColumn {
  kind: "set" | "fold";
  /** Its name in the table. */
  name: string;
  place: number;
}

/** The columns of a table that say in which set or fold a row is, as they were found. */
export function writtenColumns(table: WholeTable): WrittenColumn[] {
  const { names, places } = table;
  const set = places.set, fold = names.findIndex((name) => /^folds?$/i.test(name.trim()));
  const found: WrittenColumn[] = [];
  if (set >= 0 && (plainColumn(names[set]!) === "set" || holdsSets(table, set))) {
    found.push({ kind: "set", name: names[set]!, place: set });
  }
  if (fold >= 0) {
    found.push({ kind: holdsSets(table, fold) ? "set" : "fold", name: names[fold]!, place: fold });
  }
  return found;
}

/** A column `phase` may be that of a contrast agent. */
function holdsSets({ rows }: WholeTable, place: number): boolean {
  return rows.every((fields) => setOf(fields[place]!) !== null);
}

/**
 * The set, or the fold, of each row as it is written in the table.
 *
 * @throws {PredictionsError} No column says so, or not of every row.
 */
export function writtenSets(table: WholeTable): WrittenColumn & { sets: string[] } {
  const { file, names, rows, lines } = table;
  const { set } = table.places;
  // What is called a set and holds none is told line by line.
  const called = set < 0 ? [] : [{ kind: "set" as const, name: names[set]!, place: set }];
  const [column] = [...writtenColumns(table), ...called];
  if (column === undefined) {
    throw new PredictionsError({
      file,
      expected: "a column set or fold, which is to be repaired,",
      found: names.join(","),
      hint: "say which it is, such as --columns set=NAME, or split the table without --repair",
    });
  }
  const sets = rows.map((fields, row) => {
    const text = fields[column.place]!;
    const set = column.kind === "set" ? setOf(text) : isMissing(text) ? null : text;
    if (set !== null) return set;
    throw new PredictionsError({
      file,
      line: lines[row]!,
      column: column.name,
      expected: column.kind === "set" ? SET_NAMES.join(", ") : "the name of a fold",
      found: `"${text}"`,
    });
  });
  return { ...column, sets };
}
