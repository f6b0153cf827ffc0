import type { SeriesDecision } from "../../cohort/cohort_tables.ts";
import { countSeries } from "../../cohort/series/count_series.ts";
import { countText } from "../../text/numbers.ts";
import { Table } from "../media/table.ts";

/** Which series were kept and which dropped, one line a criterion, the most frequent first. */
export function seriesTable(decisions: readonly SeriesDecision[]): Table {
  return new Table({
    title: "Series, by what was decided and why",
    columns: [
      { title: "Decision" },
      { title: "Because" },
      { title: "Series", align: "right" },
      { title: "Slices", align: "right" },
      { title: "For example" },
    ],
    rows: countSeries(decisions).map(({ decision, criterion, reason, series, slices }) => {
      const example = decisions.find((each) =>
        each.decision === decision && each.criterion === criterion
      )!;
      return [
        decision,
        reason,
        countText(series),
        countText(slices),
        `${example.study}, "${example.series}": ${example.reason}`,
      ];
    }),
    notes: ["series.csv of the cohort has a line for every series, with its geometry."],
  });
}
