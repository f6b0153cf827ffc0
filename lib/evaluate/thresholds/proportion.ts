import { studentQuantile } from "../../statistics/student_t.ts";
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
 * 1992, Biometrics 48:577, equation 1). The interval is Wilson's for so many independent slices as have
 * that variance, with Student's t for subjects - 1 degrees of freedom (Korn and Graubard 1998, Surv
 * Methodol 24:193, in Wilson's form; `wilson`): it keeps to [0, 1] without cutting, and at a rate of 0
 * or 1, where there is no variance to see, each subject counts as one slice.
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
  if (subjects < 2) return { value, variance: null, ci: [0, 1], unit, method: "none" };
  const squares = sum(trials.map((trial, i) => (successes[i]! - value * trial) ** 2));
  const variance = subjects / (subjects - 1) * squares / all ** 2;
  const independent = value === 0 || value === 1
    ? subjects
    : Math.min(all, value * (1 - value) / variance);
  const t = studentQuantile((1 + level) / 2, subjects - 1);
  return { value, variance, ci: wilson(value, independent, t), unit, method: "wilson" };
}

/** Wilson's interval (1927, J Am Stat Assoc 22:209). */
function wilson(value: number, count: number, z: number): [low: number, high: number] {
  const middle = value + z * z / (2 * count);
  const margin = z * Math.sqrt((value * (1 - value) + z * z / (4 * count)) / count);
  const scale = 1 + z * z / count;
  return [
    value === 0 ? 0 : Math.max(0, (middle - margin) / scale),
    value === 1 ? 1 : Math.min(1, (middle + margin) / scale),
  ];
}
