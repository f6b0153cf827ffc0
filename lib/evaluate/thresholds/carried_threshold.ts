import { Random } from "../../random.ts";
import { type Bounded, moverInterval } from "../../statistics/mover.ts";
import { subjectDegrees } from "../../statistics/weighted_subjects.ts";
import { rankingOf } from "../auc/auc.ts";
import { type ClusteredScores, clustersOf, informative } from "../auc/clusters.ts";
import { resample } from "../auc/resample.ts";
import { cautionFrom, cautionOf } from "../caution.ts";
import { type Interval, ONE_SUBJECT } from "../interval.ts";
import { confusion, type Rates, rates } from "./confusion.ts";
import { rateIntervals } from "./rate_intervals.ts";
import { atLeast, chooseThreshold, type Threshold, type ThresholdRule } from "./threshold.ts";

/** The rates that a threshold trades for one another. */
export type TradedRate = "recall" | "specificity";

/** A threshold chosen on the validation set, and what it gives on the test set. */
export interface CarriedThreshold {
  /** How it was chosen. */
  rule: ThresholdRule;
  /** What was chosen, with its rates on the validation set. */
  validation: Threshold;
  /** The rates on the test set. */
  test: Rates;
  /** Their intervals over the test set's subjects: of this threshold, which counts as given. */
  intervals: Record<keyof Rates, Interval>;
  /**
   * The intervals of the rule instead: with how far the threshold would lie elsewhere if other subjects
   * had been in the validation set.
   */
  ofRule: Record<TradedRate, Interval>;
}

/** So many validation sets are drawn: bounds of a threshold need no more digits. */
const REPLICATES = 400;

/**
 * Chooses a threshold on one set and judges another by it, which is how a classifier would be used:
 * the test set has no part in the choice.
 *
 * `ofRule` adds to a rate's own interval ({@linkcode rateIntervals}) how far the test set's rate moves
 * between the thresholds that bound the middle 95 % of those chosen on resamples of the validation
 * set's subjects ({@linkcode moverInterval}; `mover`). With a single validation subject that has
 * positives, or negatives, nothing is known of that (`none`).
 *
 * @throws {PredictionsError} Either set has one label only, or a score that is not finite.
 */
export function carryThreshold(
  validation: ClusteredScores,
  test: ClusteredScores,
  rule: ThresholdRule,
  { level = 0.95, random = new Random(0, "carried threshold") }: {
    level?: number;
    random?: Random;
  } = {},
): CarriedThreshold {
  const chosen = chooseThreshold(validation, rule);
  const threshold = chosen.threshold ?? Infinity;
  const given = rates(confusion(test, threshold));
  const intervals = rateIntervals(test, threshold, { level });
  const found = { rule, validation: chosen, test: given, intervals };
  const clusters = clustersOf(validation);
  const fewest = Math.min(informative(clusters.positives), informative(clusters.negatives));
  if (fewest < 2) {
    const nothing: Interval = { ci: [0, 1], unit: "subject", method: "none", reason: ONE_SUBJECT };
    return { ...found, ofRule: { recall: nothing, specificity: nothing } };
  }
  const elsewhere = resample(clusters, thresholdByWeights(validation, clusters.of, rule), {
    random,
    replicates: REPLICATES,
  });
  const degrees = Math.min(subjectDegrees(clusters.positives), subjectDegrees(clusters.negatives));
  const ofFew = cautionOf({ subjects: fewest, degrees });
  const tail = Math.floor((1 - level) / 2 * REPLICATES);
  const moved = [elsewhere[tail]!, elsewhere[REPLICATES - 1 - tail]!]
    .map((end) => rates(confusion(test, end)));
  const ofRule = (name: TradedRate): Interval => {
    const value = given[name], ends = moved.map((each) => each[name]);
    const choice: Bounded = { value, ci: [Math.min(...ends), Math.max(...ends)] };
    const own: Bounded = { value, ci: intervals[name].ci };
    const [low, high] = moverInterval((rate, at) => rate + at - value, [own, choice]);
    return {
      ci: [Math.max(0, low), Math.min(1, high)],
      unit: "subject",
      method: "mover",
      ...cautionFrom([intervals[name], ofFew]),
    };
  };
  return { ...found, ofRule: { recall: ofRule("recall"), specificity: ofRule("specificity") } };
}

/**
 * The threshold that a rule chooses, as a function of how often each subject counts; NaN if a label has
 * no weight. With every subject once it is {@linkcode chooseThreshold}'s.
 */
function thresholdByWeights(
  scored: ClusteredScores,
  subjectOf: Uint32Array,
  rule: ThresholdRule,
): (weights: Float64Array) => number {
  const { order, tieEnds } = rankingOf(scored);
  const isPositive = Uint8Array.from(order, (row) => scored.labels[row] === 1 ? 1 : 0);
  const subjects = Uint32Array.from(order, (row) => subjectOf[row]!);
  return (weights) => {
    const all = [0, 0];
    for (let at = 0; at < order.length; at++) all[isPositive[at]!]! += weights[subjects[at]!]!;
    const [negatives, positives] = all as [number, number];
    if (negatives === 0 || positives === 0) return NaN;
    let threshold = Infinity, most = 0, found = 0, wrong = 0;
    for (let group = tieEnds.length - 1; group >= 0; group--) {
      const start = group === 0 ? 0 : tieEnds[group - 1]!;
      for (let at = tieEnds[group]! - 1; at >= start; at--) {
        if (isPositive[at] === 1) found += weights[subjects[at]!]!;
        else wrong += weights[subjects[at]!]!;
      }
      const here = scored.scores[order[start]!]!;
      if (rule === "youden") {
        const gain = found * negatives - wrong * positives;
        if (gain > most) [most, threshold] = [gain, here];
      } else if ("sensitivity" in rule) {
        if (found >= atLeast(rule.sensitivity, positives)) return here;
      } else if (negatives - wrong < atLeast(rule.specificity, negatives)) return threshold;
      else threshold = here;
    }
    return threshold;
  };
}
