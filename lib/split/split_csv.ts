import { formatCsv } from "../files/csv.ts";
import type { SetName } from "./split.ts";

/** One row of `split.csv`: which set a slice is in. */
export interface SplitRow {
  /** The patient. */
  subject: string;
  /** The study. */
  study: string;
  /** The slice; unique within the study. */
  slice: string;
  /** Which part of the experiment it belongs to. */
  set: SetName;
}

const COLUMNS = ["subject", "study", "slice", "set"] as const;

/** Formats a split as CSV with the columns `subject,study,slice,set`, one row per slice. */
export function formatSplit(rows: readonly SplitRow[]): string {
  return formatCsv(rows, COLUMNS);
}
