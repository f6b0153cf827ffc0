import { PredictionsError } from "../error.ts";
import { SET_NAMES } from "../split/split.ts";
import { codedValue } from "./coded_column.ts";
import { foldFaults, foldsInOrder, hasSets } from "./fold_rows.ts";
import type { NamedTable } from "./match_predictions.ts";
import {
  predictionAt,
  type PredictionTable,
  PredictionTableBuilder,
  takeTable,
} from "./prediction_table.ts";
import { RowIndex } from "./row_index.ts";

const [TRAIN, TEST] = [SET_NAMES.indexOf("train"), SET_NAMES.indexOf("test")];

/** One fold of cross-validated predictions: a split of its own, whose test rows are the fold's. */
export interface FoldSplit {
  /** The fold. */
  fold: string;
  /** The repetition that it is of; null where there is one. */
  repeat: string | null;
  /** What to call it: the fold, with its repetition. */
  name: string;
  /** Its rows, each of a set, and no folds. */
  table: PredictionTable;
  /** Where each of them stands in the table of all folds. */
  rows: Uint32Array;
  /**
   * Whether the folds were given with sets of their own. Else a fold's training rows are those that other
   * folds test: what networks make of them, scores and features, is other networks' work.
   */
  ownSets: boolean;
}

/**
 * The folds of a table, each as a split.
 *
 * Where all rows are of the test set, as `cross_val_predict` gives them, a row's fold is the one in which it
 * is tested: the fold's training rows are all other rows (of the same repetition). Where some rows are of a
 * training or validation set, each fold's own rows are its split, and other folds' are none of its business.
 *
 * @returns The folds in the natural order of their names.
 * @throws {PredictionsError} There are no folds, a single one, or rows of none.
 */
export function foldSplits(table: PredictionTable): FoldSplit[] {
  const { folds, repeats } = table;
  const [fault] = foldFaults(table);
  if (fault !== undefined) throw new PredictionsError(fault);
  const ownSets = hasSets(table);
  const repeatNames = repeats === null ? [null] : foldsInOrder(repeats.values);
  return repeatNames.flatMap((repeat) => {
    const rows = rowsWhere(table, (row) => repeat === null || codedValue(repeats!, row) === repeat);
    const ofRepeat = repeat === null ? table : takeTable(table, rows);
    const names = foldsInOrder(new Set(Array.from(rows, (row) => codedValue(folds!, row))));
    return names.map((fold) => ({
      fold,
      repeat,
      name: repeat === null ? fold : `${fold} of repeat ${repeat}`,
      ownSets,
      ...foldSplit(ofRepeat, rows, fold, ownSets),
    }));
  });
}

/** @param rows Of the repetition, in the table of all. */
function foldSplit(
  ofRepeat: PredictionTable,
  rows: Uint32Array,
  fold: string,
  ownSets: boolean,
): Pick<FoldSplit, "table" | "rows"> {
  const { of, values } = ofRepeat.folds!;
  const code = values.indexOf(fold);
  const isOf = (row: number) => of[row] === code;
  if (ownSets) {
    const own = rowsWhere(ofRepeat, isOf);
    const split = takeTable(ofRepeat, own);
    return { rows: own.map((row) => rows[row]!), table: { ...split, folds: null, repeats: null } };
  }
  return {
    rows,
    table: {
      ...ofRepeat,
      sets: Uint8Array.from(of, (_, row) => isOf(row) ? TEST : TRAIN),
      // What another fold's network says of a slice that this one was trained on is no training score.
      scores: ofRepeat.scores.map((score, row) => isOf(row) ? score : NaN),
      folds: null,
      repeats: null,
    },
  };
}

/** The rows of a fold that its own network scored: all of them or, without sets of their own, those it tests. */
export function networkRows(
  { table, rows, ownSets }: FoldSplit,
): Pick<FoldSplit, "table" | "rows"> {
  if (ownSets) return { table, rows };
  const tested = rowsWhere(table, (row) => table.sets[row] === TEST);
  return { table: takeTable(table, tested), rows: tested.map((row) => rows[row]!) };
}

/**
 * One table of several files, each of them a fold. Where no file has training or validation rows, each
 * fold is trained on the rows of the others.
 *
 * @throws {PredictionsError} A file has folds itself or lacks test rows, or two are called the same, or
 * without training rows have a slice in common.
 */
export function joinFolds(files: readonly NamedTable[]): PredictionTable {
  const attributes = files[0]!.table.attributes.map(({ name }) => name);
  const builder = new PredictionTableBuilder({ folds: true, attributes });
  const names = new Set<string>();
  for (const { file, table } of files) {
    if (names.has(file)) {
      throw new PredictionsError({ file, expected: "each fold once", problem: "given twice" });
    }
    names.add(file);
    if (table.folds !== null) {
      throw new PredictionsError({
        file,
        expected: "one fold a file, or all folds in one file",
        found: `the folds ${foldsInOrder(table.folds.values).join(", ")}`,
      });
    }
    if (!table.sets.includes(TEST)) {
      throw new PredictionsError({ file, expected: "test rows of a fold", found: "none" });
    }
    for (let row = 0; row < table.length; row++) {
      builder.add({ ...predictionAt(table, row), fold: file }, table.lines[row]!);
    }
  }
  const joined = builder.finish();
  if (!hasSets(joined)) assertTestedOnce(joined);
  return joined;
}

function assertTestedOnce(table: PredictionTable): void {
  const index = new RowIndex(table);
  for (let row = 0; row < table.length; row++) {
    if (table.slices.bytes(row).length === 0) continue;
    const first = index.add(row);
    if (first === undefined) continue;
    const { subject, study, slice, fold } = predictionAt(table, row);
    throw new PredictionsError({
      file: fold!,
      line: table.lines[row]!,
      expected: "each slice to be tested in one fold",
      problem: `subject "${subject}", study "${study}", slice "${slice}" is in ${
        codedValue(table.folds!, first)
      } as well`,
      hint: "give each file its training rows, too, if they are splits of their own",
    });
  }
}

function rowsWhere({ length }: PredictionTable, is: (row: number) => boolean): Uint32Array {
  const rows = new Uint32Array(length);
  let count = 0;
  for (let row = 0; row < length; row++) if (is(row)) rows[count++] = row;
  return rows.subarray(0, count);
}
