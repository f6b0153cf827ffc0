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
 * Precision, negative predictive value or F1 as a {@linkcode clusteredProportion}. How many are called, and
 * rightly, turns on the positive subjects however many others there are: of few there is a caution.
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
  const positives = counts.tp.map((tp, i) => tp + counts.fn[i]!);
  const degrees = informative(positives) < 2 ? 0 : subjectDegrees(positives);
  const ofFew = cautionOf({ subjects: effectiveSubjects(positives), degrees });
  return { ...ofFew, ...clusteredProportion(sumOf(0), sumOf(1), options) };
}
