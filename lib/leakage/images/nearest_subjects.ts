import { type ClusteredAuc, clusteredAuc } from "../../evaluate/auc/obuchowski.ts";
import { takeRows } from "../../evaluate/judged_rows.ts";
import type { Proportion } from "../../evaluate/thresholds/proportion.ts";
import { quantile } from "../../statistics/quantile.ts";
import { nearestIsSame, type TestNeighbors, testShare } from "./neighbors_of_test_slices.ts";

/** Whose the training slice is that is nearest to a test slice. */
export interface NearestSubjects {
  /** The share of test slices whose nearest training slice is of the same subject. */
  sameSubject: Proportion;
  /** What that share would be if the nearest were any training slice. */
  chance: number;
  /** Quartiles of the distance to the nearest training slice. */
  quartiles: [lower: number, median: number, upper: number];
}

/** Test slices that are about as far from the training set. */
export interface DistanceBin {
  /** Distance to the nearest training slice: above `from` (in the first bin from it on) up to `to`. */
  from: number;
  /** Root mean squared difference of gray levels, 0 to 255. */
  to: number;
  /** How many test slices. */
  slices: number;
  /** How many subjects they are of. */
  subjects: number;
  /** How many of the slices are positive. */
  positives: number;
  /** Whose nearest training slice is of the same subject. */
  sameSubjectSlices: number;
  /** Of the scores that were given; null where all slices have one label. */
  auc: ClusteredAuc | null;
}

/** Whose the nearest slices are, against chance: how many of the training slices are the subject's. */
export function nearestSubjects(
  neighbors: TestNeighbors,
  { level = 0.95 }: { level?: number } = {},
): NearestSubjects {
  const { table, rows, trainingRows, any } = neighbors;
  const trained = new Float64Array(table.subjects.length);
  for (const row of trainingRows) trained[table.subjectOf[row]!]!++;
  const own = rows.reduce((sum, row) => sum + trained[table.subjectOf[row]!]!, 0);
  const sorted = any.distances.toSorted();
  return {
    sameSubject: testShare(neighbors, (i) => nearestIsSame(neighbors, i), level),
    chance: own / (rows.length * trainingRows.length),
    quartiles: [quantile(sorted, 0.25), quantile(sorted, 0.5), quantile(sorted, 0.75)],
  };
}

/**
 * The AUC of the given scores in quarters of the test slices by their distance to the training set,
 * the nearest first. A score that falls with distance may come from recognition; but slices that are
 * far from all others may be harder for other reasons too.
 *
 * Slices as far as each other are in one bin, so bins may be unequal, and fewer than four.
 */
export function binsByDistance(
  neighbors: TestNeighbors,
  { level = 0.95 }: { level?: number } = {},
): DistanceBin[] {
  const { distances } = neighbors.any;
  const sorted = distances.toSorted();
  const edges = [0, 0.25, 0.5, 0.75, 1].map((probability) => quantile(sorted, probability));
  return edges.slice(1).flatMap((to, bin) => {
    const from = edges[bin]!;
    const members = [...distances.keys()].filter((i) => {
      const distance = distances[i]!;
      return distance <= to && (distance > from || (bin === 0 && distance === from));
    });
    return members.length === 0 ? [] : [{ from, to, ...judgedBin(neighbors, members, level) }];
  });
}

function judgedBin(
  neighbors: TestNeighbors,
  members: readonly number[],
  level: number,
): Omit<DistanceBin, "from" | "to"> {
  const { table, rows } = neighbors;
  const scored = takeRows(table, Uint32Array.from(members, (i) => rows[i]!));
  const positives = scored.labels.reduce((sum, label) => sum + label, 0);
  const hasBothLabels = positives > 0 && positives < members.length;
  return {
    slices: members.length,
    subjects: new Set(scored.subjects).size,
    positives,
    sameSubjectSlices: members.filter((i) => nearestIsSame(neighbors, i)).length,
    auc: hasBothLabels ? clusteredAuc(scored, { level }) : null,
  };
}
