import { imageOf } from "../../preprocess/chain/image.ts";
import { resize } from "../../preprocess/chain/resize.ts";

/** Coarse, so that a cohort is compared within minutes, and noise averages out. */
const SIDE = 32;
/** Pixels of a reduced image. */
export const REDUCED_PIXELS = SIDE ** 2;

/**
 * Reduces gray images to 32 x 32 pixels by averaging, in whole gray levels.
 *
 * @param images `[count, size, size]`, levels 0 to 255.
 * @param size Side of the images in pixels.
 * @returns `[count, 32, 32]`, levels 0 to 255.
 */
export function reducedImages(images: Uint8Array, size: number): Uint8Array {
  const count = images.length / size ** 2;
  const reduced = new Uint8Array(count * REDUCED_PIXELS);
  for (let i = 0; i < count; i++) {
    const pixels = images.subarray(i * size ** 2, (i + 1) * size ** 2);
    const small = resize(imageOf(pixels, size, size), SIDE).data;
    for (let at = 0; at < REDUCED_PIXELS; at++) {
      reduced[i * REDUCED_PIXELS + at] = Math.round(small[at]!);
    }
  }
  return reduced;
}

/** Whether a reduced image is a single gray. */
export function isBlank(reduced: Uint8Array): boolean {
  return reduced.every((level) => level === reduced[0]);
}
