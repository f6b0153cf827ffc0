import type { Label, PlacedSlice } from "./split.ts";

/**
 * The indices of slices by subject, study and position: the same slices in the same order, in
 * whatever order they came.
 */
export function inPlaceOrder(slices: readonly PlacedSlice<Label>[]): number[] {
  return [...slices.keys()].sort((a, b) => byPlace(slices[a]!, slices[b]!));
}

function byPlace(a: PlacedSlice<Label>, b: PlacedSlice<Label>): number {
  if (a.subject !== b.subject) return a.subject < b.subject ? -1 : 1;
  if (a.study !== b.study) return a.study < b.study ? -1 : 1;
  return a.slice - b.slice;
}
