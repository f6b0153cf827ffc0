import { PredictionsError } from "../error.ts";
import type { Fault } from "../fault.ts";
import { SET_NAMES } from "../split/split.ts";
import { compareNaturally } from "../text/natural_order.ts";
import { codedValue } from "./coded_column.ts";
import type { PredictionTable } from "./prediction_table.ts";
import { RowIndex } from "./row_index.ts";

const TEST = SET_NAMES.indexOf("test");

/**
 * Makes sure that a table is of one split: scores of several folds are not to be pooled by accident.
 *
 * @param instead What takes folds.
 * @throws {PredictionsError} It has folds.
 */
export function assertOneSplit({ folds }: PredictionTable, instead: string): void {
  if (folds === null) return;
  throw new PredictionsError({
    expected: "predictions of one split",
    found: `the folds ${foldsInOrder(folds.values).join(", ")}`,
    hint: `${instead} takes them fold by fold`,
  });
}

/** Whether some rows are of a training or validation set, so that folds have sets of their own. */
export function hasSets({ sets }: PredictionTable): boolean {
  return sets.some((set) => set !== TEST);
}

/** What is wrong with a table's folds, row by row; empty if nothing is. */
export function* foldFaults(table: PredictionTable): Generator<Fault> {
  const { folds, repeats, length, lines } = table;
  if (folds === null) {
    yield { expected: "predictions with folds", found: "none of a fold" };
    return;
  }
  let isWhole = true;
  for (let row = 0; row < length; row++) {
    for (const column of [folds, ...repeats === null ? [] : [repeats]]) {
      if (codedValue(column, row) !== "") continue;
      const place = lines[row]! > 0 ? { line: lines[row]! } : { row: row + 1 };
      isWhole = false;
      yield { ...place, column: column.name, expected: "a name", found: '""' };
    }
  }
  if (!isWhole) return;
  // Of each repetition, one of its folds; -2 once there is another.
  const [none, several] = [-1, -2];
  const onlyFold = new Int32Array(repeats?.values.length ?? 1).fill(none);
  for (let row = 0; row < length; row++) {
    const repeat = repeats?.of[row] ?? 0, fold = folds.of[row]!;
    if (onlyFold[repeat] === none) onlyFold[repeat] = fold;
    else if (onlyFold[repeat] !== fold) onlyFold[repeat] = several;
  }
  for (const [repeat, fold] of onlyFold.entries()) {
    if (fold < 0) continue;
    const where = repeats === null ? "all rows" : `all rows of repeat ${repeats.values[repeat]}`;
    yield {
      column: folds.name,
      expected: "two folds or more",
      found: `1, "${folds.values[fold]}", in ${where}`,
    };
  }
}

/**
 * Whether a table with sets holds the folds' splits one below the other, so that a slice of one fold is in
 * another fold as well. Else a fold beside a set is none that the sets were made by.
 */
export function areStacked(table: PredictionTable): boolean {
  const { folds, slices, length } = table;
  const index = new RowIndex(table);
  for (let row = 0; row < length; row++) {
    if (slices.bytes(row).length === 0) continue;
    const first = index.add(row);
    if (first !== undefined && folds!.of[first] !== folds!.of[row]) return true;
  }
  return false;
}

/**
 * Groups of rows in which a slice may occur once: all rows or, across sets, those of a set; where there are
 * folds, of those that are tested (or trained on) together.
 */
export function uniqueGroups(
  table: PredictionTable,
  acrossSets: boolean,
): { of: Uint32Array; sizes: Uint32Array } {
  const { folds, repeats, sets, length } = table;
  const own = folds !== null && hasSets(table);
  const foldCount = own ? folds.values.length : 1;
  const setCount = acrossSets ? SET_NAMES.length : 1;
  const sizes = new Uint32Array((repeats?.values.length ?? 1) * foldCount * setCount);
  const of = new Uint32Array(length);
  for (let row = 0; row < length; row++) {
    const repeat = repeats?.of[row] ?? 0;
    const fold = own ? folds.of[row]! : 0;
    const group = (repeat * foldCount + fold) * setCount + (acrossSets ? sets[row]! : 0);
    of[row] = group;
    sizes[group]!++;
  }
  return { of, sizes };
}

/** Names of folds in their natural order: `2` before `10`. */
export function foldsInOrder(names: Iterable<string>): string[] {
  return [...names].sort(compareNaturally);
}
