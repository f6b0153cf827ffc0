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
}

/**
 * Counts the pairs in one pass over the sorted scores, O(n log n).
 *
 * @throws {PredictionsError} One label only, a score that is not finite, or unequal lengths.
 */
export function clusterPairs(
  scored: ClusteredScores,
  clusters: Clusters = clustersOf(scored),
): ClusterPairs {
  const { labels } = scored;
  const { order, tieEnds } = rankingOf(scored);
  const positives = clusters.positives.reduce((sum, count) => sum + count, 0);
  const negatives = labels.length - positives;
  const wonByPositives = new Float64Array(clusters.count);
  const wonOverNegatives = new Float64Array(clusters.count);
  let positivesBelow = 0, negativesBelow = 0, won = 0, start = 0;
  for (const end of tieEnds) {
    let positive = 0;
    for (let at = start; at < end; at++) positive += labels[order[at]!] === 1 ? 1 : 0;
    const negative = end - start - positive;
    const beaten = 2 * negativesBelow + negative;
    const beatenBy = 2 * (positives - positivesBelow) - positive;
    for (let at = start; at < end; at++) {
      const row = order[at]!, cluster = clusters.of[row]!;
      if (labels[row] === 1) wonByPositives[cluster]! += beaten;
      else wonOverNegatives[cluster]! += beatenBy;
    }
    won += positive * beaten;
    positivesBelow += positive;
    negativesBelow += negative;
    start = end;
  }
  return {
    clusters,
    auc: won / (2 * positives * negatives),
    positives,
    negatives,
    won,
    wonByPositives,
    wonOverNegatives,
    wonWithin: wonInside(clusters, labels, order, tieEnds),
  };
}

/** Twice the pairs in the right order inside each cluster. */
function wonInside(
  clusters: Clusters,
  labels: ArrayLike<number>,
  order: Uint32Array,
  tieEnds: Uint32Array,
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
        won[cluster]! += 2 * negativesBelow[cluster]! + tiedNegatives[cluster]!;
        tiedPositives[cluster]!++;
      } else {
        won[cluster]! += tiedPositives[cluster]!;
        tiedNegatives[cluster]!++;
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
