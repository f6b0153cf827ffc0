import type { Random } from "../../random.ts";
import type { LabeledSlice } from "../../split/split.ts";
import { subjectLabels } from "../../split/subject_labels.ts";

/**
 * Permutes the labels between subjects: whole subjects exchange labels, so that every slice of a
 * subject has one label that says nothing about its disease. A classifier that still scores above
 * chance on these labels has recognized subjects (Chaibub Neto et al. 2019, npj Digital Medicine
 * 2:99, "Detecting the impact of subject characteristics on machine learning-based diagnostic
 * applications").
 *
 * The number of positive subjects stays; the number of positive slices changes where subjects have
 * unequal numbers of slices. A subject with any positive slice counts as positive. The result does
 * not depend on the order of the slices.
 *
 * @returns One label per slice, in the same order.
 */
export function permuteLabels(slices: readonly LabeledSlice[], random: Random): (0 | 1)[] {
  const labels = subjectLabels(slices);
  const exchanged = random.shuffled(labels.values());
  const labelOf = new Map([...labels.keys()].map((subject, i) => [subject, exchanged[i]!]));
  return slices.map(({ subject }) => labelOf.get(subject)!);
}
