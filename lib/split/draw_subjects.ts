import { SplitError } from "../error.ts";
import type { Random } from "../random.ts";
import { placesByKind } from "./label_kinds.ts";
import type { Label, LabeledSlice } from "./split.ts";
import { subjectLabels } from "./subject_labels.ts";

/** How many subjects to draw. */
export interface DrawOptions {
  /** Draws them: the same generator state gives the same subjects. */
  random: Random;
  /** How many. */
  subjects: number;
}

/**
 * Draws some of a cohort's subjects, those of each label in the cohort's proportion (of two labels to the
 * nearest subject; in general by Webster's method, by which none loses one where more are drawn: Balinski and
 * Young 1980, Proc Natl Acad Sci 77:1). The draw does not depend on the order of the slices, and a smaller draw is part
 * of a larger one.
 *
 * @returns Their names.
 * @throws {SplitError} The number is no whole number from 1 to that of the cohort's subjects.
 */
export function drawSubjects(
  slices: readonly LabeledSlice<Label>[],
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
  const strata = placesByKind(order.map((subject) => labels.get(subject)!), [...order.keys()])
    .toReversed();
  const drawn = strata.map(() => 0);
  for (let left = subjects; left > 0; left--) {
    // Whose due is the furthest from what it has; of equals the rarer.
    const next = strata.reduce((best, { length }, kind) => {
      const due = length * (2 * drawn[best]! + 1);
      return due > strata[best]!.length * (2 * drawn[kind]! + 1) ? kind : best;
    }, 0);
    drawn[next]!++;
  }
  return new Set(
    strata.flatMap((places, kind) => places.slice(0, drawn[kind]).map((place) => order[place]!)),
  );
}
