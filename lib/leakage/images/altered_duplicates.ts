import { nearThresholds, type SuspectedPair, suspectedPairs } from "./duplicates.ts";
import { lowerFence, thresholdsBySize } from "./head_size.ts";
import type { RowImages } from "./matched_images.ts";
import type { TestNeighbors } from "./neighbors_of_test_slices.ts";
import { REDUCED_PIXELS } from "./reduced_images.ts";
import { type Alteration, blurred, flipped, FLIPS, registered } from "./registration.ts";
import { type SlicePair, slicePair } from "./slice_pair.ts";

/** Test slices that are nearly another subject's training slice once that is altered. */
export interface AlteredDuplicates {
  /** How many, beside those that are near as they stand. */
  slices: number;
  /** Pairs of subjects with such slices, the nearest first: each is to be looked at. */
  suspects: SuspectedPair[];
  /** The nearest ones. */
  examples: AlteredPair[];
}

/** A test slice and a training slice that has to be altered to come so near; distances are after that. */
export interface AlteredPair extends SlicePair {
  /** What makes the training slice the test slice. */
  alteration: Alteration;
}

/** So many pairs are named. */
const EXAMPLES = 5;

interface Found {
  row: number;
  /** Of gray levels, after the alteration. */
  distance: number;
  alteration: Alteration;
}

/**
 * Finds test slices that are a training slice of another subject, altered as augmentation alters images:
 * mirrored either way or turned by half, turned by up to 15 degrees, shifted by up to a pixel or so of 32,
 * brighter or darker by up to a quarter, or several of these ({@linkcode registered}). Registered is the
 * training slice that is nearest as it stands, for each way of mirroring it; what a large turn or shift has
 * moved farther away than another head lies is not found, nor are quarter turns, other sizes, cuts and
 * warps, which are not searched for.
 *
 * What is near follows from the cohort as for `nearDuplicates`: from training slices searched in the
 * same way among those of *other* training subjects, by head size. Distances are compared as shares of the
 * contrast, since heads differ the more the more there is to see in them ({@linkcode lowerFence}).
 *
 * @param read Reads training slices again, in any order.
 * @returns Null with too few training slices to say what is near.
 */
export async function alteredDuplicates(
  neighbors: TestNeighbors,
  read: (rows: Uint32Array) => AsyncIterable<RowImages>,
): Promise<AlteredDuplicates | null> {
  const { table, rows, sizes, amongTraining, mirrored, ofOthers } = neighbors;
  const best = await registeredPairs(neighbors, read);
  const contrasts = Float64Array.from(best, (_, i) => contrastOf(imageAt(mirrored.images, i)));
  const relative = Float64Array.from(
    best,
    (found, i) => (found?.distance ?? Infinity) / contrasts[i]!,
  );
  const tested = rows.length;
  const calibrating = { sizes: amongTraining.sizes, distances: relative.subarray(tested) };
  const testing = { sizes, distances: relative.subarray(0, tested) };
  const thresholdOf = thresholdsBySize(calibrating, lowerFence) ??
    thresholdsBySize(testing, lowerFence);
  if (thresholdOf === null) return null;
  const near = nearThresholds(neighbors);
  const pairs = [...rows.keys()]
    .filter((i) => relative[i]! < thresholdOf(sizes[i]!))
    .filter((i) => near === null || !(ofOthers.distances[i]! < near[i]!))
    .sort((a, b) => relative[a]! - relative[b]! || a - b)
    .map((i): AlteredPair => {
      const { row, distance, alteration } = best[i]!;
      return { ...slicePair(table, row, rows[i]!, distance), alteration };
    });
  return {
    slices: pairs.length,
    suspects: suspectedPairs(neighbors, pairs),
    examples: pairs.slice(0, EXAMPLES),
  };
}

/** For each slice asked for the nearest of its candidates, one for each flip, after registration. */
async function registeredPairs(
  { mirrored: { images, rows } }: TestNeighbors,
  read: (rows: Uint32Array) => AsyncIterable<RowImages>,
): Promise<(Found | null)[]> {
  const asked = images.length / REDUCED_PIXELS;
  const wanted = new Map<number, { i: number; view: number }[]>();
  for (const [view, candidates] of rows.entries()) {
    for (const [i, row] of candidates.entries()) {
      if (row >= 0) wanted.getOrInsertComputed(row, () => []).push({ i, view });
    }
  }
  const best = Array.from({ length: asked }, (): Found | null => null);
  const sorted = Uint32Array.from(wanted.keys()).sort();
  for await (const batch of read(sorted)) {
    for (const [at, row] of batch.rows.entries()) {
      const candidate = imageAt(batch.reduced, at);
      for (const { i, view } of wanted.get(row)!) {
        const fixed = blurred(imageAt(images, i));
        const moved = blurred(flipped(candidate, FLIPS[view]!));
        const { distance, alteration } = registered(fixed, moved);
        if (distance < (best[i]?.distance ?? Infinity)) {
          best[i] = { row, distance, alteration: { flip: FLIPS[view]!, ...alteration } };
        }
      }
    }
  }
  return best;
}

function imageAt(images: Uint8Array, i: number): Uint8Array {
  return images.subarray(i * REDUCED_PIXELS, (i + 1) * REDUCED_PIXELS);
}

/** The standard deviation of the gray levels of a blurred image. */
function contrastOf(image: Uint8Array): number {
  const smooth = blurred(image);
  let sum = 0, squares = 0;
  for (const level of smooth) {
    sum += level;
    squares += level ** 2;
  }
  return Math.sqrt(squares / smooth.length - (sum / smooth.length) ** 2);
}
