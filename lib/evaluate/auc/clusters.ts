import { PredictionsError } from "../../error.ts";
import { assertBothLabels, type Scored } from "./auc.ts";

/** Scores with labels and the subject that each is from. */
export interface ClusteredScores extends Scored {
  /** The name or number of each score's subject. */
  subjects: ArrayLike<string | number>;
}

/** Rows grouped by subject. */
export interface Clusters {
  /** The number of each row's subject, from 0, in the order of the subjects' names. */
  of: Uint32Array;
  count: number;
  /** Each subject's positive rows. */
  positives: Float64Array;
  /** Each subject's negative rows. */
  negatives: Float64Array;
}

/**
 * Numbers the subjects by the order of their names, so that no result depends on the order of rows.
 *
 * @throws {PredictionsError} One label only, or unequal lengths.
 */
export function clustersOf(scored: ClusteredScores): Clusters {
  assertBothLabels(scored);
  const { subjects, labels } = scored;
  if (subjects.length !== labels.length) {
    throw new PredictionsError({
      expected: "one subject per score",
      found: `${subjects.length} subjects for ${labels.length} scores`,
    });
  }
  const numbers = new Map<string | number, number>();
  for (let row = 0; row < subjects.length; row++) numbers.set(subjects[row]!, 0);
  const names = [...numbers.keys()].sort(byValue);
  names.forEach((name, number) => numbers.set(name, number));
  const of = new Uint32Array(subjects.length);
  const positives = new Float64Array(names.length);
  const negatives = new Float64Array(names.length);
  for (let row = 0; row < of.length; row++) {
    const subject = of[row] = numbers.get(subjects[row]!)!;
    (labels[row] === 1 ? positives : negatives)[subject]!++;
  }
  return { of, count: names.length, positives, negatives };
}

/** How many of the counts, one per subject, are not zero. */
export function informative(counts: Float64Array): number {
  return counts.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0);
}

function byValue(a: string | number, b: string | number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
