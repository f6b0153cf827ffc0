import { labelKinds } from "./label_kinds.ts";
import type { Label, LabeledSlice } from "./split.ts";

/**
 * The label of each subject, in the order of their names: positive if any of its slices is; of several
 * classes, the rarest that any of its slices is of. (Where the label is the study's, as in the paper, all
 * slices of a one-study subject agree.)
 */
export function subjectLabels<Of extends Label>(
  slices: readonly LabeledSlice<Of>[],
): Map<string, Of> {
  const kinds = labelKinds(slices.map(({ label }) => label));
  const rank = new Map(kinds.map((kind, place) => [kind, place]));
  const labels = new Map<string, Of>();
  for (const { subject, label } of slices) {
    const known = labels.get(subject);
    if (known === undefined || rank.get(label)! > rank.get(known)!) labels.set(subject, label);
  }
  return new Map([...labels].sort(([a], [b]) => a < b ? -1 : 1));
}
