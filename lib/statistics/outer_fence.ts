import { quantile } from "./quantile.ts";

/** The quartiles of fewer numbers say little. */
const LEAST = 20;

/**
 * Below this nothing is expected of positive numbers that are spread as most of these are: three
 * interquartile ranges below the lower quartile (Tukey 1977, Exploratory Data Analysis, chapter 2), on a
 * logarithmic scale.
 *
 * @returns Null with fewer than 20 numbers, or where a quarter of them is 0.
 */
export function lowerOuterFence(values: Float64Array): number | null {
  const sorted = values.toSorted();
  const lower = quantile(sorted, 0.25), upper = quantile(sorted, 0.75);
  if (sorted.length < LEAST || lower === 0) return null;
  const ratio = lower / upper;
  return lower * ratio * ratio * ratio;
}
