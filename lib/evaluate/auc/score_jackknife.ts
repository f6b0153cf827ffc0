import {
  carriersOf,
  designFactor,
  shownDegrees,
  wideningOf,
} from "../../statistics/design_factor.ts";
import { scoreInterval, scoreVariance } from "../../statistics/score_interval.ts";
import { studentQuantile } from "../../statistics/student_t.ts";
import { effectiveSubjects, subjectDegrees } from "../../statistics/weighted_subjects.ts";
import { cautionOf, cautionOfTen } from "../caution.ts";
import type { Interval } from "../interval.ts";
import { type ClusterPairs, leaveOneOut } from "./cluster_pairs.ts";
import { informative } from "./clusters.ts";

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
 * the score interval of one fewer error, and worse data no better interval. `docs/statistics.md` has its
 * coverage by design.
 *
 * @param pairs Of at least two clusters with positives and two with negatives.
 */
export function scoreJackknifeInterval(
  pairs: ClusterPairs,
  { level = 0.95 }: { level?: number } = {},
): Interval {
  const { positives, negatives, carriers, ...found } = aucDesign(pairs);
  const quantile = studentQuantile((1 + level) / 2, found.degrees);
  const ci = scoreInterval(pairs.auc, positives, negatives, { quantile, factor: found.factor });
  const caution = cautionOf({
    subjects: Math.min(positives, negatives),
    degrees: aucDegrees(pairs),
    carriers,
    widening: wideningOf(found, quantile, level),
  });
  return { ci, unit: "subject", method: "score-jackknife", ...caution };
}

/** What the interval is made from: so many cases, and what their variance is multiplied by. */
export function aucDesign(pairs: ClusterPairs) {
  const { auc, clusters } = pairs;
  const positives = effectiveSubjects(clusters.positives);
  const negatives = effectiveSubjects(clusters.negatives);
  const squares = jackknifeSquares(pairs), fewest = fewestOf(pairs);
  const found = designFactor({
    squares,
    model: scoreVariance(auc, positives, negatives),
    degrees: aucDegrees(pairs),
    fewest,
  });
  return { positives, negatives, carriers: carriersOf(squares, fewest), ...found };
}

/**
 * What each subject adds to the jackknife's variance: the square of how far the AUC moves without it,
 * minus the share that the subject has in what it is compared with, as for `CR2`
 * ({@linkcode subjectDegrees}).
 */
function jackknifeSquares(pairs: ClusterPairs): Float64Array {
  return squaresOf(pairs, leaveOneOut(pairs).map((without) => without - pairs.auc));
}

/** The same of the difference of two AUCs on the same slices. */
export function differenceSquares(first: ClusterPairs, second: ClusterPairs): Float64Array {
  const ofSecond = leaveOneOut(second), difference = first.auc - second.auc;
  const moved = leaveOneOut(first).map((without, subject) =>
    without - ofSecond[subject]! - difference
  );
  return squaresOf(first, moved);
}

/** What rounding leaves where a subject moves nothing; a single pair of a million slices moves as much. */
const STILL = 1e-12;

function squaresOf(
  { clusters, positives, negatives }: ClusterPairs,
  moved: Float64Array,
): Float64Array {
  return moved.map((by, subject) => {
    if (Math.abs(by) < STILL) return 0;
    const share = Math.max(
      clusters.positives[subject]! / positives,
      clusters.negatives[subject]! / negatives,
    );
    return by ** 2 * (1 - share);
  });
}

/**
 * Degrees of freedom of the variance of a difference: the harmonic mean of what the subjects' sizes let
 * expect ({@linkcode aucDegrees}), too careful where the classifiers differ by single slices, and of
 * what the squares show ({@linkcode shownDegrees}), too bold where they are few. It is the mean of how
 * uncertain, by either, the variance is.
 */
export function differenceDegrees(pairs: ClusterPairs, squares: Float64Array): number {
  const expected = aucDegrees(pairs);
  const shown = shownDegrees(carriersOf(squares, fewestOf(pairs)), expected);
  return 2 / (1 / expected + 1 / Math.max(1, Math.min(pairs.clusters.count - 1, shown)));
}

/** Whether a difference rests on few subjects: its test is then too careful, or says nothing. */
export function differenceCaution(pairs: ClusterPairs, squares: Float64Array) {
  const { positives, negatives } = pairs.clusters;
  const subjects = Math.min(effectiveSubjects(positives), effectiveSubjects(negatives));
  return cautionOfTen(subjects, carriersOf(squares, fewestOf(pairs)));
}

/** How many subjects the AUC's variance rests on ({@linkcode carriersOf}); 0 where there is none. */
export function aucCarriers(pairs: ClusterPairs): number {
  return carriersOf(jackknifeSquares(pairs), fewestOf(pairs));
}

function fewestOf({ clusters }: ClusterPairs): number {
  return Math.min(informative(clusters.positives), informative(clusters.negatives));
}

/** Satterthwaite's, of a variance that positives and negatives add to as their numbers let expect. */
export function aucDegrees({ clusters }: Pick<ClusterPairs, "clusters">): number {
  const ofPositives = 1 / effectiveSubjects(clusters.positives);
  const ofNegatives = 1 / effectiveSubjects(clusters.negatives);
  return (ofPositives + ofNegatives) ** 2 /
    (ofPositives ** 2 / subjectDegrees(clusters.positives) +
      ofNegatives ** 2 / subjectDegrees(clusters.negatives));
}
