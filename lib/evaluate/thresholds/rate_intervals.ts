import { moverInterval } from "../../statistics/mover.ts";
import { type ClusteredScores, clustersOf, informative } from "../auc/clusters.ts";
import { cautionFrom } from "../caution.ts";
import { type Interval, ONE_SUBJECT } from "../interval.ts";
import { type Rates, rates } from "./confusion.ts";
import { callShare } from "./call_share.ts";
import { clusteredProportion, type Proportion } from "./proportion.ts";
import { countBySubject } from "./subject_counts.ts";

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
  const counts = countBySubject(scored, clusters, threshold), { tp, tn } = counts;
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
  return {
    accuracy: intervalOf(share(plus(tp, tn), all)),
    recall: intervalOf(recall),
    precision: intervalOf(callShare(counts, "precision", options)),
    specificity: intervalOf(specificity),
    f1: intervalOf(callShare(counts, "f1", options)),
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

function plus(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, i) => value + b[i]!);
}
