import { quantile } from "./quantile.ts";

/** The quartiles of fewer numbers say little. */
const LEAST = 20;

/** What lies far below most numbers, by their quartiles. */
export type Fence = (lower: number, median: number, upper: number) => number;

/**
 * The lower outer fence of positive numbers by their quartiles: three interquartile ranges below the lower
 * one (Tukey 1977, Exploratory Data Analysis, chapter 2), on a logarithmic scale. Of normal variates one in
 * 850,000 lies below it.
 */
export const outerFence: Fence = (lower, _, upper) => {
  const ratio = lower / upper;
  return lower * (ratio * ratio * ratio);
};

/**
 * Below this nothing is expected of positive numbers that are spread as most of these are; see
 * {@linkcode outerFence}.
 *
 * @returns Null with fewer than 20 numbers, or where a quarter of them is 0.
 */
export function lowerOuterFence(values: Float64Array): number | null {
  const sorted = values.toSorted();
  const lower = quantile(sorted, 0.25), upper = quantile(sorted, 0.75);
  if (sorted.length < LEAST || lower === 0) return null;
  return outerFence(lower, quantile(sorted, 0.5), upper);
}
