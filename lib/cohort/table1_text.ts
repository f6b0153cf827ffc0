import { table1Text } from "../text/numbers.ts";
import type { Table1Row } from "./table1.ts";

/** Marks that lead from a line to its note. */
const MARKS = "¹²³⁴⁵⁶⁷⁸⁹";

/** Table 1 as it is read: its cells, and below it one line per note. */
export interface Table1Lines {
  /** Of each line the characteristic, the label table's, the cohort's and the paper's number. */
  cells: string[][];
  /** Each with the mark that its line has. */
  notes: string[];
}

/** Puts Table 1 into words, with marks that lead from a line to its note. */
export function table1Lines(rows: readonly Table1Row[]): Table1Lines {
  const notes = rows.map(({ note }) => note).filter(Boolean);
  const mark = (note: string) => note && ` ${MARKS[notes.indexOf(note)]}`;
  return {
    cells: rows.map((row) => [
      row.characteristic + mark(row.note),
      table1Text(row.tableValue, row.tablePercent),
      table1Text(row.value, row.percent),
      table1Text(row.paperValue, row.paperPercent),
    ]),
    notes: notes.map((note, index) => `${MARKS[index]} ${note}`),
  };
}
