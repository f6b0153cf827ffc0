import { carriersOf } from "../../statistics/design_factor.ts";
import type { Reweighted } from "../../statistics/empirical_score.ts";
import { effectiveSubjects, subjectDegrees } from "../../statistics/weighted_subjects.ts";
import { cautionOf } from "../caution.ts";
import { assertLevel, type Interval } from "../interval.ts";
import { empiricalInterval, timesAsWide } from "../empirical_interval.ts";

/** A rate with its variance over subjects. */
export interface Proportion extends Interval {
  /** In [0, 1]; 0 where there was nothing to count. */
  value: number;
  /** Null with fewer than two subjects to count in. */
  variance: number | null;
}

/**
 * A rate of slices that are clustered in subjects: sensitivity, specificity, precision, accuracy, F1,
 * whatever is one sum over subjects by another. The variance is that of a ratio of sums (Rao and Scott
 * 1992, Biometrics 48:577, equation 1), each subject's square divided by 1 - its share of the slices
 * (Bell and McCaffrey 2002, Surv Methodol 28:169).
 *
 * The interval is by the empirical score ({@linkcode empiricalInterval}): it keeps to [0, 1] without cutting,
 * has a width at a rate of 0 or 1, where it is Wilson's with subjects for cases, and no slice that is wrong
 * instead of right raises a bound. With a single subject, or none, it is [0, 1] (`none`).
 *
 * @param successes Of each subject.
 * @param trials Of each subject; those without any do not count.
 */
export function clusteredProportion(
  successes: Float64Array,
  trials: Float64Array,
  { level = 0.95 }: { level?: number } = {},
): Proportion {
  assertLevel(level);
  const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0);
  const all = sum(trials);
  const value = all === 0 ? 0 : sum(successes) / all;
  const subjects = trials.reduce((count, trial) => count + (trial > 0 ? 1 : 0), 0);
  const unit = "subject";
  if (subjects < 2) {
    const reason = "fewer than two subjects to count in";
    return { value, variance: null, ci: [0, 1], unit, method: "none", reason };
  }
  const squares = trials.map((trial, i) =>
    trial === 0 ? 0 : ((successes[i]! - value * trial) / all) ** 2 / (1 - trial / all)
  );
  const cases = effectiveSubjects(trials), variance = sum(squares);
  const model = (rate: number) => rate * (1 - rate) / cases;
  const ci = empiricalInterval(reweighted(successes, trials), { sides: [trials], model }, level);
  const caution = cautionOf({
    subjects: cases,
    degrees: subjectDegrees(trials),
    carriers: carriersOf(squares, subjects),
    widening: timesAsWide(ci, variance, level),
  });
  return { value, variance, ci, unit, method: "empirical-score", ...caution };
}

/** The rate as a function of how much each subject weighs. */
function reweighted(successes: Float64Array, trials: Float64Array): Reweighted {
  return (weights, moves) => {
    let right = 0, of = 0;
    for (let i = 0; i < trials.length; i++) {
      right += weights[i]! * successes[i]!;
      of += weights[i]! * trials[i]!;
    }
    const rate = right / of;
    for (let i = 0; i < trials.length; i++) moves[i] = (successes[i]! - rate * trials[i]!) / of;
    return rate;
  };
}
