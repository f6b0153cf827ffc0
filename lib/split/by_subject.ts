import { partition } from "./partition.ts";
import {
  assertSubjectsApart,
  type Label,
  type LabeledSlice,
  type SetName,
  type SplitOptions,
} from "./split.ts";
import { subjectLabels } from "./subject_labels.ts";

/**
 * Splits by whole subjects: the paper's "subject randomized". Shares are shares of the subjects, not
 * of the slices; a subject with any positive slice counts as positive. The split does not depend on
 * the order of the slices.
 *
 * @returns One set per slice, in the same order; no subject is in two sets.
 * @throws {SplitError} One label only, or too few subjects for three sets.
 *
 * @example
 * ```ts
 * import { Random, splitBySubject } from "hemoleak";
 *
 * const slices = Array.from({ length: 60 }, (_, i) => ({
 *   subject: `S${i % 12}`,
 *   label: i % 2 as 0 | 1,
 * }));
 * const sets = splitBySubject(slices, { random: new Random(7, "split") });
 * console.assert(sets[0] === sets[12] && sets[0] === sets[24]);
 * ```
 */
export function splitBySubject(
  slices: readonly LabeledSlice<Label>[],
  options: SplitOptions,
): SetName[] {
  const labels = subjectLabels(slices);
  const dealt = partition([...labels.values()], "subject", options);
  const setOf = new Map([...labels.keys()].map((subject, i) => [subject, dealt[i]!]));
  const sets = slices.map(({ subject }) => setOf.get(subject)!);
  assertSubjectsApart(slices, sets);
  return sets;
}
