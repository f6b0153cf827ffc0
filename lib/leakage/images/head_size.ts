import type { Fence } from "../../statistics/outer_fence.ts";
import { quantile } from "../../statistics/quantile.ts";
import { REDUCED_PIXELS } from "./reduced_images.ts";

/** So many calibrating slices of about one head size show how near different heads of that size come. */
const ALIKE = 250;
/** The quartiles of fewer distances say little. */
const LEAST_DISTANCES = 20;

/** The share of a reduced image that is not black: how large the head is there. */
export function headSize(reduced: ArrayLike<number>): number {
  let head = 0;
  for (let at = 0; at < reduced.length; at++) if (reduced[at]! > 0) head++;
  return head / REDUCED_PIXELS;
}

/**
 * Six times as far below the median as the lower quartile is, on the same scale: of distances that are
 * spread more widely upward. Of normal variates one in 40,000 lies below it.
 */
export const lowerFence: Fence = (lower, median) => median * (lower / median) ** 6;

/** How near slices of different subjects come, by the size of the head. */
export interface Calibration {
  /** Of each slice; see {@linkcode headSize}. */
  sizes: ArrayLike<number>;
  /** The distance of each to the nearest slice of another subject; not finite where there is none. */
  distances: ArrayLike<number>;
}

/**
 * Below which distance two slices are nearer than those of different subjects come, by the head size of
 * one of them: a fence of the distances of the 250 calibrating slices with heads nearest in size. At the
 * vertex all heads are small and alike, and at the base they are not: one fence for both calls different
 * heads near at the former and overlooks the same at the latter. Duplicates among the calibrating slices
 * do not move it as long as fewer than a quarter have one; where a quarter have, it is 0.
 *
 * @returns Null with fewer than 20 distances, or where a quarter of all is 0.
 */
export function thresholdsBySize(
  { sizes, distances }: Calibration,
  fence: Fence,
): ((size: number) => number) | null {
  const known = Array.from(distances, (distance, i) => ({ distance, size: sizes[i]! }))
    .filter(({ distance }) => Number.isFinite(distance))
    .sort((a, b) => a.size - b.size || a.distance - b.distance);
  const fenceOf = (some: typeof known): number => {
    const sorted = Float64Array.from(some, ({ distance }) => distance).sort();
    const [lower, median, upper] = [0.25, 0.5, 0.75].map((share) => quantile(sorted, share));
    return lower === 0 ? 0 : fence(lower!, median!, upper!);
  };
  if (known.length < LEAST_DISTANCES || fenceOf(known) === 0) return null;
  const ascending = known.map(({ size }) => size), fences = new Map<number, number>();
  return (size) => {
    const start = windowStart(ascending, size);
    return fences.getOrInsertComputed(start, () => fenceOf(known.slice(start, start + ALIKE)));
  };
}

/** Where the ascending sizes begin that are nearest to one. */
function windowStart(sizes: readonly number[], size: number): number {
  let start = 0;
  while (start + ALIKE < sizes.length && size - sizes[start]! > sizes[start + ALIKE]! - size) {
    start++;
  }
  return start;
}
