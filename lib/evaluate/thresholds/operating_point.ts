import { quantile } from "../../statistics/quantile.ts";
import { rankingOf } from "../auc/auc.ts";
import { type ClusteredScores, type Clusters, clustersOf, informative } from "../auc/clusters.ts";
import { type BootstrapOptions, resample } from "../auc/resample.ts";
import type { Interval } from "../interval.ts";
import { atLeast, chooseThreshold, type Threshold } from "./threshold.ts";

/** One of the two rates at a fixed value of the other, with its interval over subjects. */
export interface OperatingPoint extends Interval, Threshold {}

/**
 * The sensitivity at a fixed specificity, or the reverse, with its interval by bootstrap over subjects
 * (Platt, Hanley and Yang 2000, Stat Med 19:313). The threshold is found anew in each resample, since
 * it is as much chance as the rate. Rates are those of thresholds that exist: no value between two
 * points of the ROC curve. The interval is that of the rate that is not fixed; with a single subject
 * that has positives, or negatives, it is [0, 1].
 *
 * @throws {PredictionsError} One label only, a score that is not finite, or a rate outside [0, 1].
 */
export function operatingPoint(
  scored: ClusteredScores,
  fixed: { specificity: number } | { sensitivity: number },
  options: BootstrapOptions,
): OperatingPoint {
  const clusters = clustersOf(scored);
  const chosen = chooseThreshold(scored, fixed);
  if (informative(clusters.positives) < 2 || informative(clusters.negatives) < 2) {
    return { ...chosen, ci: [0, 1], unit: "subject", method: "none" };
  }
  const { level = 0.95 } = options;
  const values = resample(clusters, weightedRate(scored, clusters, fixed), options);
  const ci: [number, number] = [
    quantile(values, (1 - level) / 2),
    quantile(values, (1 + level) / 2),
  ];
  return { ...chosen, ci, unit: "subject", method: "percentile" };
}

/** The rate that is not fixed, as a function of the subjects' weights; NaN if a label has none. */
function weightedRate(
  scored: ClusteredScores,
  clusters: Clusters,
  fixed: { specificity: number } | { sensitivity: number },
): (weights: Float64Array) => number {
  const { order, tieEnds } = rankingOf(scored);
  // As in the weighted AUC, but from the highest score down: subject, label and "last of its score".
  const rows = order.map((row) => clusters.of[row]! * 4 + (scored.labels[row] === 1 ? 2 : 0));
  tieEnds.forEach((_, group) => rows[group === 0 ? 0 : tieEnds[group - 1]!]! |= 1);
  rows.reverse();
  const total = (counts: Float64Array, weights: Float64Array) =>
    counts.reduce((sum, count, subject) => sum + count * weights[subject]!, 0);
  return (weights) => {
    const positives = total(clusters.positives, weights);
    const negatives = total(clusters.negatives, weights);
    if (positives === 0 || negatives === 0) return NaN;
    return "specificity" in fixed
      ? sensitivityAt(rows, weights, negatives - atLeast(fixed.specificity, negatives)) / positives
      : 1 - wrongAt(rows, weights, atLeast(fixed.sensitivity, positives)) / negatives;
  };
}

/** The weight of positives found before more than the allowed weight of negatives is called. */
function sensitivityAt(rows: Uint32Array, weights: Float64Array, allowed: number): number {
  let found = 0, all = 0, positives = 0;
  for (let at = 0; at < rows.length && all - positives <= allowed; at++) {
    const row = rows[at]!, weight = weights[row >>> 2]!;
    all += weight;
    positives += weight * ((row >>> 1) & 1);
    if (row & 1 && all - positives <= allowed) found = positives;
  }
  return found;
}

/** The weight of negatives called by the time that the wanted weight of positives is found. */
function wrongAt(rows: Uint32Array, weights: Float64Array, wanted: number): number {
  let all = 0, positives = 0;
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at]!, weight = weights[row >>> 2]!;
    all += weight;
    positives += weight * ((row >>> 1) & 1);
    if (row & 1 && positives >= wanted) break;
  }
  return all - positives;
}
