import type { Rejection } from "../../cohort/rejection.ts";
import { countText } from "../../text/numbers.ts";
import { Table } from "../media/table.ts";

/** So many lines are shown. */
const SHOWN = 20;

/** What could not be used, and why: the first lines, and how many there are. */
export function rejectedTable(rejected: readonly Rejection[]): Table {
  const count = rejected.length;
  return new Table({
    title: `Rejected: ${countText(count)} ${count === 1 ? "entry" : "entries"}`,
    columns: [{ title: "File, folder or label" }, { title: "Reason" }],
    rows: count === 0
      ? [["none", "nothing had to be left out"]]
      : rejected.slice(0, SHOWN).map(({ file, reason }) => [file, reason]),
    notes: count > SHOWN
      ? [`${countText(count - SHOWN)} more are in rejected.csv of the cohort.`]
      : [],
  });
}
