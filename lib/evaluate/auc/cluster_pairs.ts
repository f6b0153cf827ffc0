import { rankingOf } from "./auc.ts";
import { type ClusteredScores, type Clusters, clustersOf } from "./clusters.ts";

/**
 * Who beats whom, summed over each cluster: all that the clustered variance and the jackknife need to
 * know of the scores. A pair of a positive and a negative counts 2 when the positive scores higher and
 * 1 when they tie, so that every sum is a whole number and exact.
 */
export interface ClusterPairs {
  clusters: Clusters;
  auc: number;
  /** Positive and negative rows, of all clusters. */
  positives: number;
  negatives: number;
  /** Twice the pairs that are in the right order. */
  won: number;
  /** The same, of the pairs with each cluster's positives. */
  wonByPositives: Float64Array;
  /** The same, of the pairs with each cluster's negatives. */
  wonOverNegatives: Float64Array;
  /** The same, of the pairs inside each cluster. */
  wonWithin: Float64Array;
  /** The rows by ascending score. */
  ranked: RankedRows;
}

/** Rows by ascending score, for areas in which subjects weigh more or less. */
export interface RankedRows {
  /** The number of each row's cluster. */
  subjects: Uint32Array;
  /** How much each row counts: above 0 a positive, below 0 a negative one. */
  weights: Float64Array;
  /** Where each group of equal scores ends (exclusive). */
  tieEnds: Uint32Array;
}

/**
 * Counts the pairs in one pass over the sorted scores, O(n log n).
 *
 * @param weights Of each row, where not all count as one; a pair then counts the product of its rows'.
 * @throws {PredictionsError} One label only, a score that is not finite, or unequal lengths.
 */
export function clusterPairs(
  scored: ClusteredScores,
  unweighted: Clusters = clustersOf(scored),
  weights?: Float64Array,
): ClusterPairs {
  const { labels } = scored;
  const { order, tieEnds } = rankingOf(scored);
  const clusters = weights === undefined ? unweighted : weighed(unweighted, labels, weights);
  const weightOf = (row: number) => weights === undefined ? 1 : weights[row]!;
  const positives = clusters.positives.reduce((sum, count) => sum + count, 0);
  const negatives = clusters.negatives.reduce((sum, count) => sum + count, 0);
  const wonByPositives = new Float64Array(clusters.count);
  const wonOverNegatives = new Float64Array(clusters.count);
  let positivesBelow = 0, negativesBelow = 0, won = 0, start = 0;
  for (const end of tieEnds) {
    let positive = 0, negative = 0;
    for (let at = start; at < end; at++) {
      const row = order[at]!;
      if (labels[row] === 1) positive += weightOf(row);
      else negative += weightOf(row);
    }
    const beaten = 2 * negativesBelow + negative;
    const beatenBy = 2 * (positives - positivesBelow) - positive;
    for (let at = start; at < end; at++) {
      const row = order[at]!, cluster = clusters.of[row]!;
      if (labels[row] === 1) {
        wonByPositives[cluster]! += beaten * weightOf(row);
      } else {
        wonOverNegatives[cluster]! += beatenBy * weightOf(row);
      }
    }
    won += positive * beaten;
    positivesBelow += positive;
    negativesBelow += negative;
    start = end;
  }
  // Weights are no whole numbers, and their rounding must not lead beyond 1.
  const auc = Math.min(1, won / (2 * positives * negatives));
  return {
    clusters,
    auc,
    positives,
    negatives,
    won,
    wonByPositives,
    wonOverNegatives,
    wonWithin: wonInside(clusters, labels, order, tieEnds, weightOf),
    ranked: {
      subjects: Uint32Array.from(order, (row) => clusters.of[row]!),
      weights: Float64Array.from(
        order,
        (row) => labels[row] === 1 ? weightOf(row) : -weightOf(row),
      ),
      tieEnds,
    },
  };
}

/** The same subjects, with the weights of their rows in place of their numbers. */
function weighed(clusters: Clusters, labels: ArrayLike<number>, weights: Float64Array): Clusters {
  const positives = new Float64Array(clusters.count);
  const negatives = new Float64Array(clusters.count);
  for (const [row, subject] of clusters.of.entries()) {
    (labels[row] === 1 ? positives : negatives)[subject]! += weights[row]!;
  }
  return { ...clusters, positives, negatives };
}

/** Twice the pairs in the right order inside each cluster. */
function wonInside(
  clusters: Clusters,
  labels: ArrayLike<number>,
  order: Uint32Array,
  tieEnds: Uint32Array,
  weightOf: (row: number) => number,
): Float64Array {
  const won = new Float64Array(clusters.count);
  // Of each cluster: its negatives below the score that it was last seen at, and its rows there.
  const negativesBelow = new Float64Array(clusters.count);
  const tiedPositives = new Float64Array(clusters.count);
  const tiedNegatives = new Float64Array(clusters.count);
  const seenAt = new Int32Array(clusters.count).fill(-1);
  let start = 0;
  for (const [group, end] of tieEnds.entries()) {
    for (let at = start; at < end; at++) {
      const row = order[at]!, cluster = clusters.of[row]!;
      if (seenAt[cluster] !== group) {
        negativesBelow[cluster]! += tiedNegatives[cluster]!;
        tiedPositives[cluster] = tiedNegatives[cluster] = 0;
        seenAt[cluster] = group;
      }
      if (labels[row] === 1) {
        won[cluster]! += (2 * negativesBelow[cluster]! + tiedNegatives[cluster]!) * weightOf(row);
        tiedPositives[cluster]! += weightOf(row);
      } else {
        won[cluster]! += tiedPositives[cluster]! * weightOf(row);
        tiedNegatives[cluster]! += weightOf(row);
      }
    }
    start = end;
  }
  return won;
}

/**
 * The AUC without each cluster in turn, in closed form and exact; NaN where that leaves one label.
 */
export function leaveOneOut(pairs: ClusterPairs): Float64Array {
  const { clusters, positives, negatives, won } = pairs;
  return Float64Array.from({ length: clusters.count }, (_, cluster) => {
    const lost = pairs.wonByPositives[cluster]! + pairs.wonOverNegatives[cluster]! -
      pairs.wonWithin[cluster]!;
    const left = (positives - clusters.positives[cluster]!) *
      (negatives - clusters.negatives[cluster]!);
    return (won - lost) / (2 * left);
  });
}
