import { evenlySpaced } from "../../cohort/evenly_spaced.ts";
import type { SliceRow } from "../../cohort/slice_row.ts";
import type { SetName } from "../../split/split.ts";
import type { ImageSource } from "../../train/image_source.ts";
import { type ComparedSlices, NearestSlices } from "./nearest_slices.ts";
import { reducedImages } from "./reduced_images.ts";

/** So many slices are compared at most, evenly spaced in the cohort. */
const TEST_SLICES = 300;
const TRAINING_SLICES = 5000;
/** Images read at a time. */
const CHUNK = 256;

/** A test slice and the training slice that looks most like it, by their place in the store. */
export interface NeighborPair {
  /** The test slice. */
  test: number;
  /** The training slice that looks most like it. */
  nearest: number;
}

/** Preprocessed images with a row for each. */
export type NeighborSource = ImageSource & { rows: readonly SliceRow[] };

/**
 * For each test slice the training slice with the least squared difference of gray levels, at
 * 32 x 32 pixels. It knows nothing of hemorrhages: it finds what looks alike. Of a large cohort, an
 * even selection of slices is compared, in seconds; {@linkcode auditImages} compares all.
 *
 * @param source The preprocessed slices.
 * @param sets The set of each slice, in the source's order.
 */
export async function nearestNeighbors(
  source: NeighborSource,
  sets: readonly SetName[],
  signal?: AbortSignal,
): Promise<NeighborPair[]> {
  const membersOf = (set: SetName) => [...sets.keys()].filter((index) => sets[index] === set);
  const tested = evenlySpaced(membersOf("test"), TEST_SLICES);
  const training = evenlySpaced(membersOf("train"), TRAINING_SLICES);
  using search = await NearestSlices.of(comparedSlices(source, tested));
  for (let start = 0; start < training.length; start += CHUNK) {
    signal?.throwIfAborted();
    await search.search(comparedSlices(source, training.slice(start, start + CHUNK)));
  }
  return tested.map((test, i) => ({ test, nearest: training[search.any.places[i]!]! }));
}

function comparedSlices(source: NeighborSource, indices: readonly number[]): ComparedSlices {
  const images = reducedImages(source.read(indices), source.size);
  return { images, subjects: indices.map(() => 0) };
}
