import { rates } from "hemoleak/evaluate/thresholds/confusion.ts";
import { normalCdf, normalQuantile } from "hemoleak/statistics/normal.ts";
import { simulatedShift } from "../../tests/evaluate/simulated.ts";
import type { FullDesign } from "./designs.ts";

/** The prevalence that predictive values are stated for. */
export const STATED_PREVALENCE = 0.1;
/** The probability from which one would act, of the net benefit. */
export const ACTING_FROM = 0.3;

/** The true values of a design, rates at the threshold halfway between the labels' means. */
export function truthOf(design: FullDesign): Record<string, number> {
  const shift = simulatedShift(design), right = normalCdf(shift / 2);
  const positive = prevalenceOf(design), negative = 1 - positive;
  const at90 = normalCdf(shift - normalQuantile(0.9));
  const within = shift / Math.sqrt(2 * (1 - design.correlation));
  const logit = logitOf(design), probability = (score: number) => 1 / (1 + Math.exp(-logit(score)));
  const acting = (Math.log(ACTING_FROM / (1 - ACTING_FROM)) - logit(0)) / shift;
  const found = normalCdf(shift - acting), wrong = normalCdf(-acting);
  const of = {
    positive: (score: number) => density(score - shift),
    negative: (score: number) => density(score),
  };
  const beaten = (score: number) => normalCdf(score);
  const called = (score: number) => positive * normalCdf(shift - score);
  const stated = STATED_PREVALENCE, unstated = 1 - stated;
  return {
    "AUC between": design.auc,
    "AUC within": normalCdf(within),
    ...rates({
      truePositive: positive * right,
      falseNegative: positive * (1 - right),
      trueNegative: negative * right,
      falsePositive: negative * (1 - right),
    }),
    "sensitivity at 0.9": at90,
    "specificity at 0.9": at90,
    NPV: negative * right / (negative * right + positive * (1 - right)),
    "likelihood ratio of positive": right / (1 - right),
    "likelihood ratio of negative": (1 - right) / right,
    "PPV at a prevalence of 0.1": stated * right / (stated * right + unstated * (1 - right)),
    "NPV at a prevalence of 0.1": unstated * right / (unstated * right + stated * (1 - right)),
    "Brier score": integral((score) =>
      positive * of.positive(score) * (1 - probability(score)) ** 2 +
      negative * of.negative(score) * probability(score) ** 2
    ),
    "net benefit at 0.3": positive * found - negative * wrong * ACTING_FROM / (1 - ACTING_FROM),
    "calibration intercept": 0,
    "calibration slope": 1,
    "average precision": integral((score) =>
      of.positive(score) * called(score) / (called(score) + negative * normalCdf(-score))
    ),
    "partial AUC, specificity > 0.9": standardized(
      integral((score) => of.negative(score) * normalCdf(shift - score), normalQuantile(0.9)),
    ),
    "partial AUC, sensitivity > 0.9": standardized(
      integral(
        (score) => of.positive(score) * beaten(score),
        undefined,
        shift - normalQuantile(0.9),
      ),
    ),
  };
}

/** Of slices. */
function prevalenceOf({ prevalence, labels }: FullDesign): number {
  return prevalence * (labels === "mixed" ? 0.5 : 1);
}

/** By the score, the logit of the probability that a slice is positive. */
export function logitOf(design: FullDesign): (score: number) => number {
  const shift = simulatedShift(design), positive = prevalenceOf(design);
  const odds = Math.log(positive / (1 - positive)) - shift ** 2 / 2;
  return (score) => shift * score + odds;
}

/** McClish's, of an area over a tenth of an axis. */
function standardized(area: number): number {
  const least = 0.1 ** 2 / 2;
  return (1 + (area - least) / (0.1 - least)) / 2;
}

function density(z: number): number {
  return Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
}

/** By Simpson's rule, over all scores that occur. */
function integral(valueAt: (score: number) => number, from = -9, to = 13): number {
  const steps = 500, step = (to - from) / steps;
  let sum = 0;
  for (let i = 0; i <= steps; i++) {
    sum += (i === 0 || i === steps ? 1 : i % 2 === 1 ? 4 : 2) * valueAt(from + i * step);
  }
  return sum * step / 3;
}
