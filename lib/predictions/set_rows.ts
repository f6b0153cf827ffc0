import { PredictionsError } from "../error.ts";
import { SET_NAMES, type SetName } from "../split/split.ts";
import type { PredictionRows } from "./prediction_table.ts";

/** A set whose rows can be judged: never that which was trained on. */
export type JudgedSet = Exclude<SetName, "train">;

/**
 * Which rows are judged: those of the test set if there are any, else those of the validation set.
 *
 * @throws {PredictionsError} All rows are of the training set.
 */
export function judgedSet({ sets, length }: PredictionRows): JudgedSet {
  for (const set of ["test", "validation"] as const) {
    if (sets.includes(SET_NAMES.indexOf(set))) return set;
  }
  if (length === 0) throw new PredictionsError({ expected: "predictions", found: "none" });
  throw new PredictionsError({
    expected: "rows of a test or validation set",
    found: `only training rows (${length}), on which nothing can be judged`,
  });
}

/** The places of the rows of a set, or of all, ascending. */
export function rowsOf({ sets, length }: PredictionRows, set: SetName | "all"): Uint32Array {
  const wanted = SET_NAMES.indexOf(set as SetName);
  const rows = new Uint32Array(length);
  let count = 0;
  for (let row = 0; row < length; row++) {
    if (set === "all" || sets[row] === wanted) rows[count++] = row;
  }
  return rows.subarray(0, count);
}
