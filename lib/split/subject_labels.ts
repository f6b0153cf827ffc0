import type { LabeledSlice } from "./split.ts";

/**
 * The label of each subject, in the order of their names: positive if any of its slices is. (Where
 * the label is the study's, as in the paper, all slices of a one-study subject agree.)
 */
export function subjectLabels(slices: readonly LabeledSlice[]): Map<string, 0 | 1> {
  const labels = new Map<string, 0 | 1>();
  for (const { subject, label } of slices) {
    if (label === 1 || !labels.has(subject)) labels.set(subject, label);
  }
  return new Map([...labels].sort(([a], [b]) => a < b ? -1 : 1));
}
