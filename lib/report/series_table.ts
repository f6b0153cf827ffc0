import type { SeriesDecision } from "../cohort/cohort.ts";
import { countText } from "./number_text.ts";
import { Table } from "./table.ts";

/** Which series were kept and which left, one line a reason, the most frequent first. */
export function seriesTable(decisions: readonly SeriesDecision[]): Table {
  const groups = Map.groupBy(decisions, ({ decision, reason }) => `${decision}\n${reason}`);
  const lines = [...groups.values()].toSorted((a, b) =>
    a[0]!.decision.localeCompare(b[0]!.decision) || b.length - a.length
  );
  return new Table({
    title: "Series, by what was decided and why",
    columns: [
      { title: "Decision" },
      { title: "Reason" },
      { title: "Series", align: "right" },
      { title: "Slices", align: "right" },
      { title: "For example" },
    ],
    rows: lines.map((group) => {
      const [{ decision, reason, study, series }] = group as [SeriesDecision];
      const slices = group.reduce((sum, each) => sum + each.slices, 0);
      const example = `${study}, "${series}"`;
      return [decision, reason, countText(group.length), countText(slices), example];
    }),
    notes: ["series.csv of the cohort has a line for every series."],
  });
}
