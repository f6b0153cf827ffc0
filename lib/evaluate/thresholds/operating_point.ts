import { pow } from "../../elementary.ts";
import { moverInterval } from "../../statistics/mover.ts";
import { effectiveSubjects } from "../../statistics/weighted_subjects.ts";
import { rankingOf } from "../auc/auc.ts";
import { type ClusteredScores, type Clusters, clustersOf, informative } from "../auc/clusters.ts";
import { assertLevel, type Interval, ONE_SUBJECT } from "../interval.ts";
import { clusteredProportion, type Proportion } from "./proportion.ts";
import { chooseThreshold, type Threshold } from "./threshold.ts";

/** One of the two rates at a fixed value of the other, with its interval over subjects. */
export interface OperatingPoint extends Interval, Threshold {}

/**
 * The sensitivity at a fixed specificity, or the reverse, with its interval over subjects. Rates are
 * those of thresholds that exist: no value between two points of the ROC curve.
 *
 * The interval is that of the rate that is not fixed, in which the threshold is chance, too: where the
 * fixed rate's own interval ends ({@linkcode clusteredProportion}) lie the thresholds that might have
 * been chosen (Woodruff 1952, J Am Stat Assoc 47:635), and how far they move the other rate is added to
 * that rate's own interval at the chosen threshold ({@linkcode moverInterval}; `mover`). With so few
 * subjects of the fixed rate's label that all of them may lie on one side of the true threshold (fewer
 * than 36 for a rate of 0.9 and 95 %), nothing shows how far beyond the threshold is, and the lower bound
 * is 0. With a single
 * subject that has positives, or negatives, it is [0, 1] (`none`).
 *
 * @throws {PredictionsError} One label only, a score that is not finite, a rate outside [0, 1], or no
 * level between 0 and 1.
 */
export function operatingPoint(
  scored: ClusteredScores,
  fixed: { specificity: number } | { sensitivity: number },
  { level = 0.95 }: { level?: number } = {},
): OperatingPoint {
  assertLevel(level);
  const clusters = clustersOf(scored);
  const ranked = { ...scored, ranking: rankingOf(scored) };
  const chosen = chooseThreshold(ranked, fixed);
  if (informative(clusters.positives) < 2 || informative(clusters.negatives) < 2) {
    return { ...chosen, ci: [0, 1], unit: "subject", method: "none", reason: ONE_SUBJECT };
  }
  const cut = chosen.threshold ?? Infinity;
  const found = rateOf(ranked, clusters, cut, 1, level);
  const cleared = rateOf(ranked, clusters, cut, 0, level);
  const bySpecificity = "specificity" in fixed;
  const [free, held] = bySpecificity ? [found, cleared] : [cleared, found];
  // Of the other rate, by the value of the held one.
  const along = (value: number) =>
    value === held.value
      ? free.value
      : bySpecificity
      ? chooseThreshold(ranked, { specificity: value }).sensitivity
      : chooseThreshold(ranked, { sensitivity: value }).specificity;
  const [low, high] = moverInterval((rate, at) => rate + along(at) - free.value, [free, held]);
  const wanted = bySpecificity ? fixed.specificity : fixed.sensitivity;
  const subjects = effectiveSubjects(bySpecificity ? clusters.negatives : clusters.positives);
  const bounded = pow(wanted, subjects) <= (1 - level) / 2;
  const ci: Interval["ci"] = [bounded ? Math.max(0, low) : 0, Math.min(1, high)];
  const made = { ...chosen, ci, unit: "subject", method: "mover" } as const;
  if (bounded) return made;
  const label = bySpecificity ? "negatives" : "positives";
  return { ...made, reason: `too few subjects with ${label} to bound it from below` };
}

/** The share of one label's slices that a threshold puts on the right side. */
function rateOf(
  { scores, labels }: ClusteredScores,
  { of, positives, negatives }: Clusters,
  threshold: number,
  label: 0 | 1,
  level: number,
): Proportion {
  const right = new Float64Array(positives.length);
  for (let row = 0; row < of.length; row++) {
    const isPositive = labels[row] === 1;
    if (isPositive !== (label === 1)) continue;
    if ((scores[row]! >= threshold) === isPositive) right[of[row]!]!++;
  }
  return clusteredProportion(right, label === 1 ? positives : negatives, { level });
}
