import { moverInterval } from "../../statistics/mover.ts";
import { effectiveSubjects } from "../../statistics/weighted_subjects.ts";
import { type ClusteredScores, type Clusters, clustersOf, informative } from "../auc/clusters.ts";
import { cautionFrom, cautionOf } from "../caution.ts";
import { type Interval, ONE_SUBJECT } from "../interval.ts";
import { type Rates, rates } from "./confusion.ts";
import { clusteredProportion, type Proportion } from "./proportion.ts";

/**
 * The intervals of all rates at a threshold, over subjects: those of shares (and of F1, which is one)
 * as {@linkcode clusteredProportion}; those of balanced accuracy and Matthews' correlation from the
 * intervals of recall, specificity and, for the latter, prevalence ({@linkcode moverInterval}), which
 * have a width where nothing is wrong, as a bootstrap's have not. With a single subject that has
 * positives, or negatives, nothing is known of these two (`none`).
 *
 * @throws {PredictionsError} One label only, or unequal lengths.
 */
export function rateIntervals(
  scored: ClusteredScores,
  threshold: number,
  options: { level?: number } = {},
): Record<keyof Rates, Interval> {
  const clusters = clustersOf(scored);
  const { positives, negatives } = clusters;
  const { tp, fp, tn, fn } = countBySubject(scored, clusters, threshold);
  const all = plus(positives, negatives);
  const share = (successes: Float64Array, trials: Float64Array) =>
    clusteredProportion(successes, trials, options);
  const recall = share(tp, positives), specificity = share(tn, negatives);
  const unknown = informative(positives) < 2 || informative(negatives) < 2;
  const combined = (ci: Interval["ci"], range: Interval["ci"]): Interval =>
    unknown ? { ci: range, unit: "subject", method: "none", reason: ONE_SUBJECT } : {
      ci: [Math.max(range[0], ci[0]), Math.min(range[1], ci[1])],
      unit: "subject",
      method: "mover",
      ...cautionFrom([recall, specificity]),
    };
  // How many are called, and rightly, turns on the positive ones, however many subjects there are.
  const ofFew = cautionOf(effectiveSubjects(positives), Infinity);
  const ofCalls = (rate: Proportion): Interval => ({ ...ofFew, ...intervalOf(rate) });
  return {
    accuracy: intervalOf(share(plus(tp, tn), all)),
    recall: intervalOf(recall),
    precision: ofCalls(share(tp, plus(tp, fp))),
    specificity: intervalOf(specificity),
    f1: ofCalls(share(plus(tp, tp), plus(plus(tp, tp), plus(fp, fn)))),
    balancedAccuracy: combined(
      moverInterval((found, cleared) => (found + cleared) / 2, [recall, specificity]),
      [0, 1],
    ),
    mcc: combined(moverInterval(mccOf, [recall, specificity, share(positives, all)]), [-1, 1]),
  };
}

/** Matthews' correlation by the rates and the prevalence. */
function mccOf(recall: number, specificity: number, prevalence: number): number {
  return rates({
    truePositive: prevalence * recall,
    falseNegative: prevalence * (1 - recall),
    trueNegative: (1 - prevalence) * specificity,
    falsePositive: (1 - prevalence) * (1 - specificity),
  }).mcc;
}

function intervalOf({ value: _, variance: __, ...interval }: Proportion): Interval {
  return interval;
}

/** Right and wrong calls of each subject. */
export interface SubjectCounts {
  tp: Float64Array;
  fp: Float64Array;
  tn: Float64Array;
  fn: Float64Array;
}

/** Counts each subject's right and wrong calls at a threshold. */
export function countBySubject(
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
