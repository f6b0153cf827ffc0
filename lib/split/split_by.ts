import { splitBySlice } from "./by_slice.ts";
import { splitBySubject } from "./by_subject.ts";
import { checkOptions, oneOf } from "../options.ts";
import { SPLIT_UNITS } from "./split.ts";
import type { Label, LabeledSlice, SetName, SplitOptions, SplitUnit } from "./split.ts";

/**
 * Splits by the unit that is named: {@linkcode splitBySlice} or {@linkcode splitBySubject}.
 *
 * @returns One set per slice, in the same order.
 * @throws {OptionsError} There is no such unit.
 * @throws {SplitError} One label only, or too few units for three sets.
 */
export function splitBy(
  unit: SplitUnit,
  slices: readonly LabeledSlice<Label>[],
  options: SplitOptions,
): SetName[] {
  checkOptions("splitBy", { unit }, { unit: oneOf(SPLIT_UNITS) });
  return unit === "slice" ? splitBySlice(slices, options) : splitBySubject(slices, options);
}
