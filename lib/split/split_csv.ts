import { formatCsv } from "../files/csv.ts";
import type { SetName } from "./split.ts";

/** One row of `split.csv`: which set a slice is in. */
export interface SplitRow {
  subject: string;
  study: string;
  slice: string;
  set: SetName;
}

const COLUMNS = ["subject", "study", "slice", "set"] as const;

/** Formats a split as CSV with the columns `subject,study,slice,set`, a row a slice. */
export function formatSplit(rows: readonly SplitRow[]): string {
  return formatCsv(rows, COLUMNS);
}
