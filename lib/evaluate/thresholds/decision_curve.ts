import { PredictionsError } from "../../error.ts";
import { moverInterval } from "../../statistics/mover.ts";
import { type ClusteredScores, clustersOf } from "../auc/clusters.ts";
import { cautionFrom } from "../caution.ts";
import { assertLevel, type Interval } from "../interval.ts";
import { areProbabilities } from "./probabilities.ts";
import { clusteredProportion, type Proportion } from "./proportion.ts";
import { countBySubject } from "./subject_counts.ts";

/** What a classifier is worth to somebody who acts from a certain probability on. */
export interface DecisionPoint extends Interval {
  /** The probability from which one would act: so many needless acts one found disease is worth. */
  threshold: number;
  /** True positives minus false ones at these odds, per slice: at most the prevalence. */
  netBenefit: number;
  /** Of acting on all; acting on none has 0. */
  treatAll: number;
}

/**
 * The decision curve (Vickers and Elkin 2006, Med Decis Making 26:565): at a threshold t the net benefit
 * is (true positives - false positives t / (1 - t)) / slices. The band is pointwise, over subjects,
 * and made from the intervals of sensitivity, specificity and prevalence, of which it is a function
 * ({@linkcode moverInterval}; `mover`).
 *
 * @param thresholds Each between 0 and 1. Default 0.05 to 0.95 in steps of 0.05.
 * @throws {PredictionsError} Scores that are no probabilities, one label only, or no such threshold.
 */
export function decisionCurve(
  scored: ClusteredScores,
  { thresholds = STEPS, level = 0.95 }: { thresholds?: readonly number[]; level?: number } = {},
): DecisionPoint[] {
  assertLevel(level);
  if (!areProbabilities(scored.scores)) {
    throw new PredictionsError({
      expected: "probabilities between 0 and 1 for a decision curve",
      found: "other scores",
    });
  }
  const clusters = clustersOf(scored);
  const sizes = clusters.positives.map((count, subject) => count + clusters.negatives[subject]!);
  const share = (part: Float64Array, whole: Float64Array) =>
    clusteredProportion(part, whole, { level });
  const prevalence = share(clusters.positives, sizes);
  return thresholds.map((threshold): DecisionPoint => {
    if (!(threshold > 0 && threshold < 1)) {
      throw new PredictionsError({ expected: "a threshold between 0 and 1", found: threshold });
    }
    const odds = threshold / (1 - threshold);
    const benefit = (found: number, cleared: number, positive: number) =>
      positive * found - (1 - positive) * (1 - cleared) * odds;
    const { tp, tn } = countBySubject(scored, clusters, threshold);
    const parts = [share(tp, clusters.positives), share(tn, clusters.negatives), prevalence];
    const [found, cleared] = parts as [Proportion, Proportion, Proportion];
    return {
      threshold,
      netBenefit: benefit(found.value, cleared.value, prevalence.value),
      treatAll: benefit(1, 0, prevalence.value),
      ci: moverInterval(benefit, parts),
      unit: "subject",
      method: "mover",
      ...cautionFrom(parts),
    };
  });
}

const STEPS = Array.from({ length: 19 }, (_, i) => (i + 1) / 20);
