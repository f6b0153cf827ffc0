import { exp, log } from "../../elementary.ts";
import { PredictionsError } from "../../error.ts";
import { moverInterval } from "../../statistics/mover.ts";
import { type ClusteredScores, clustersOf, informative } from "../auc/clusters.ts";
import { cautionFrom } from "../caution.ts";
import { type Interval, ONE_SUBJECT } from "../interval.ts";
import { callShare } from "./call_share.ts";
import { clusteredProportion } from "./proportion.ts";
import { countBySubject } from "./subject_counts.ts";

/** A value with its interval over subjects. */
export interface Estimated extends Omit<Interval, "ci"> {
  /** Null where it does not exist: without a negative call, or beyond all bounds. */
  value: number | null;
  /** The upper bound is null where there is none. */
  ci: [low: number, high: number | null];
}

/** What a call means for the one who is called so. */
export interface PredictiveValues {
  /** Share of negative calls that are right, at the prevalence of the data. */
  npv: Estimated;
  /** sensitivity / (1 - specificity): by how much a positive call raises the odds of the disease. */
  positiveLikelihoodRatio: Estimated;
  /** (1 - sensitivity) / specificity: by how much a negative call lowers them. */
  negativeLikelihoodRatio: Estimated;
  /** The shares of right calls where the disease is so frequent, by Bayes' theorem. */
  atPrevalence: { prevalence: number; ppv: Estimated; npv: Estimated }[];
}

/**
 * Predictive values and likelihood ratios at a threshold, with intervals over subjects. Those of a
 * likelihood ratio, and of predictive values at a stated prevalence, which are odds of it, are made from
 * the intervals of sensitivity and specificity on the scale of logarithms ({@linkcode moverInterval};
 * Zou and Donner 2008; for likelihood ratios, Simel, Samsa and Matchar 1991, J Clin Epidemiol 44:763,
 * have the same without clusters). Prevalences that are stated count as known.
 *
 * @param prevalences Each between 0 and 1.
 * @throws {PredictionsError} One label only, unequal lengths, or no such prevalence.
 */
export function predictiveValues(
  scored: ClusteredScores,
  threshold: number,
  { prevalences = [0.01, 0.05, 0.1, 0.2], level = 0.95 }: {
    prevalences?: readonly number[];
    level?: number;
  } = {},
): PredictiveValues {
  const wrong = prevalences.find((prevalence) => !(prevalence > 0 && prevalence < 1));
  if (wrong !== undefined) {
    throw new PredictionsError({ expected: "a prevalence between 0 and 1", found: wrong });
  }
  const clusters = clustersOf(scored);
  const counts = countBySubject(scored, clusters, threshold);
  const { tp, fn, tn } = counts;
  const npv = callShare(counts, "npv", { level });
  const sensitivity = clusteredProportion(tp, clusters.positives, { level });
  const specificity = clusteredProportion(tn, clusters.negatives, { level });
  const known = informative(clusters.positives) > 1 && informative(clusters.negatives) > 1;
  const ratio = (ofFound: boolean): Estimated => {
    const [above, below] = ofFound
      ? [sensitivity, complementOf(specificity)]
      : [complementOf(sensitivity), specificity];
    if (!known) {
      return {
        value: null,
        ci: [0, null],
        unit: "subject",
        method: "none",
        reason: ONE_SUBJECT,
      };
    }
    const value = above.value / below.value;
    return {
      value: Number.isFinite(value) ? value : null,
      ci: bounded(ratioInterval(above, below)),
      unit: "subject",
      method: "mover-log",
      ...cautionFrom([sensitivity, specificity]),
    };
  };
  const positive = ratio(true), negative = ratio(false);
  return {
    npv: {
      ...npv,
      value: tn.some((count, subject) => count + fn[subject]! > 0) ? npv.value : null,
    },
    positiveLikelihoodRatio: positive,
    negativeLikelihoodRatio: negative,
    atPrevalence: prevalences.map((prevalence) => ({
      prevalence,
      ppv: asShare(positive, prevalence, false),
      npv: asShare(negative, prevalence, true),
    })),
  };
}

/** Without an infinite bound, which JSON has not. */
function bounded([low, high]: [number, number]): Estimated["ci"] {
  return [low, Number.isFinite(high) ? high : null];
}

type Bounded = { value: number; ci: readonly [number, number] };

function complementOf({ value, ci: [low, high] }: Bounded): Bounded {
  return { value: 1 - value, ci: [1 - high, 1 - low] };
}

/** On the scale of logarithms; of a value of 0, which has none, from the outermost bounds. */
function ratioInterval(above: Bounded, below: Bounded): [number, number] {
  if (above.value === 0 || below.value === 0) {
    return [above.ci[0] / below.ci[1], below.ci[0] === 0 ? Infinity : above.ci[1] / below.ci[0]];
  }
  const logOf = ({ value, ci }: Bounded) => ({
    value: log(value),
    ci: [log(ci[0]), log(ci[1])] as const,
  });
  const [low, high] = moverInterval((a, b) => a - b, [logOf(above), logOf(below)]);
  return [exp(low), exp(high)];
}

/** The share that a likelihood ratio makes of a prevalence; of those without the disease if `without`. */
function asShare(
  { value, ci: [low, high], ...made }: Estimated,
  prevalence: number,
  without: boolean,
): Estimated {
  const odds = prevalence / (1 - prevalence);
  const share = (ratio: number | null) => {
    const diseased = ratio === null ? 1 : odds * ratio / (1 + odds * ratio);
    return without ? 1 - diseased : diseased;
  };
  const ends = [share(low), share(high)] as const;
  return {
    ...made,
    value: value === null ? null : share(value),
    ci: [Math.min(...ends), Math.max(...ends)],
  };
}
