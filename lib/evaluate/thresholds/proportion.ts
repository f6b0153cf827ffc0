import {
  alikenessFactor,
  carriersOf,
  designFactor,
  wideningOf,
} from "../../statistics/design_factor.ts";
import { wilsonInterval } from "../../statistics/score_interval.ts";
import { studentQuantile } from "../../statistics/student_t.ts";
import { effectiveSubjects, subjectDegrees } from "../../statistics/weighted_subjects.ts";
import { cautionOf } from "../caution.ts";
import { assertLevel, type Interval } from "../interval.ts";

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
 * The interval is Wilson's, with subjects for cases, times the factor by which the variance over
 * subjects is another ({@linkcode designFactor}; after Korn and Graubard 1998, Surv Methodol 24:193;
 * `wilson`), and no less than slices of one subject are seen to be alike ({@linkcode alikenessFactor}). It
 * keeps to [0, 1] without cutting. At a rate of 0 or 1, where there is no variance to see,
 * and where a single subject is wrong, each subject counts as one slice: one wrong slice more cannot make
 * the interval narrower. With a single subject, or none, it is [0, 1] (`none`).
 *
 * @param successes Of each subject.
 * @param trials Of each subject; those without any do not count.
 * @param options.least The factor is no less. Default as slices of one subject are seen to be alike.
 */
export function clusteredProportion(
  successes: Float64Array,
  trials: Float64Array,
  {
    level = 0.95,
    least = alikenessFactor({ slices: trials, sums: successes, squares: successes }),
  }: {
    level?: number;
    least?: number;
  } = {},
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
  const cases = effectiveSubjects(trials);
  const degrees = subjectDegrees(trials);
  const model = value * (1 - value) / cases;
  const found = designFactor({ squares, model, degrees, fewest: subjects, least });
  const quantile = studentQuantile((1 + level) / 2, found.degrees);
  const ci = wilsonInterval(value, cases, { quantile, factor: found.factor });
  const caution = cautionOf({
    subjects: cases,
    degrees,
    carriers: carriersOf(squares, subjects),
    widening: wideningOf(found, quantile, level),
  });
  return { value, variance: sum(squares), ci, unit, method: "wilson", ...caution };
}
