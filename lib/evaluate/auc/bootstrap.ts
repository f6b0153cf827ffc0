import { bcaInterval } from "../../statistics/bca.ts";
import { quantile } from "../../statistics/quantile.ts";
import { type Interval, ONE_SUBJECT } from "../interval.ts";
import { areaMeanInterval, meanDesign, singleArea } from "./area_mean.ts";
import { rankingOf } from "./auc.ts";
import { type ClusterPairs, clusterPairs, leaveOneOut } from "./cluster_pairs.ts";
import { type ClusteredScores, clustersOf, informative } from "./clusters.ts";
import { assertOptions, type BootstrapOptions, resample } from "./resample.ts";
import { weightedAuc } from "./weighted_auc.ts";

/** An interval of the AUC by bootstrap, and how it was made: between percentiles of the resamples. */
export interface BootstrapInterval extends Interval {
  /** Whole subjects are drawn. */
  unit: "subject";
  /** How many resamples it is made from. */
  replicates: number;
  /** Whether subjects with and without positive slices were drawn apart. */
  stratified: boolean;
  /** The bias-corrected and accelerated interval of the same resamples. */
  bca: Interval;
}

/**
 * The interval of the AUC by bootstrap over subjects: whole subjects are drawn with replacement, so
 * that the likeness of one subject's slices does not pass for evidence (Efron and Tibshirani 1993, An
 * Introduction to the Bootstrap, chapters 8, 13 and 14; Field and Welsh 2007, J R Stat Soc B 69:369).
 *
 * With a single subject that has positive slices, or a single one that has negative slices, nothing
 * is known of how such subjects differ: the interval is then [0, 1] rather than a falsely narrow one
 * (`none`). Where all errors are those of about one subject, or there are none, resamples say only how often
 * that subject is drawn: both intervals are then {@linkcode clusteredAuc}'s (`empirical-score`, no
 * `replicates`), which is the better one for few subjects anyhow. Bounds between two replicates are
 * interpolated linearly. The order of the rows does not matter.
 *
 * @throws {PredictionsError} One label only, a score that is not finite, unequal lengths.
 */
export function bootstrapAuc(
  scored: ClusteredScores,
  options: BootstrapOptions,
): BootstrapInterval {
  const clusters = clustersOf(scored);
  const ranked = { ...scored, ranking: rankingOf(scored) };
  return bootstrapPairs(ranked, clusterPairs(ranked, clusters), options);
}

/** The same with pairs that are counted already. */
export function bootstrapPairs(
  scored: ClusteredScores,
  pairs: ClusterPairs,
  options: BootstrapOptions,
): BootstrapInterval {
  assertOptions(options);
  const { replicates = 2000, level = 0.95, stratify = false } = options;
  const { clusters, auc } = pairs;
  const how = { replicates, stratified: stratify, unit: "subject" } as const;
  if (informative(clusters.positives) < 2 || informative(clusters.negatives) < 2) {
    const nothing: Interval = { ci: [0, 1], unit: "subject", method: "none", reason: ONE_SUBJECT };
    return { ...nothing, ...how, bca: nothing };
  }
  if (meanDesign(singleArea(pairs)).carriers < 2) {
    const reason = "too few subjects with errors to draw from: no bootstrap";
    const score = { ...areaMeanInterval(singleArea(pairs), { level }), reason };
    return { ...score, ...how, replicates: 0, bca: score };
  }
  const values = resample(clusters, weightedAuc(scored, clusters.of), options);
  const jackknife = leaveOneOut(pairs);
  const bca = bcaInterval({ estimate: auc, replicates: values, jackknife }, { level });
  return {
    ci: [quantile(values, (1 - level) / 2), quantile(values, (1 + level) / 2)],
    ...how,
    method: "percentile",
    bca: { ci: bca, unit: "subject", method: "bca" },
  };
}
