import { waldInterval } from "../../statistics/wald_interval.ts";
import { assertLevel, type Interval, ONE_SUBJECT } from "../interval.ts";
import type { Scored } from "./auc.ts";
import { type ClusterPairs, clusterPairs } from "./cluster_pairs.ts";
import { type ClusteredScores, informative } from "./clusters.ts";
import {
  areaMeanInterval,
  differenceCaution,
  differenceDegrees,
  differenceSquares,
  singleArea,
} from "./area_mean.ts";
import {
  assertPaired,
  type PairedTest,
  pairedTest,
  rankAlike,
  varianceOfDifference,
} from "./paired_difference.ts";

/** An AUC with its variance over subjects, whose slices may be as alike as they like. */
export interface ClusteredAuc extends Interval {
  /** In [0, 1]; 0.5 is chance. */
  auc: number;
  /** Obuchowski's; null with fewer than two subjects that have positives, or that have negatives. */
  variance: number | null;
  /** The article's interval, `auc` -+ z times the standard error, cut at 0 and 1. */
  wald: Interval;
}

/** How wide the interval shall be. */
export interface ClusteredOptions {
  /** Coverage of the interval. Default 0.95. */
  level?: number;
}

/**
 * The AUC's variance for slices that are clustered in subjects: Obuchowski (1997, Biometrics 53:567).
 * It asks how far the area would come out with other subjects, not with other slices. With a single
 * slice a subject it is DeLong's.
 *
 * The interval is not made from it: with 20 subjects `auc` -+ z standard errors misses the truth two to
 * four times as often as it should (`docs/statistics.md`), since the error is smallest just where the
 * area came out too high. It is {@linkcode empiricalInterval}, by the empirical score; `wald` is the
 * article's. Where fewer than two subjects have positives, or negatives, nothing is known of how such
 * subjects differ, and both are [0, 1].
 *
 * @throws {PredictionsError} One label only, a score that is not finite, or unequal lengths.
 *
 * @example
 * ```ts
 * import { clusteredAuc } from "hemoleak";
 *
 * const { variance } = clusteredAuc({
 *   scores: [1, 2, 3, 4],
 *   labels: [0, 1, 0, 1],
 *   subjects: ["A", "B", "C", "D"],
 * });
 * console.assert(variance === 0.125);
 * ```
 */
export function clusteredAuc(
  scored: ClusteredScores,
  options: ClusteredOptions = {},
): ClusteredAuc {
  return clusteredAucOf(clusterPairs(scored), options);
}

/** The same from pairs that are counted already. */
export function clusteredAucOf(
  pairs: ClusterPairs,
  { level = 0.95 }: ClusteredOptions = {},
): ClusteredAuc {
  assertLevel(level);
  const { auc } = pairs;
  const unit = "subject";
  const covariance = clusteredCovariance(pairs, pairs);
  if (covariance === null) {
    const nothing: Interval = { ci: [0, 1], unit, method: "none", reason: ONE_SUBJECT };
    return { auc, variance: null, ...nothing, wald: nothing };
  }
  // Few subjects with opposed errors can make the estimate negative: no variance is.
  const variance = Math.max(0, covariance);
  return {
    auc,
    variance,
    ...areaMeanInterval(singleArea(pairs), { level }),
    wald: { ci: waldInterval(auc, variance, { level }), unit, method: "wald" },
  };
}

/**
 * Whether two classifiers differ in AUC, judged on the same slices, over subjects. `variance` is
 * Obuchowski's, for two correlated areas from clustered data. Test and interval are made from the
 * jackknife's, which does not come out too small where few subjects have positives or a few large ones
 * rule, and Student's t ({@linkcode differenceDegrees}; `jackknife-t`). `docs/statistics.md` has how
 * often it errs, by design.
 *
 * @param scored The scores of the first classifier, the labels and the subjects.
 * @param other The scores of the second, in the same order.
 * @throws {PredictionsError} As {@linkcode clusteredAuc}; or other labels than the first's.
 */
export function clusteredTest(
  scored: ClusteredScores,
  other: Scored,
  { level = 0.95 }: ClusteredOptions = {},
): PairedTest {
  assertPaired(scored, other);
  const first = clusterPairs(scored);
  const second = clusterPairs({ ...other, subjects: scored.subjects }, first.clusters);
  const found = { first: first.auc, second: second.auc, unit: "subject", level } as const;
  const alike = rankAlike(scored, other);
  const ofFirst = clusteredCovariance(first, first);
  if (ofFirst === null) return pairedTest({ ...found, variance: null, alike });
  const mean = singleArea(first);
  const squares = differenceSquares(mean, singleArea(second));
  return pairedTest({
    ...found,
    variance: varianceOfDifference(
      ofFirst,
      clusteredCovariance(second, second)!,
      clusteredCovariance(first, second)!,
    ),
    tested: squares.reduce((sum, square) => sum + square, 0),
    degrees: differenceDegrees(mean, squares),
    alike,
    ...differenceCaution(mean, squares),
  });
}

/**
 * The covariance of two areas, S10/M + S01/N + (S11 + S11')/(MN), with the article's sums of squares
 * and products of the clusters' placements V10(Xi.) and V01(Yi.) about what the areas lead to expect.
 * Null where fewer than two clusters inform one of the sums.
 */
function clusteredCovariance(a: ClusterPairs, b: ClusterPairs): number | null {
  const { clusters, positives: m, negatives: n } = a;
  const i10 = informative(clusters.positives), i01 = informative(clusters.negatives);
  if (i10 < 2 || i01 < 2) return null;
  const aX = deviations(a.wonByPositives, n, clusters.positives, a.auc);
  const aY = deviations(a.wonOverNegatives, m, clusters.negatives, a.auc);
  const bX = deviations(b.wonByPositives, n, clusters.positives, b.auc);
  const bY = deviations(b.wonOverNegatives, m, clusters.negatives, b.auc);
  const s10 = i10 / (i10 - 1) / m * product(aX, bX);
  const s01 = i01 / (i01 - 1) / n * product(aY, bY);
  const s11 = clusters.count / (clusters.count - 1) * (product(aX, bY) + product(aY, bX));
  return s10 / m + s01 / n + s11 / (m * n);
}

/** V10(Xi.) - mi AUC of each cluster, or V01(Yi.) - ni AUC. */
function deviations(
  twiceWon: Float64Array,
  others: number,
  counts: Float64Array,
  auc: number,
): Float64Array {
  return twiceWon.map((won, cluster) => won / (2 * others) - counts[cluster]! * auc);
}

function product(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}
