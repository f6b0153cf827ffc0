import { SplitError } from "../error.ts";
import type { Random } from "../random.ts";
import type { LabeledSlice } from "./split.ts";
import { subjectLabels } from "./subject_labels.ts";

/** How many subjects to draw. */
export interface DrawOptions {
  /** Draws them: the same generator state gives the same subjects. */
  random: Random;
  /** How many. */
  subjects: number;
}

/**
 * Draws some of a cohort's subjects, positive and negative ones in the cohort's proportion (to the
 * nearest subject). The draw does not depend on the order of the slices, and a smaller draw is part
 * of a larger one.
 *
 * @returns Their names.
 * @throws {SplitError} The number is no whole number from 1 to that of the cohort's subjects.
 */
export function drawSubjects(
  slices: readonly LabeledSlice[],
  { random, subjects }: DrawOptions,
): Set<string> {
  const labels = subjectLabels(slices);
  if (!Number.isInteger(subjects) || subjects < 1 || subjects > labels.size) {
    throw new SplitError({
      expected: `a number of subjects from 1 to ${labels.size}, which the cohort has,`,
      found: subjects,
    });
  }
  const order = random.shuffled(labels.keys());
  const positive = order.filter((subject) => labels.get(subject) === 1);
  const negative = order.filter((subject) => labels.get(subject) === 0);
  const positives = Math.round(subjects * positive.length / labels.size);
  return new Set([
    ...positive.slice(0, positives),
    ...negative.slice(0, subjects - positives),
  ]);
}
