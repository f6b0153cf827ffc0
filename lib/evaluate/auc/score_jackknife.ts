import { effectiveSubjects } from "../../statistics/weighted_subjects.ts";
import type { Interval } from "../interval.ts";
import { areaMeanInterval, meanDesign, sideDegrees, singleArea } from "./area_mean.ts";
import type { ClusterPairs } from "./cluster_pairs.ts";

/**
 * The interval of an AUC over subjects (`score-jackknife`): all areas from which the observed one lies
 * no more than t standard errors away, the error being that of Newcombe's {@linkcode scoreInterval} at
 * the supposed area, with subjects for cases, times a factor that the jackknife over subjects finds
 * ({@linkcode designFactor}): below 1 where a subject's slices differ among themselves.
 *
 * Subjects of unequal size count as so many equal ones as have their weight (Kish). Degrees of freedom
 * are those of the subjects that drive the variance: a few positive ones, where positives are rare.
 *
 * The error is taken at the bound and not at the estimate, so the interval is honest near 1, where the
 * estimated error vanishes: a perfect score of n subjects gives the score interval, one wrong subject
 * the score interval of one fewer error. `docs/statistics.md` has its coverage by design.
 *
 * @param pairs Of at least two clusters with positives and two with negatives.
 */
export function scoreJackknifeInterval(
  pairs: ClusterPairs,
  options: { level?: number } = {},
): Interval {
  return areaMeanInterval(singleArea(pairs), options);
}

/** What the interval is made from: so many cases, and what their variance is multiplied by. */
export function aucDesign({ clusters, ...pairs }: ClusterPairs) {
  const { model: _, squares: __, ...found } = meanDesign(singleArea({ clusters, ...pairs }));
  return {
    positives: effectiveSubjects(clusters.positives),
    negatives: effectiveSubjects(clusters.negatives),
    ...found,
  };
}

/** How many subjects the AUC's variance rests on ({@linkcode carriersOf}); 0 where there is none. */
export function aucCarriers(pairs: ClusterPairs): number {
  return meanDesign(singleArea(pairs)).carriers;
}

/** Satterthwaite's, of a variance that positives and negatives add to as their numbers let expect. */
export function aucDegrees({ clusters }: Pick<ClusterPairs, "clusters">): number {
  return sideDegrees([clusters.positives, clusters.negatives]);
}
