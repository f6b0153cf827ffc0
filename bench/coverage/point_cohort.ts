/**
 * Cohorts of points, and a classifier that is trained anew on each split of each of them: for the coverage
 * of means over seeds and over folds.
 *
 * A cohort has 52 subjects of 12 slices, 42 % of them diseased, unless told otherwise. A slice is a point
 * in six dimensions: its subject's own place (standard normal, moved by 1.2 along the first axis by the
 * disease) and noise of 0.45. The classifier weighs the training slices around a test slice, so it knows
 * subjects it has seen and, less well, the disease; a seed draws the split, the permutation of labels, and
 * half of the training slices that it learns from.
 *
 * @module
 */
import { permuteLabels } from "hemoleak/leakage/trials/permute_labels.ts";
import type { Trial } from "hemoleak/leakage/trials/trial.ts";
import type { Prediction } from "hemoleak/predictions/prediction.ts";
import { Random } from "hemoleak/random.ts";
import type { LabeledSlice, LabelKind, SetName } from "hemoleak/split/split.ts";

const DIMENSIONS = 6;

/** What a cohort is like. */
export interface PointCohortOptions {
  /** Default 52. */
  subjects?: number;
  /** Share of them that are diseased. Default 0.42. */
  prevalence?: number;
  /** Default 12. */
  slices?: () => number;
}

/** Slices, and how near each is to each other one. */
export interface PointCohort {
  rows: LabeledSlice[];
  nearness: Float32Array;
}

/** Draws a cohort. */
export function drawCohort(
  random: Random,
  { subjects = 52, prevalence = 0.42, slices = () => 12 }: PointCohortOptions = {},
): PointCohort {
  const rows: LabeledSlice[] = [], points: number[][] = [];
  for (let subject = 0; subject < subjects; subject++) {
    const label = subject < Math.round(prevalence * subjects) ? 1 : 0;
    const place = Array.from({ length: DIMENSIONS }, () => random.normal());
    place[0]! += 1.2 * label;
    for (let slice = slices(); slice > 0; slice--) {
      rows.push({ subject: `S${subject}`, label });
      points.push(place.map((value) => value + random.normal(0, 0.45)));
    }
  }
  const nearness = new Float32Array(rows.length ** 2);
  for (const [i, a] of points.entries()) {
    for (const [j, b] of points.entries()) {
      const distance = a.reduce((sum, value, axis) => sum + (value - b[axis]!) ** 2, 0);
      nearness[i * rows.length + j] = Math.exp(-distance / 1.28) + 1e-6;
    }
  }
  return { rows, nearness };
}

/** Trains on a split of a cohort, and scores its test set. */
export function runTrial<Condition extends { labels: LabelKind }>(
  { rows, nearness }: PointCohort,
  condition: Condition,
  seed: number,
  split: (slices: readonly LabeledSlice[], random: Random) => readonly (SetName | null)[],
): Trial<Condition> {
  const labels = condition.labels === "permuted"
    ? permuteLabels(rows, new Random(seed, "labels"))
    : rows.map(({ label }) => label);
  const labeled = rows.map(({ subject }, i) => ({ subject, label: labels[i]! }));
  const sets = split(labeled, new Random(seed, "split"));
  const random = new Random(seed, "learned");
  const learned = [...sets.keys()].filter((i) => sets[i] === "train" && random.bool());
  const predictions = labeled.flatMap((row, i): Prediction[] => {
    const set = sets[i] ?? null;
    if (set === null) return [];
    const named = { ...row, study: row.subject, slice: String(i), set };
    if (set !== "test") return [{ ...named, score: NaN }];
    const weights = [0, 0];
    for (const j of learned) weights[labels[j]!]! += nearness[i * rows.length + j]!;
    return [{ ...named, score: Math.log(weights[1]! / weights[0]!) }];
  });
  return { cell: { ...condition, seed }, predictions };
}
