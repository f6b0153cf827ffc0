import { clusteredProportion, type Proportion } from "../../evaluate/thresholds/proportion.ts";
import type { PredictionTable } from "../../predictions/prediction_table.ts";
import type { RowImages } from "./matched_images.ts";
import {
  type ComparedSlices,
  grayDistance,
  type Nearest,
  NearestSlices,
} from "./nearest_slices.ts";

/** One training slice for each test slice. */
export interface Neighbors {
  /** Its row in the predictions; -1 where there is none. */
  rows: Int32Array;
  /** Root mean squared difference of gray levels at 32 x 32 pixels; Infinity where there is none. */
  distances: Float64Array;
}

/** Test slices, and the training slice nearest to each. */
export interface TestNeighbors {
  table: PredictionTable;
  /** The test slices' rows in the predictions. */
  rows: readonly number[];
  /** Training slices to choose from. */
  trainingRows: readonly number[];
  /** The nearest of all. */
  any: Neighbors;
  /** The nearest of those of other subjects. */
  ofOthers: Neighbors;
  /** Of some training slices, the distance to the nearest one of another training subject. */
  amongTraining: Float64Array;
}

/**
 * Searches the nearest training slices.
 *
 * @param test Kept until the end, at 5 KB a slice.
 * @param sample Some training slices, to be compared with those of the other training subjects.
 * @param train Compared with the test slices batch by batch.
 * @returns Null where either has none.
 */
export async function testNeighbors(
  table: PredictionTable,
  test: AsyncIterable<RowImages>,
  sample: AsyncIterable<RowImages>,
  train: AsyncIterable<RowImages>,
): Promise<TestNeighbors | null> {
  const compared = (rows: readonly number[], images: Uint8Array): ComparedSlices => ({
    images,
    subjects: rows.map((row) => table.subjectOf[row]!),
  });
  const asked: number[] = [], trainingRows: number[] = [];
  const batches: Uint8Array[] = [];
  const ask = async (source: AsyncIterable<RowImages>) => {
    for await (const batch of source) {
      asked.push(...batch.rows);
      batches.push(batch.reduced);
    }
    return asked.length;
  };
  const tested = await ask(test);
  await ask(sample);
  using search = await NearestSlices.of(compared(asked, joined(batches)));
  for await (const batch of train) {
    trainingRows.push(...batch.rows);
    await search.search(compared(batch.rows, batch.reduced));
  }
  if (tested === 0 || trainingRows.length === 0) return null;
  const found = ({ places, squares }: Nearest): Neighbors => ({
    rows: places.subarray(0, tested).map((place) => trainingRows[place] ?? -1),
    distances: squares.subarray(0, tested).map(grayDistance),
  });
  return {
    table,
    rows: asked.slice(0, tested),
    trainingRows,
    any: found(search.any),
    ofOthers: found(search.ofOthers),
    amongTraining: search.ofOthers.squares.slice(tested).map(grayDistance),
  };
}

function joined(batches: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(batches.reduce((sum, batch) => sum + batch.length, 0));
  let at = 0;
  for (const batch of batches) {
    whole.set(batch, at);
    at += batch.length;
  }
  return whole;
}

/** In how many of the test slices something is so; the interval is over subjects. */
export function testShare(
  { table, rows }: TestNeighbors,
  isSo: (i: number) => boolean,
  level: number,
): Proportion {
  const successes = new Float64Array(table.subjects.length);
  const trials = new Float64Array(table.subjects.length);
  for (const [i, row] of rows.entries()) {
    const subject = table.subjectOf[row]!;
    trials[subject]!++;
    if (isSo(i)) successes[subject]!++;
  }
  return clusteredProportion(successes, trials, { level });
}

/** Whether the training slice nearest to a test slice is of the same subject. */
export function nearestIsSame({ table, rows, any }: TestNeighbors, i: number): boolean {
  return table.subjectOf[any.rows[i]!] === table.subjectOf[rows[i]!];
}
