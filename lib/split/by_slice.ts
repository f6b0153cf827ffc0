import { partition } from "./partition.ts";
import type { Label, LabeledSlice, SetName, SplitOptions } from "./split.ts";

/**
 * Splits slice by slice, whoever they are from: the paper's "slices randomized". The slices of one
 * subject land on both sides of the split, which is the leak that this project measures.
 *
 * @returns One set per slice, in the same order.
 * @throws {SplitError} One label only, or too few slices for three sets.
 *
 * @example
 * ```ts
 * import { Random, splitBySlice } from "hemoleak";
 *
 * const slices = Array.from({ length: 60 }, (_, i) => ({
 *   subject: `S${i % 12}`,
 *   label: i % 2 as 0 | 1,
 * }));
 * const sets = splitBySlice(slices, { random: new Random(7, "split") });
 * const tested = new Set(slices.filter((_, i) => sets[i] === "test").map(({ subject }) => subject));
 * const trained = slices.filter(({ subject }, i) => sets[i] === "train" && tested.has(subject));
 * console.assert(trained.length > 0); // The leak.
 * ```
 */
export function splitBySlice(
  slices: readonly LabeledSlice<Label>[],
  options: SplitOptions,
): SetName[] {
  return partition(slices.map(({ label }) => label), "slice", options);
}
