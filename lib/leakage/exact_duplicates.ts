import type { PredictionTable } from "../predictions/prediction_table.ts";
import type { SetName } from "../split/split.ts";
import { type SlicePair, slicePair } from "./slice_pair.ts";

/** Slices of two sets whose images are equal, byte for byte. */
export interface ExactDuplicates {
  sets: [SetName, SetName];
  pairs: number;
  /** Those of the pairs that are of one subject. */
  sameSubjectPairs: number;
  /** Slices of the second set that have an equal one in the first. */
  slices: number;
  /** Those that have one of another subject. */
  otherSubjectSlices: number;
  /** The first ones, those of different subjects before the others. */
  examples: SlicePair[];
}

/** Rows of predictions with a hash of each one's image. */
export interface HashedRows {
  rows: number[];
  hashes: string[];
}

/** So many pairs are named. */
const EXAMPLES = 5;

/** Finds the images of one set that another has as well. */
export function exactDuplicates(
  table: PredictionTable,
  sets: [SetName, SetName],
  first: HashedRows,
  second: HashedRows,
): ExactDuplicates {
  const found = { sets, pairs: 0, sameSubjectPairs: 0, slices: 0, otherSubjectSlices: 0 };
  const examples: SlicePair[] = [], examplesOfOne: SlicePair[] = [];
  const rowsOf = Map.groupBy(first.rows.keys(), (i) => first.hashes[i]!);
  for (const [i, row] of second.rows.entries()) {
    const equal = rowsOf.get(second.hashes[i]!)?.map((at) => first.rows[at]!) ?? [];
    if (equal.length === 0) continue;
    const others = equal.filter((each) => table.subjectOf[each] !== table.subjectOf[row]);
    found.pairs += equal.length;
    found.sameSubjectPairs += equal.length - others.length;
    found.slices++;
    if (others.length > 0) found.otherSubjectSlices++;
    const kept = others.length > 0 ? examples : examplesOfOne;
    if (kept.length < EXAMPLES) kept.push(slicePair(table, others[0] ?? equal[0]!, row, 0));
  }
  return { ...found, examples: [...examples, ...examplesOfOne].slice(0, EXAMPLES) };
}
