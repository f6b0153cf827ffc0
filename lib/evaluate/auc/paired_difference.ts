import { PredictionsError } from "../../error.ts";
import { normalTwoSided } from "../../statistics/normal.ts";
import { studentTwoSided } from "../../statistics/student_t.ts";
import { waldInterval } from "../../statistics/wald_interval.ts";
import { assertLevel, type Interval, type Unit } from "../interval.ts";
import { rankingOf, type Scored } from "./auc.ts";

/** Two correlated AUCs compared. The interval is that of the difference, in [-1, 1]. */
export interface PairedTest extends Interval {
  /** Of both classifiers, in [0, 1]. */
  aucs: [first: number, second: number];
  /** The first AUC minus the second. */
  difference: number;
  /** Variance of the difference, by the article's formula; null where it cannot be known. */
  variance: number | null;
  /** The difference by its standard error; null where it cannot be determined. */
  statistic: number | null;
  /** Student's degrees of freedom; null where the statistic counts as normal, or there is none. */
  degrees: number | null;
  /** Two-sided, the one that belongs to the interval; null where it cannot be determined. */
  p: number | null;
}

/** The parts that a test of two correlated AUCs is made from. */
export interface PairedParts {
  first: number;
  second: number;
  /** By the article's formula; null where it cannot be known. */
  variance: number | null;
  /** The variance that is tested by, where it is another. Default the article's. */
  tested?: number;
  /** Degrees of freedom of the latter, for few clusters. */
  degrees?: number;
  /** Whether the two rank all predictions alike, so that no sample could distinguish them. */
  alike: boolean;
  unit: Unit;
  level?: number;
  /** What to mind of few subjects; see {@linkcode Interval.caution}. */
  caution?: string;
}

/**
 * The test of two correlated AUCs. Two classifiers that rank every prediction alike differ by nothing:
 * the statistic is 0 and p is 1. Without any variance otherwise, as of two perfect but different
 * classifiers, the sample does not show how far others would differ: there is no p (`none`).
 */
export function pairedTest(parts: PairedParts): PairedTest {
  const { first, second, variance, degrees, alike, unit, level = 0.95 } = parts;
  assertLevel(level);
  const difference = first - second;
  const found = { aucs: [first, second] as [number, number], difference, variance, unit };
  const nothing = { statistic: null, degrees: null, p: null };
  const unknown = { ...found, ...nothing, ci: [-1, 1] as [number, number], method: "none" };
  if (variance === null) return { ...unknown, reason: "fewer than two positives, or negatives" };
  const method = degrees === undefined ? "wald" : "jackknife-t";
  if (alike) return { ...found, statistic: 0, degrees: null, p: 1, ci: [0, 0], method };
  const tested = parts.tested ?? variance;
  if (tested === 0) return { ...unknown, reason: "no variance to judge by" };
  const statistic = difference / Math.sqrt(tested);
  const width = degrees === undefined ? { level } : { level, degrees };
  return {
    ...found,
    statistic,
    degrees: degrees ?? null,
    p: degrees === undefined
      ? normalTwoSided(statistic)
      : studentTwoSided(Math.abs(statistic), degrees),
    ci: waldInterval(difference, tested, { ...width, range: [-1, 1] }),
    method,
    ...parts.caution === undefined ? {} : { caution: parts.caution },
  };
}

/**
 * The variance of a difference from two variances and their covariance; what rounding leaves of a
 * difference of nothing does not pass for one.
 */
export function varianceOfDifference(first: number, second: number, covariance: number): number {
  const sum = first + second - 2 * covariance;
  return sum > 1e-14 * (first + second) ? sum : 0;
}

/** Whether two classifiers put all predictions into one order, with the same ties. */
export function rankAlike(scored: Scored, other: Scored): boolean {
  const a = rankingOf(scored), b = rankingOf(other);
  return a.tieEnds.length === b.tieEnds.length &&
    a.order.every((row, place) => row === b.order[place]) &&
    a.tieEnds.every((end, group) => end === b.tieEnds[group]);
}

/**
 * Makes sure that two classifiers were judged on the same cases.
 *
 * @throws {PredictionsError} Another number of predictions, or other labels.
 */
export function assertPaired(scored: Scored, other: Scored): void {
  const { length } = scored.scores;
  if (other.scores.length !== length) {
    throw new PredictionsError({
      expected: "two scores per prediction",
      found: `${length} and ${other.scores.length} scores`,
    });
  }
  for (let row = 0; row < length; row++) {
    if (scored.labels[row] !== other.labels[row]) {
      throw new PredictionsError({
        expected: "the same labels for both classifiers",
        problem: `prediction ${row + 1} has the labels ${scored.labels[row]} and ` +
          `${other.labels[row]}`,
      });
    }
  }
}
