import { partition } from "./partition.ts";
import type { LabeledSlice, SetName, SplitOptions } from "./split.ts";

/**
 * Splits slice by slice, whoever they are from: the paper's "slices randomized". The slices of one
 * subject land on both sides of the split, which is the leak that this project measures.
 *
 * @returns One set per slice, in the same order.
 * @throws {SplitError} One label only, or too few slices for three sets.
 */
export function splitBySlice(
  slices: readonly LabeledSlice[],
  options: SplitOptions,
): SetName[] {
  return partition(slices.map(({ label }) => label), "slice", options);
}
