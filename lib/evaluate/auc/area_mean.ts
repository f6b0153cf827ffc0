import { carriersOf, shownDegrees } from "../../statistics/design_factor.ts";
import type { Reweighted } from "../../statistics/empirical_score.ts";
import { scoreVariance } from "../../statistics/score_interval.ts";
import {
  effectiveSubjects,
  largestShares,
  sideDegrees,
} from "../../statistics/weighted_subjects.ts";
import { cautionOf, cautionOfFewerThan } from "../caution.ts";
import type { Interval } from "../interval.ts";
import { empiricalInterval, timesAsWide } from "../empirical_interval.ts";
import { type ClusterPairs, leaveOneOut } from "./cluster_pairs.ts";
import { informative } from "./clusters.ts";
import { reweightedArea } from "./reweighted_area.ts";

/**
 * Areas of the same slices, of which the mean is judged over subjects: a single one, or that of each of
 * several classes against the rest.
 */
export interface AreaMean {
  /** Each with the same subjects. */
  areas: readonly ClusterPairs[];
  /** How many slices of each label, or of each class, each subject has. */
  sides: readonly Float64Array[];
}

/** One area by itself. */
export function singleArea(pairs: ClusterPairs): AreaMean {
  return { areas: [pairs], sides: [pairs.clusters.positives, pairs.clusters.negatives] };
}

/** The areas of all classes of which there are slices, each against the rest. */
export function classAreas(areas: readonly ClusterPairs[]): AreaMean {
  return { areas, sides: areas.map(({ clusters }) => clusters.positives) };
}

/** The mean itself. */
export function areaMean({ areas }: AreaMean): number {
  return areas.reduce((sum, { auc }) => sum + auc, 0) / areas.length;
}

/** The mean without each subject in turn; NaN where that leaves a class, or a label, without slices. */
function withoutEach({ areas }: AreaMean): Float64Array {
  const each = areas.map(leaveOneOut);
  return each[0]!.map((_, subject) =>
    each.reduce((sum, without) => sum + without[subject]!, 0) / areas.length
  );
}

/** The subjects of the side that has fewest. */
export function fewestSubjects({ sides }: AreaMean): number {
  return Math.min(...sides.map(informative));
}

/** What tells how uncertain a mean area is. */
export interface MeanDesign {
  /** The variance that the mean would have at an area, if each subject were a single case. */
  model(theta: number): number;
  /** What each subject adds to the jackknife's variance. */
  squares: Float64Array;
  /** How many subjects make the errors. */
  carriers: number;
}

/**
 * The jackknife's variance of a mean area, by subject, and what it would be if each subject were a single case.
 * Of several areas that is the variance of a mean of areas that go together perfectly, since they are of the
 * same slices: of two classes whose scores add up to 1 it is that of the one area that there is, of more it
 * is on the safe side.
 */
export function meanDesign(mean: AreaMean): MeanDesign {
  const theta = areaMean(mean);
  const cases = mean.areas.map(({ clusters: { positives, negatives } }) =>
    [effectiveSubjects(positives), effectiveSubjects(negatives)] as const
  );
  const model = (area: number) =>
    squareOfMeanRoot(
      cases.map(([positives, negatives]) => scoreVariance(area, positives, negatives)),
    );
  const squares = squaresOf(mean, withoutEach(mean).map((without) => without - theta));
  return { model, squares, carriers: carriersOf(squares, fewestSubjects(mean)) };
}

/** The square of the mean of the roots, which of a single variance is the variance to the last bit. */
function squareOfMeanRoot(variances: readonly number[]): number {
  const [first, ...others] = variances;
  if (others.length === 0) return first!;
  const root = variances.reduce((sum, each) => sum + Math.sqrt(each), 0) / variances.length;
  return root ** 2;
}

/**
 * The interval of a mean area over subjects ({@linkcode empiricalInterval}).
 *
 * @param mean With at least two subjects on each side.
 */
export function areaMeanInterval(
  mean: AreaMean,
  { level = 0.95 }: { level?: number } = {},
): Interval {
  const { model, carriers, squares } = meanDesign(mean), { sides } = mean;
  const ci = empiricalInterval(reweightedMean(mean), { sides, model }, level);
  const seen = squares.reduce((sum, square) => sum + square, 0);
  const constant = mean.areas.every(({ ranked }) => ranked.tieEnds.length === 1);
  const caution = constant ? { caution: "all scores are alike" } : cautionOf({
    subjects: fewestEffective(mean),
    degrees: sideDegrees(sides),
    carriers,
    widening: timesAsWide(ci, seen, level),
  });
  return { ci, unit: "subject", method: "empirical-score", ...caution };
}

/** The mean as a function of how much each subject weighs. */
function reweightedMean({ areas }: AreaMean): Reweighted {
  const each = areas.map(reweightedArea), [first] = each;
  if (areas.length === 1) return first!;
  const part = new Float64Array(areas[0]!.clusters.count);
  return (weights, moves) => {
    moves.fill(0);
    let sum = 0;
    for (const area of each) {
      sum += area(weights, part);
      for (let i = 0; i < part.length; i++) moves[i]! += part[i]! / areas.length;
    }
    return sum / areas.length;
  };
}

function fewestEffective({ sides }: AreaMean): number {
  return Math.min(...sides.map(effectiveSubjects));
}

/** What rounding leaves where a subject moves nothing; a single pair of a million slices moves as much. */
const STILL = 1e-12;

/**
 * What each subject adds to the variance: the square of how far the mean moves without it, minus the share
 * that the subject has in what it is compared with, as for `CR2` ({@linkcode subjectDegrees}).
 */
function squaresOf({ sides }: AreaMean, moved: Float64Array): Float64Array {
  const shares = largestShares(sides);
  return moved.map((by, subject) => Math.abs(by) < STILL ? 0 : by ** 2 * (1 - shares[subject]!));
}

/** The same of the difference of two means on the same slices. */
export function differenceSquares(first: AreaMean, second: AreaMean): Float64Array {
  const ofSecond = withoutEach(second), difference = areaMean(first) - areaMean(second);
  const moved = withoutEach(first).map((without, subject) =>
    without - ofSecond[subject]! - difference
  );
  return squaresOf(first, moved);
}

/**
 * Degrees of freedom of the variance of a difference: the harmonic mean of what the subjects' sizes let
 * expect ({@linkcode sideDegrees}), too careful where the classifiers differ by single slices, and of
 * what the squares show ({@linkcode shownDegrees}), too bold where they are few. It is the mean of how
 * uncertain, by either, the variance is.
 */
export function differenceDegrees(mean: AreaMean, squares: Float64Array): number {
  const expected = sideDegrees(mean.sides), subjects = mean.areas[0]!.clusters.count;
  const shown = shownDegrees(carriersOf(squares, fewestSubjects(mean)), expected);
  return 2 / (1 / expected + 1 / Math.max(1, Math.min(subjects - 1, shown)));
}

/** A test comes with a caution if fewer effective subjects of a label are tested, or make the difference. */
const LEAST_COMPARED = 10;

/** Whether a difference rests on few subjects: its test is then too careful, or says nothing. */
export function differenceCaution(mean: AreaMean, squares: Float64Array) {
  return cautionOfFewerThan(
    LEAST_COMPARED,
    fewestEffective(mean),
    carriersOf(squares, fewestSubjects(mean)),
  );
}
