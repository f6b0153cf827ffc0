import { alikeness } from "../../statistics/design_factor.ts";
import { effectiveSubjects, subjectDegrees } from "../../statistics/weighted_subjects.ts";
import { informative } from "../auc/clusters.ts";
import { cautionOf } from "../caution.ts";
import { clusteredProportion, type Proportion } from "./proportion.ts";
import type { SubjectCounts } from "./subject_counts.ts";

/** Shares of calls: what each right or wrong call adds to the upper and to the lower sum. */
const SHARES = {
  precision: { tp: [1, 1], fp: [0, 1], tn: [0, 0], fn: [0, 0] },
  npv: { tp: [0, 0], fp: [0, 0], tn: [1, 1], fn: [0, 1] },
  f1: { tp: [2, 2], fp: [0, 1], tn: [0, 0], fn: [0, 1] },
} as const;

/** A share of calls, whose number is chance as well. */
export type CallShare = keyof typeof SHARES;

/**
 * Precision, negative predictive value or F1 as a {@linkcode clusteredProportion}, with another least
 * factor. Of such a share right and wrong calls come from subjects of other labels, of whom one kind is
 * called far more often, so that subjects do not share one rate however alike the slices of each are.
 * What the variance is at least follows from the calls of positives and of negatives apart, each as alike
 * within a subject as they are seen to be: ({@linkcode leastVariance}). As many positive subjects as there
 * are tell that, so it is drawn towards that of single cases by the weight of one degree of freedom.
 *
 * How many are called, and rightly, turns on the positive subjects however many others there are: of few
 * there is a caution.
 */
export function callShare(
  counts: SubjectCounts,
  share: CallShare,
  options: { level?: number } = {},
): Proportion {
  const weights = SHARES[share];
  const sumOf = (part: 0 | 1) =>
    counts.tp.map((tp, i) =>
      tp * weights.tp[part] + counts.fp[i]! * weights.fp[part] +
      counts.tn[i]! * weights.tn[part] + counts.fn[i]! * weights.fn[part]
    );
  const successes = sumOf(0), trials = sumOf(1);
  const all = total(trials), value = total(successes) / all;
  const positives = counts.tp.map((tp, i) => tp + counts.fn[i]!);
  const degrees = informative(positives) < 2 ? 0 : subjectDegrees(positives);
  const model = value * (1 - value) / effectiveSubjects(trials);
  const apart = leastVariance(counts, weights, value) / (all * all) / model;
  const least = model > 0 ? (degrees * apart + 1) / (degrees + 1) : 0;
  const ofFew = cautionOf({ subjects: effectiveSubjects(positives), degrees });
  return { ...ofFew, ...clusteredProportion(successes, trials, { ...options, least }) };
}

/**
 * The variance of the sum over subjects of what is left of a share, if a subject's calls were chance but
 * for how alike those of one label are: of each the square of its mean, and of either label
 * rate (1 - rate) size (1 + (size - 1) alikeness), in units of what a call more moves.
 */
function leastVariance(
  { tp, fp, tn, fn }: SubjectCounts,
  weights: (typeof SHARES)[CallShare],
  value: number,
): number {
  const left = ([success, trial]: readonly [number, number]) => success - value * trial;
  const positive = callsOf(tp, fn, left(weights.tp), left(weights.fn));
  const negative = callsOf(fp, tn, left(weights.fp), left(weights.tn));
  return total(
    tp.map((_, i) =>
      (positive.mean(i) + negative.mean(i)) ** 2 + positive.variance(i) + negative.variance(i)
    ),
  );
}

/** What the slices of one label add, by subject, those called positive and the others. */
function callsOf(called: Float64Array, others: Float64Array, ifCalled: number, ifNot: number) {
  const sizes = called.map((count, i) => count + others[i]!);
  const rate = total(called) / Math.max(1, total(sizes)),
    alike = alikeness({ slices: sizes, sums: called, squares: called });
  const move = rate * (1 - rate) * (ifCalled - ifNot) ** 2;
  return {
    mean: (i: number) => sizes[i]! * (rate * ifCalled + (1 - rate) * ifNot),
    variance: (i: number) => sizes[i] === 0 ? 0 : move * sizes[i]! * (1 + (sizes[i]! - 1) * alike),
  };
}

function total(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}
