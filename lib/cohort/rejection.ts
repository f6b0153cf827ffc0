import { type Fault, reasonText } from "../fault.ts";

/** A file, study or row that could not be used, and why: a row of `rejected.csv`. */
export interface Rejection extends Pick<Fault, "line" | "column" | "expected" | "found"> {
  /** The file or folder, the study, or the label table. */
  file: string;
  /** Why, in words for the user: all that the table keeps. */
  reason: string;
}

/**
 * A rejection with what is known of it.
 *
 * @param file What stands beside the reason, and is not named in it.
 * @param why Fields, or where there is no more to it a text.
 */
export function rejection(file: string, why: string | Fault): Rejection {
  if (typeof why === "string") return { file, reason: why };
  const { line, column, expected, found } = why;
  return {
    file,
    reason: reasonText(why),
    ...line !== undefined && { line },
    ...column !== undefined && { column },
    ...expected !== undefined && { expected },
    ...found !== undefined && { found },
  };
}
