import { evenlySpaced } from "../cohort/evenly_spaced.ts";
import type { SliceRow } from "../cohort/slice_row.ts";
import { imageOf } from "../preprocess/image.ts";
import { resize } from "../preprocess/resize.ts";
import type { SetName } from "../split/split.ts";
import type { ImageSource } from "../train/image_source.ts";

/** Side of the images that are compared: coarse, so that a large cohort is compared in seconds. */
const SIDE = 32;
/** So many slices are compared at most, evenly spaced in the cohort. */
const TEST_SLICES = 300;
const TRAINING_SLICES = 5000;
/** Images read at a time. */
const CHUNK = 256;

/** A test slice and the training slice that looks most like it, by their place in the store. */
export interface NeighborPair {
  test: number;
  nearest: number;
}

/** Preprocessed images with a row for each. */
export type NeighborSource = ImageSource & { rows: readonly SliceRow[] };

/**
 * For each test slice the training slice with the least squared difference of gray levels, at
 * 32 x 32 pixels. It knows nothing of hemorrhages: it finds what looks alike. Of a large cohort, an
 * even selection of slices is compared.
 *
 * @param source The preprocessed slices.
 * @param sets The set of each slice, in the source's order.
 */
export function nearestNeighbors(
  source: NeighborSource,
  sets: readonly SetName[],
): NeighborPair[] {
  const membersOf = (set: SetName) => [...sets.keys()].filter((index) => sets[index] === set);
  const training = evenlySpaced(membersOf("train"), TRAINING_SLICES);
  const tested = evenlySpaced(membersOf("test"), TEST_SLICES);
  const trainingImages = reducedImages(source, training);
  const testImages = reducedImages(source, tested);
  return tested.map((test, row) => {
    const image = testImages.subarray(row * SIDE ** 2, (row + 1) * SIDE ** 2);
    return { test, nearest: training[nearestRow(image, trainingImages)]! };
  });
}

/** The images one after the other, reduced. */
function reducedImages(source: NeighborSource, indices: readonly number[]): Float32Array {
  const { size } = source;
  const reduced = new Float32Array(indices.length * SIDE ** 2);
  for (let start = 0; start < indices.length; start += CHUNK) {
    const chunk = indices.slice(start, start + CHUNK);
    const images = source.read(chunk);
    for (const row of chunk.keys()) {
      const pixels = images.subarray(row * size ** 2, (row + 1) * size ** 2);
      reduced.set(resize(imageOf(pixels, size, size), SIDE).data, (start + row) * SIDE ** 2);
    }
  }
  return reduced;
}

/** Which of the images, one after the other, differs least. */
function nearestRow(image: Float32Array, images: Float32Array): number {
  let nearest = 0;
  let least = Infinity;
  for (let start = 0; start < images.length; start += image.length) {
    let sum = 0;
    for (let at = 0; at < image.length; at++) sum += (image[at]! - images[start + at]!) ** 2;
    if (sum < least) {
      least = sum;
      nearest = start / image.length;
    }
  }
  return nearest;
}
