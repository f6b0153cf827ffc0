// @ts-nocheck: AssemblyScript, compiled to WebAssembly by `deno task wasm`

/**
 * The paper's preprocessing of one slice: background, window, filter, normalization, resizing. What
 * the stages are is defined by the plain TypeScript of the folder above, whose results these are to the
 * bit; how they come about is written for speed, with vectors of 128 bits.
 *
 * The host calls {@link reserve}, writes the slice and the resampling where it is told, and calls
 * the stages in order.
 *
 * @module
 */

import { prepareBits, reserveBits } from "./bits";
import { reserveDiffusion } from "./diffusion";
import { reserveErosion } from "./erosion";
import { head, maskHead, reserveHead } from "./head";
import { normalizeImage } from "./normalize";
import { pixels, reservePixels } from "./pixels";
import {
  blackenGrayLevels,
  firsts,
  grayLevels,
  reserveResize,
  resizeImage,
  weights,
  weightStarts,
} from "./resize";
import { reserveRuns } from "./runs";
import { grow, setSize, words } from "./slice";
import { reserveSpans } from "./spans";
import { reserveImage, windowHead } from "./window";

export { diffuseExponentially, diffuseRationally } from "./diffusion";

/**
 * Lays out the memory for slices of a size, and grows it to that.
 *
 * @param weightCount Weights of the resampling.
 * @returns False where the system has not as much memory.
 */
export function reserve(rows: i32, columns: i32, size: i32, weightCount: i32): bool {
  setSize(rows, columns);
  reservePixels();
  reserveBits();
  reserveErosion();
  reserveRuns();
  reserveHead();
  reserveSpans();
  reserveImage();
  reserveDiffusion();
  reserveResize(size, weightCount);
  if (!grow()) return false;
  prepareBits();
  return true;
}

/** Where the slice in HU is written: 16-bit integers or 32-bit floats, rows without gaps. */
export function pixelsAt(): usize {
  return pixels;
}

/** Where the resampling's first pixels are written: 32-bit integers. */
export function firstsAt(): usize {
  return firsts;
}

/** Where the starts of the resampling's weights are written: 32-bit integers. */
export function weightStartsAt(): usize {
  return weightStarts;
}

/** Where the resampling's weights are written: 32-bit floats. */
export function weightsAt(): usize {
  return weights;
}

/** Where the head's mask is: a bit a pixel, the lowest leftmost, {@link bytesOfMaskRow} a row. */
export function headAt(): usize {
  return head;
}

/** Bytes of a row of the head's mask. */
export function bytesOfMaskRow(): i32 {
  return words << 3;
}

/** Where the gray levels are: one byte a pixel. */
export function grayLevelsAt(): usize {
  return grayLevels;
}

/**
 * Finds the head; false where there is none.
 *
 * @param integers Whether the slice is of 16-bit integers.
 * @param above Tissue is above as many HU; for integers at least -32768.
 */
export function findHead(
  integers: bool,
  above: f32,
  reach: i32,
  leastThickness: f64,
  leastLength: f64,
): bool {
  return integers
    ? maskHead<i16>(above, reach, leastThickness, leastLength)
    : maskHead<f32>(above, reach, leastThickness, leastLength);
}

/** Keeps the densities of the head from `low` to `low + width` HU, as an image on [0, 1]. */
export function applyWindow(integers: bool, low: f32, width: f32, iterations: i32): void {
  if (integers) windowHead<i16>(low, width, iterations);
  else windowHead<f32>(low, width, iterations);
}

/** Makes gray levels of the image, normalized by its own range if `bySlice`. */
export function resize(bySlice: bool): void {
  if (bySlice && !normalizeImage()) blackenGrayLevels();
  else resizeImage();
}
