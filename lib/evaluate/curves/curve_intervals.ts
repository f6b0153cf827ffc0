import { pow } from "../../elementary.ts";
import { carriersOf, designFactor, wideningOf } from "../../statistics/design_factor.ts";
import { wilsonInterval } from "../../statistics/score_interval.ts";
import { studentQuantile } from "../../statistics/student_t.ts";
import {
  effectiveSubjects,
  largestShares,
  sideDegrees,
} from "../../statistics/weighted_subjects.ts";
import { rankingOf } from "../auc/auc.ts";
import type { ClusterPairs } from "../auc/cluster_pairs.ts";
import { type ClusteredScores, informative } from "../auc/clusters.ts";
import { cautionOf, cautionOfFewerThan } from "../caution.ts";
import { type Interval, ONE_SUBJECT } from "../interval.ts";
import { alikeRows } from "./alike_rows.ts";

/** Intervals of areas under parts of the curves. */
export interface CurveIntervals {
  /** Of the area under the precision-recall curve, by steps. */
  averagePrecision: Interval;
  /** Of the standardized partial area where specificity is at least 0.9. */
  partialSpecificity: Interval;
  /** The same where sensitivity is. */
  partialSensitivity: Interval;
}

/** The rate from which on the partial areas count. */
const FROM = 0.9;
/** The standardized area of the diagonal's part, and the part of a perfect curve. */
const LEAST = (1 - FROM) ** 2 / 2, MOST = 1 - FROM;
/** With fewer effective positive subjects the interval of average precision comes with a caution. */
const LEAST_POSITIVES = 15;
/** Nor do fewer subjects in a part of the curve show how others would lie there. */
const LEAST_IN_PART = 5;

/**
 * The intervals over subjects of average precision and of the partial areas: Wilson's, with subjects for
 * cases (those with positives; of the partial areas, those of the rarer label), times the factor by which
 * a jackknife over subjects finds the variance to be another ({@linkcode designFactor};
 * `wilson-jackknife`). With so few subjects of the label whose rate is held that all of them may
 * lie outside the part, the lower bound is that of an area of 0.
 * `docs/statistics.md` has the coverage. O(subjects x slices).
 *
 * @param pairs Of the same scores.
 */
export function curveIntervals(
  scored: ClusteredScores,
  pairs: ClusterPairs,
  { level = 0.95 }: { level?: number } = {},
): CurveIntervals {
  const { clusters } = pairs;
  const fewest = Math.min(informative(clusters.positives), informative(clusters.negatives));
  if (fewest < 2) {
    const nothing: Interval = { ci: [0, 1], unit: "subject", method: "none", reason: ONE_SUBJECT };
    return {
      averagePrecision: nothing,
      partialSpecificity: nothing,
      partialSensitivity: nothing,
    };
  }
  const areasWithout = areas(scored, pairs);
  const all = areasWithout(-1);
  const without = Array.from({ length: clusters.count }, (_, subject) => areasWithout(subject));
  const sides = [clusters.positives, clusters.negatives];
  const degrees = sideDegrees(sides), shares = largestShares(sides);
  const alike = alikeRows(scored, pairs);
  const positives = effectiveSubjects(clusters.positives);
  const negatives = effectiveSubjects(clusters.negatives);
  const intervalOf = (area: keyof Areas, cases: number, holding: number): Interval => {
    const value = all[area];
    const squares = without.map((areas, subject) =>
      (areas[area] - value) ** 2 * (1 - shares[subject]!)
    );
    const design = { squares, model: value * (1 - value) / cases, degrees, fewest };
    const found = designFactor(design);
    const quantile = studentQuantile((1 + level) / 2, found.degrees);
    const [low, high] = wilsonInterval(value, cases, { quantile, factor: found.factor });
    const caution = cautionOf({
      subjects: cases,
      degrees,
      carriers: carriersOf(squares, fewest),
      widening: wideningOf(found, quantile, level),
    });
    // Slices of one subject that are alike lie in the part together, or outside of it.
    const ofFew = area === "precision"
      ? cautionOfFewerThan(LEAST_POSITIVES, cases)
      : cautionOfFewerThan(LEAST_IN_PART, (1 - FROM) * holding / alike);
    const made = { unit: "subject", method: "wilson-jackknife", ...ofFew, ...caution } as const;
    if (pow(FROM, holding) <= (1 - level) / 2) return { ci: [low, high], ...made };
    return { ci: [0, high], ...made, reason: "too few subjects to bound it from below" };
  };
  const standardized = ({ ci, ...made }: Interval): Interval => {
    const [low, high] = ci.map((share) => (1 + (share * MOST - LEAST) / (MOST - LEAST)) / 2);
    return { ci: [low!, high!], ...made };
  };
  return {
    averagePrecision: intervalOf("precision", positives, Infinity),
    partialSpecificity: standardized(
      intervalOf("specificity", Math.min(positives, negatives), negatives),
    ),
    partialSensitivity: standardized(
      intervalOf("sensitivity", Math.min(positives, negatives), positives),
    ),
  };
}

/** Average precision, and the partial areas as shares of the greatest; each in [0, 1]. */
interface Areas {
  precision: number;
  specificity: number;
  sensitivity: number;
}

/** The areas without one subject, or of all for -1, in one pass over the scores, descending. */
function areas(scored: ClusteredScores, pairs: ClusterPairs): (without: number) => Areas {
  const { clusters } = pairs;
  const { order, tieEnds } = rankingOf(scored);
  // As in the weighted AUC: subject, label and "last of its score" in one number.
  const rows = order.map((row) => clusters.of[row]! * 4 + (scored.labels[row] === 1 ? 2 : 0));
  tieEnds.forEach((_, group) => rows[group === 0 ? 0 : tieEnds[group - 1]!]! |= 1);
  rows.reverse();
  return (without) => {
    const positives = pairs.positives - (clusters.positives[without] ?? 0);
    const negatives = pairs.negatives - (clusters.negatives[without] ?? 0);
    const most = (1 - FROM) * negatives, least = FROM * positives;
    let tp = 0, fp = 0, lastTp = 0, lastFp = 0;
    let precision = 0, underSpecificity = 0, besideSensitivity = 0;
    for (let at = 0; at < rows.length; at++) {
      const row = rows[at]!;
      if (row >>> 2 !== without) {
        if (row & 2) tp++;
        else fp++;
      }
      if (!(row & 1) || (tp === lastTp && fp === lastFp)) continue;
      if (tp > lastTp) precision += (tp - lastTp) * tp / (tp + fp);
      if (fp > lastFp && lastFp < most) {
        const to = Math.min(fp, most), rise = (tp - lastTp) / (fp - lastFp);
        underSpecificity += (to - lastFp) * (lastTp + rise * (to - lastFp) / 2);
      }
      if (tp > lastTp && tp > least) {
        const from = Math.max(lastTp, least), run = (fp - lastFp) / (tp - lastTp);
        besideSensitivity += (tp - from) * (lastFp + run * ((from + tp) / 2 - lastTp));
      }
      lastTp = tp;
      lastFp = fp;
    }
    const pairsInPart = (1 - FROM) * positives * negatives;
    return {
      precision: precision / positives,
      specificity: underSpecificity / pairsInPart,
      sensitivity: 1 - besideSensitivity / pairsInPart,
    };
  };
}
