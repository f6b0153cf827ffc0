import { clusteredProportion, type Proportion } from "../../evaluate/thresholds/proportion.ts";
import type { PredictionTable } from "../../predictions/prediction_table.ts";
import { type Calibration, headSize } from "./head_size.ts";
import type { RowImages } from "./matched_images.ts";
import {
  type ComparedSlices,
  grayDistance,
  type Nearest,
  NearestSlices,
} from "./nearest_slices.ts";
import { REDUCED_PIXELS } from "./reduced_images.ts";
import { flipped, FLIPS } from "./registration.ts";

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
  /** How large the heads of the test slices are; see {@linkcode headSize}. */
  sizes: Float64Array;
  /** Of some training slices, the distance to the nearest one of another training subject. */
  amongTraining: Calibration;
  /** Those slices and the test slices before them, with the nearest of others however it is mirrored. */
  mirrored: MirroredNeighbors;
}

/** Slices asked for, and for each flip of the training slices the nearest one of another subject. */
export interface MirroredNeighbors {
  /** `[slices, 32, 32]`: the test slices, then those that calibrate. */
  images: Uint8Array;
  /** Rows in the predictions, one list for each of `FLIPS`; -1 where there is none. */
  rows: readonly Int32Array[];
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
  const images = joined(batches);
  using search = await NearestSlices.of(compared(asked, images), FLIPS.length);
  for await (const batch of train) {
    trainingRows.push(...batch.rows);
    const mirrored = FLIPS.slice(1).map((flip) => flipped(batch.reduced, flip));
    await search.search(compared(batch.rows, batch.reduced), mirrored);
  }
  if (tested === 0 || trainingRows.length === 0) return null;
  const found = ({ places, squares }: Nearest): Neighbors => ({
    rows: places.subarray(0, tested).map((place) => trainingRows[place] ?? -1),
    distances: squares.subarray(0, tested).map(grayDistance),
  });
  const sizes = Float64Array.from(
    asked,
    (_, i) => headSize(images.subarray(i * REDUCED_PIXELS, (i + 1) * REDUCED_PIXELS)),
  );
  return {
    table,
    rows: asked.slice(0, tested),
    sizes: sizes.slice(0, tested),
    trainingRows,
    any: found(search.any),
    ofOthers: found(search.ofOthers),
    amongTraining: {
      sizes: sizes.slice(tested),
      distances: search.ofOthers.squares.slice(tested).map(grayDistance),
    },
    mirrored: {
      images,
      rows: search.views.map(({ ofOthers }) =>
        ofOthers.places.map((place) => trainingRows[place] ?? -1)
      ),
    },
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
