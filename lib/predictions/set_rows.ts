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

/**
 * The table with its validation rows as test rows where there are none of these but some to have been trained on:
 * then it is they that are judged. Where not each of them has a score, none is taken to have one.
 */
export function withTestRows<Table extends PredictionRows>(
  table: Table,
  scores: readonly Float64Array[],
): { table: Table; scores: readonly Float64Array[]; judged?: "validation" } {
  const [train, validation, test] = (["train", "validation", "test"] as const)
    .map((set) => SET_NAMES.indexOf(set));
  const has = (set: number) => table.sets.includes(set);
  if (has(test!) || !has(validation!) || !has(train!)) return { table, scores };
  const rows = rowsOf(table, "validation");
  const isScored = rows.every((row) => scores.every((column) => Number.isFinite(column[row]!)));
  return {
    table: { ...table, sets: table.sets.map((set) => set === validation ? test! : set) },
    scores: isScored
      ? scores
      : scores.map((column) =>
        column.map((score, row) => table.sets[row] === validation ? NaN : score)
      ),
    judged: "validation",
  };
}
