import { designFactor } from "../../statistics/design_factor.ts";
import { scoreInterval } from "../../statistics/score_interval.ts";
import { firstOrderQuantile } from "../../statistics/student_t.ts";
import { effectiveSubjects, sideDegrees } from "../../statistics/weighted_subjects.ts";
import { withUnseen } from "../empirical_interval.ts";
import { meanDesign, singleArea } from "./area_mean.ts";
import type { ClusterPairs } from "./cluster_pairs.ts";
import { informative } from "./clusters.ts";

/** How many subjects an interval takes that is so narrow. */
export interface PlannedPrecision {
  /** Half of the interval's width. */
  halfWidth: number;
  /** With the same prevalence, stacks and AUC as at hand; null where these are not known. */
  subjects: number | null;
}

/**
 * How many subjects like those at hand a test set must have for the interval of its AUC to be no wider:
 * {@linkcode scoreInterval} with so many times the subjects, the design factor as found here and known
 * then, and what is added for few subjects ({@linkcode empiricalInterval}). What is found in few subjects is
 * itself uncertain; plan with the AUC that would be least welcome.
 *
 * @param halfWidths Each above 0.
 */
export function plannedPrecision(
  pairs: ClusterPairs,
  halfWidths: readonly number[],
  { level = 0.95 }: { level?: number } = {},
): PlannedPrecision[] {
  const { clusters, auc } = pairs;
  if (informative(clusters.positives) < 2 || informative(clusters.negatives) < 2) {
    return halfWidths.map((halfWidth) => ({ halfWidth, subjects: null }));
  }
  const positives = effectiveSubjects(clusters.positives);
  const negatives = effectiveSubjects(clusters.negatives);
  const degrees = sideDegrees([clusters.positives, clusters.negatives]);
  const { model, squares } = meanDesign(singleArea(pairs));
  const { factor } = designFactor({
    squares,
    model: model(auc),
    degrees,
    fewest: Math.min(informative(clusters.positives), informative(clusters.negatives)),
  });
  const halfWidthOf = (subjects: number) => {
    const times = subjects / clusters.count;
    const quantile = firstOrderQuantile((1 + level) / 2, times * degrees);
    const [low, high] = withUnseen(
      scoreInterval(auc, times * positives, times * negatives, { quantile, factor }),
      times * Math.min(positives, negatives),
    );
    return (high - low) / 2;
  };
  return halfWidths.map((halfWidth) => {
    let few = 1, enough = 2;
    while (halfWidthOf(enough) > halfWidth) [few, enough] = [enough, 2 * enough];
    while (enough - few > 1) {
      const middle = Math.floor((few + enough) / 2);
      if (halfWidthOf(middle) > halfWidth) few = middle;
      else enough = middle;
    }
    return { halfWidth, subjects: enough };
  });
}
