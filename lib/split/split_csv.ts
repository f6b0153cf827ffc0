import { SplitError } from "../error.ts";
import { formatCsv, parseCsv } from "../files/csv.ts";
import { SET_NAMES, type SetName } from "./split.ts";

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

/**
 * Reads what {@linkcode formatSplit} wrote.
 *
 * @param text The file's text.
 * @param file The file's name, for messages.
 * @throws {SplitError} A column is missing or a set has another name.
 */
export function parseSplit(text: string, file: string): SplitRow[] {
  return parseCsv(text, file, COLUMNS, SplitError).map(({ line, values }) => {
    const set = SET_NAMES.find((name) => name === values["set"]);
    if (!set) {
      throw new SplitError(
        `${file}, line ${line}, column set: expected ${SET_NAMES.join(", ")} ` +
          `but found "${values["set"]}"`,
      );
    }
    return {
      subject: values["subject"]!,
      study: values["study"]!,
      slice: values["slice"]!,
      set,
    };
  });
}
