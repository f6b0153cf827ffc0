import { SET_NAMES, type SetName } from "../split/split.ts";
import type { PredictionTable } from "./prediction_table.ts";

/** Which rows are judged: those of the test set if there are any, else all. */
export function judgedSet({ sets }: PredictionTable): "test" | "all" {
  return sets.includes(SET_NAMES.indexOf("test")) ? "test" : "all";
}

/** The places of the rows of a set, or of all, ascending. */
export function rowsOf({ sets, length }: PredictionTable, set: SetName | "all"): Uint32Array {
  const wanted = SET_NAMES.indexOf(set as SetName);
  const rows = new Uint32Array(length);
  let count = 0;
  for (let row = 0; row < length; row++) {
    if (set === "all" || sets[row] === wanted) rows[count++] = row;
  }
  return rows.subarray(0, count);
}
