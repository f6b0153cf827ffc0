import type { Proportion } from "../../evaluate/thresholds/proportion.ts";
import type { PredictionTable } from "../../predictions/prediction_table.ts";
import type { SetName } from "../../split/split.ts";
import { outerFence } from "../../statistics/outer_fence.ts";
import { thresholdsBySize } from "./head_size.ts";
import { type Neighbors, type TestNeighbors, testShare } from "./neighbors_of_test_slices.ts";
import { type SlicePair, slicePair } from "./slice_pair.ts";

/** Slices of two sets whose images are equal, byte for byte. */
export interface ExactDuplicates {
  /** The earlier one first. */
  sets: [SetName, SetName];
  /** How many: each slice of the one with each equal slice of the other. */
  pairs: number;
  /** Those of the pairs that are of one subject. */
  sameSubjectPairs: number;
  /** Slices of the second set that have an equal one in the first. */
  slices: number;
  /** Those that have one of another subject. */
  otherSubjectSlices: number;
  /** The first ones, those of different subjects before the others. */
  examples: SlicePair[];
}

/** Rows of predictions with a hash of each one's image. */
export interface HashedRows {
  rows: number[];
  hashes: string[];
}

/** So many pairs are named. */
const EXAMPLES = 5;

/** Finds the images of one set that another has as well. */
export function exactDuplicates(
  table: PredictionTable,
  sets: [SetName, SetName],
  first: HashedRows,
  second: HashedRows,
): ExactDuplicates {
  const found = { sets, pairs: 0, sameSubjectPairs: 0, slices: 0, otherSubjectSlices: 0 };
  const examples: SlicePair[] = [], examplesOfOne: SlicePair[] = [];
  const rowsOf = Map.groupBy(first.rows.keys(), (i) => first.hashes[i]!);
  for (const [i, row] of second.rows.entries()) {
    const equal = rowsOf.get(second.hashes[i]!)?.map((at) => first.rows[at]!) ?? [];
    if (equal.length === 0) continue;
    const others = equal.filter((each) => table.subjectOf[each] !== table.subjectOf[row]);
    found.pairs += equal.length;
    found.sameSubjectPairs += equal.length - others.length;
    found.slices++;
    if (others.length > 0) found.otherSubjectSlices++;
    const kept = others.length > 0 ? examples : examplesOfOne;
    if (kept.length < EXAMPLES) kept.push(slicePair(table, others[0] ?? equal[0]!, row, 0));
  }
  return { ...found, examples: [...examples, ...examplesOfOne].slice(0, EXAMPLES) };
}

/** Test slices that come nearer to a training slice than slices of different subjects do. */
export interface NearDuplicates {
  /**
   * A pair is one if its distance is below a threshold that depends on the size of the head
   * ({@linkcode thresholdsBySize}): the least and the greatest of those of the test slices.
   */
  thresholds: [least: number, greatest: number];
  /** Test slices with a near duplicate in the training set, exact ones included. */
  slices: number;
  /** As a share of the test slices; its interval is over subjects. */
  share: Proportion;
  /** Those that have a near duplicate of another subject: one person under two names? */
  otherSubjectSlices: number;
  /** Pairs of subjects with such slices, the nearest first: each is to be looked at. */
  suspects: SuspectedPair[];
  /** The nearest ones, those of different subjects before the others. */
  examples: SlicePair[];
}

/** Two subjects whose slices are nearer than those of different people usually are: one under two names? */
export interface SuspectedPair {
  /** In the training and in the test set. */
  subjects: [train: string, test: string];
  /** Test slices of the second that are near a training slice of the first. */
  slices: number;
  /** All test slices of the second that have an image. */
  of: number;
  /** The least distance of theirs. */
  distance: number;
}

/**
 * Finds the test slices that are nearly a training slice.
 *
 * What counts as nearly the same follows from the cohort: from the distance of training slices to the
 * nearest slice of *another* training subject, which is as near as different heads come in a training
 * set of this size, whoever is tested: a test set of known people under other names does not move it. A
 * near duplicate is nearer than the lower outer fence of these distances among heads of its size
 * ({@linkcode thresholdsBySize}, {@linkcode outerFence}). Where the training set has too few subjects, the
 * distances of test slices to those of others show it.
 *
 * @returns Null with fewer than 20 such distances, or where a quarter of them is 0.
 */
export function nearDuplicates(
  neighbors: TestNeighbors,
  { level = 0.95 }: { level?: number } = {},
): NearDuplicates | null {
  const { any, ofOthers } = neighbors;
  const thresholds = nearThresholds(neighbors);
  if (thresholds === null) return null;
  const isNear = (distance: number, i: number) => distance < thresholds[i]!;
  const nearest = (found: Neighbors) => nearestPairs(neighbors, found, isNear);
  return {
    thresholds: [
      thresholds.reduce((a, b) => Math.min(a, b)),
      thresholds.reduce((a, b) => Math.max(a, b)),
    ],
    slices: any.distances.filter(isNear).length,
    share: testShare(neighbors, (i) => isNear(any.distances[i]!, i), level),
    otherSubjectSlices: ofOthers.distances.filter(isNear).length,
    suspects: suspectedPairs(neighbors, nearest(ofOthers)),
    examples: [...nearest(ofOthers), ...nearest(any).filter(({ sameSubject }) => sameSubject)]
      .slice(0, EXAMPLES),
  };
}

/** Below which distance each test slice is near; null where nothing shows what is. */
export function nearThresholds(
  { sizes, amongTraining, ofOthers }: TestNeighbors,
): Float64Array | null {
  const thresholdOf = thresholdsBySize(amongTraining, outerFence) ??
    thresholdsBySize({ sizes, distances: ofOthers.distances }, outerFence);
  return thresholdOf && sizes.map(thresholdOf);
}

/** The subjects of pairs that come the nearest first. */
export function suspectedPairs(
  { table, rows }: TestNeighbors,
  pairs: readonly SlicePair[],
): SuspectedPair[] {
  const found = new Map<string, SuspectedPair>();
  const all = Map.groupBy(rows, (row) => table.subjects[table.subjectOf[row]!]!);
  for (const { slices: [{ subject: train }, { subject: test }], distance } of pairs) {
    const key = JSON.stringify([train, test]);
    const of = all.get(test)!.length;
    const pair: SuspectedPair = { subjects: [train, test], slices: 0, of, distance };
    found.getOrInsert(key, pair).slices++;
  }
  return [...found.values()];
}

/** The pairs that are near, the nearest first; of those as near the first. */
function nearestPairs(
  { table, rows }: TestNeighbors,
  found: Neighbors,
  isNear: (distance: number, i: number) => boolean,
): SlicePair[] {
  const { distances } = found;
  return [...rows.keys()]
    .filter((i) => isNear(distances[i]!, i))
    .sort((a, b) => distances[a]! - distances[b]! || a - b)
    .map((i) => slicePair(table, found.rows[i]!, rows[i]!, distances[i]!));
}
