import { splitBySlice } from "./by_slice.ts";
import { splitBySubject } from "./by_subject.ts";
import type { LabeledSlice, SetName, SplitOptions, SplitUnit } from "./split.ts";

/**
 * Splits by the unit that is named: {@linkcode splitBySlice} or {@linkcode splitBySubject}.
 *
 * @returns One set per slice, in the same order.
 * @throws {SplitError} One label only, or too few units for three sets.
 */
export function splitBy(
  unit: SplitUnit,
  slices: readonly LabeledSlice[],
  options: SplitOptions,
): SetName[] {
  return unit === "slice" ? splitBySlice(slices, options) : splitBySubject(slices, options);
}
