import { quantile } from "../../statistics/quantile.ts";
import { type ClusteredScores, type Clusters, clustersOf, informative } from "../auc/clusters.ts";
import { type BootstrapOptions, resample } from "../auc/resample.ts";
import type { Interval } from "../interval.ts";
import { type Rates, rates } from "./confusion.ts";
import { clusteredProportion } from "./proportion.ts";

/**
 * The intervals of all rates at a threshold, over subjects: those of shares (and of F1, which is one)
 * as {@linkcode clusteredProportion}, those of balanced accuracy and Matthews' correlation by bootstrap.
 *
 * @throws {PredictionsError} One label only, or unequal lengths.
 */
export function rateIntervals(
  scored: ClusteredScores,
  threshold: number,
  options: BootstrapOptions,
): Record<keyof Rates, Interval> {
  const clusters = clustersOf(scored);
  const { tp, fp, tn, fn } = countBySubject(scored, clusters, threshold);
  const { level = 0.95 } = options;
  const share = (successes: Float64Array, trials: Float64Array): Interval => {
    const { ci, unit, method } = clusteredProportion(successes, trials, { level });
    return { ci, unit, method };
  };
  const resampled = (name: "balancedAccuracy" | "mcc", nothing: Interval["ci"]): Interval => {
    const { positives, negatives } = clusters;
    if (informative(positives) < 2 || informative(negatives) < 2) {
      return { ci: nothing, unit: "subject", method: "none" };
    }
    const values = resample(clusters, (weights) => {
      const sum = (counts: Float64Array) =>
        counts.reduce((total, count, subject) => total + count * weights[subject]!, 0);
      if (sum(positives) === 0 || sum(negatives) === 0) return NaN;
      return rates({
        truePositive: sum(tp),
        falsePositive: sum(fp),
        trueNegative: sum(tn),
        falseNegative: sum(fn),
      })[name];
    }, options);
    const ci: Interval["ci"] = [
      quantile(values, (1 - level) / 2),
      quantile(values, (1 + level) / 2),
    ];
    return { ci, unit: "subject", method: "percentile" };
  };
  return {
    accuracy: share(plus(tp, tn), plus(clusters.positives, clusters.negatives)),
    recall: share(tp, clusters.positives),
    precision: share(tp, plus(tp, fp)),
    specificity: share(tn, clusters.negatives),
    f1: share(plus(tp, tp), plus(plus(tp, tp), plus(fp, fn))),
    balancedAccuracy: resampled("balancedAccuracy", [0, 1]),
    mcc: resampled("mcc", [-1, 1]),
  };
}

interface SubjectCounts {
  tp: Float64Array;
  fp: Float64Array;
  tn: Float64Array;
  fn: Float64Array;
}

function countBySubject(
  { scores, labels }: ClusteredScores,
  { of, count }: Clusters,
  threshold: number,
): SubjectCounts {
  const zeros = () => new Float64Array(count);
  const counts = { tp: zeros(), fp: zeros(), tn: zeros(), fn: zeros() };
  for (let row = 0; row < of.length; row++) {
    const called = scores[row]! >= threshold;
    const right = called === (labels[row] === 1);
    counts[called ? (right ? "tp" : "fp") : right ? "tn" : "fn"][of[row]!]!++;
  }
  return counts;
}

function plus(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, i) => value + b[i]!);
}
