import { evenlySpaced } from "../../cohort/evenly_spaced.ts";
import { lowerOuterFence } from "../../statistics/outer_fence.ts";
import { areAlike } from "../audit/doubts.ts";

/** Slices, and of each the nearest one of another person. */
export interface NearestOfOthers {
  /** The subject of each slice. */
  subjects: readonly number[];
  /** The subject of the nearest one; -1 where there is none. */
  others: ArrayLike<number>;
  /** How far away it is; Infinity where there is none. */
  distances: Float64Array;
}

/**
 * Pairs of subjects of whom at least two slices, and half of those compared, are nearer to the other's than
 * different people's slices usually are: below the lower outer fence of all distances to the nearest slice
 * of another person, as the audit's near duplicates are.
 *
 * @returns Null with fewer than 20 distances, or where a quarter of them is 0: nothing is usual then.
 */
export function likePairs(
  { subjects, others, distances }: NearestOfOthers,
): [number, number][] | null {
  const fence = lowerOuterFence(distances.filter(Number.isFinite));
  if (fence === null) return null;
  const of = new Map<number, number>();
  const near = new Map<string, { pair: [number, number]; slices: number }>();
  for (const [i, subject] of subjects.entries()) {
    of.set(subject, (of.get(subject) ?? 0) + 1);
    if (!(distances[i]! < fence)) continue;
    const pair: [number, number] = [subject, others[i]!];
    near.getOrInsert(pair.join(" "), { pair, slices: 0 }).slices++;
  }
  return [...near.values()]
    .filter(({ pair: [subject], slices }) => areAlike({ slices, of: of.get(subject)! }))
    .map(({ pair }) => pair);
}

/** So many slices are compared at most: each with every one of other people. */
export const MOST_COMPARED = 20_000;

/** Of each subject as many slices as another, evenly spaced, all of those that have few. */
export function comparedRows(subjectOf: ArrayLike<number>, rows: Iterable<number>): number[] {
  const ofSubject = [...Map.groupBy(rows, (row) => subjectOf[row]!).values()];
  const total = ofSubject.reduce((sum, { length }) => sum + length, 0);
  if (total <= MOST_COMPARED) return ofSubject.flat().sort((a, b) => a - b);
  // One slice alone is never alike.
  const each = Math.max(2, Math.floor(MOST_COMPARED / ofSubject.length));
  return ofSubject.flatMap((of) => evenlySpaced(of, each)).sort((a, b) => a - b);
}
