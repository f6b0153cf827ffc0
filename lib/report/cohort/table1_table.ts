import type { Cohort } from "../../cohort/cohort_tables.ts";
import { table1 } from "../../cohort/table1.ts";
import { table1Lines } from "../../cohort/table1_text.ts";
import { type Provenance, provenanceText } from "../../provenance.ts";
import { Table } from "../media/table.ts";

/**
 * Table 1 of a cohort beside the paper's, with a note on each figure that the paper gets wrong: all
 * studies of the label table, and those of which there are images. Where these are no CT of the head,
 * lines of which the cohort says nothing are left out.
 */
export function table1Table(
  { studies, slices, table }: Pick<Cohort, "studies" | "slices" | "table">,
  provenance: Provenance,
): Table {
  const { cells, notes } = table1Lines(table1(studies, slices.length, { ...provenance, table }));
  return new Table({
    title: `The cohort${provenance.synthetic ? " (synthetic)" : ""}, beside the paper's Table 1`,
    columns: [
      { title: "Characteristic" },
      { title: "Label table", group: `Here: ${provenance.cohort}`, align: "right" },
      { title: "With images", group: `Here: ${provenance.cohort}`, align: "right" },
      { title: "The paper: CQ500", align: "right" },
    ],
    rows: cells,
    notes: [...notes, provenanceText(provenance)],
  });
}
