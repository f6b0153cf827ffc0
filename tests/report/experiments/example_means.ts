import type { Ladder } from "hemoleak/leakage/trials/ladder.ts";
import type { MeanAuc } from "hemoleak/leakage/trials/mean_auc.ts";
import type { MeanDifference } from "hemoleak/leakage/trials/mean_difference.ts";
import type { TrialOutcomes } from "hemoleak/leakage/trials/trial_outcomes.ts";

type Ends = [low: number, high: number];

/** A made-up mean of three seeds, the outer two as far from it as told. */
export function exampleMean(mean: number, ci: Ends, spread: number): MeanAuc {
  return {
    mean,
    aucs: [mean - spread, mean, mean + spread],
    subjects: 22,
    ci,
    unit: "seed and subject",
    method: "two-way-logit",
  };
}

/** A made-up difference of three seeds. */
export function exampleDifference(
  difference: number,
  ci: Ends,
  spread: number,
): MeanDifference {
  return {
    difference,
    differences: [difference - spread, difference, difference + spread],
    p: 0.01,
    ci,
    unit: "seed and subject",
    method: "two-way",
  };
}

/** Where there is nothing to be said. */
export const ALL_LEARNED: TrialOutcomes = { dead: [], notLearned: [] };

/** A made-up ladder of about the size that the phantom gives. */
export const EXAMPLE_LADDER: Ladder = {
  seeds: [1, 2, 3],
  auc: {
    slice: {
      true: exampleMean(0.982, [0.93, 0.995], 0.01),
      permuted: exampleMean(0.947, [0.916, 0.966], 0.005),
    },
    subject: {
      true: exampleMean(0.753, [0.519, 0.896], 0.065),
      permuted: exampleMean(0.531, [0.246, 0.797], 0.12),
    },
  },
  identity: {
    value: 0.447,
    ci: [0.416, 0.466],
    unit: "seed and subject",
    method: "two-way-logit",
    null: { mean: 0.5, deviation: 0.024, upper: 0.541, draws: 999 },
    p: 0.001,
  },
  disease: { value: 0.253, ci: [0.019, 0.396], unit: "seed and subject", method: "two-way-logit" },
  inflation: exampleDifference(0.229, [0.045, 0.412], 0.06),
  outcomes: ALL_LEARNED,
};
