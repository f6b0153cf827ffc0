import type { Cohort } from "../../cohort/cohort_tables.ts";
import { table1 } from "../../cohort/table1.ts";
import { type Provenance, provenanceText } from "../../provenance.ts";
import { table1Text } from "../../text/numbers.ts";
import { Table } from "../media/table.ts";

/** Marks that lead from a line to its note. */
const MARKS = "¹²³⁴⁵⁶⁷⁸⁹";

/**
 * Table 1 of a cohort beside the paper's, with a note on each figure that the paper gets wrong: all
 * studies of the label table, and those of which there are images.
 */
export function table1Table(
  { studies, slices, table }: Pick<Cohort, "studies" | "slices" | "table">,
  provenance: Provenance,
): Table {
  const rows = table1(studies, slices.length, { table });
  const notes = rows.map(({ note }) => note).filter(Boolean);
  const mark = (note: string) => note && ` ${MARKS[notes.indexOf(note)]}`;
  return new Table({
    title: `Table 1. The cohort${provenance.synthetic ? " (synthetic)" : ""}, beside the paper's`,
    columns: [
      { title: "Characteristic" },
      { title: "Label table", group: `Here: ${provenance.cohort}`, align: "right" },
      { title: "With images", group: `Here: ${provenance.cohort}`, align: "right" },
      { title: "The paper: CQ500", align: "right" },
    ],
    rows: rows.map((row) => [
      row.characteristic + mark(row.note),
      table1Text(row.tableValue, row.tablePercent),
      table1Text(row.value, row.percent),
      table1Text(row.paperValue, row.paperPercent),
    ]),
    notes: [...notes.map((note, index) => `${MARKS[index]} ${note}`), provenanceText(provenance)],
  });
}
