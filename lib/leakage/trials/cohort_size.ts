import { PredictionsError } from "../../error.ts";
import type { SplitUnit } from "../../split/split.ts";
import { balancedTrials } from "./balanced_trials.ts";
import { type MeanAuc, meanAuc, type MeanAucOptions } from "./mean_auc.ts";
import { type MeanDifference, meanDifference } from "./mean_difference.ts";
import type { AnyTrial, AnyTrialOf, Trial } from "./trial.ts";
import { type TrialOutcomes, withoutDead } from "./trial_outcomes.ts";

/** A run on a number of the cohort's subjects; on all that it has predictions for, unless given. */
export type CohortSizeTrial = Trial<{ split: SplitUnit; subjects?: number }>;

/** Both splits of a cohort of one size. */
export interface CohortSizePoint {
  /** Subjects in training, validation and test set together. */
  subjects: number;
  /** Split by slice. */
  slice: MeanAuc;
  /** Split by subject. */
  subject: MeanAuc;
  /** By slice minus by subject. */
  inflation: MeanDifference;
}

/** How the AUC of either split, and the inflation, change with the number of subjects. */
export interface CohortSizeResponse {
  /** The seeds that all sizes have, with either split; others are left out. */
  seeds: number[];
  /** Ascending by the number of subjects. */
  points: CohortSizePoint[];
  /** What became of the runs; those that died are in none of the numbers. */
  outcomes: TrialOutcomes;
}

/**
 * The AUC by slice and by subject, and their difference, in cohorts of different sizes. Runs whose
 * network died are left out, and their seeds.
 *
 * @param trials Runs of one network, in any order.
 * @throws {PredictionsError} A size without runs of one of the splits, no seed that all conditions
 * have, two runs of one seed and condition, or runs that differ in anything else.
 */
export function cohortSizeResponse(
  trials: readonly AnyTrialOf<CohortSizeTrial>[],
  options: MeanAucOptions = {},
): CohortSizeResponse {
  return withoutDead(trials, (alive) => responseOf(alive, options));
}

function responseOf(
  trials: readonly AnyTrialOf<CohortSizeTrial>[],
  options: MeanAucOptions,
): Omit<CohortSizeResponse, "outcomes"> {
  const sized = trials.map(({ cell, predictions }) => ({
    cell: { ...cell, subjects: cell.subjects ?? countSubjects(predictions) },
    predictions,
  }));
  const { seeds, groups } = balancedTrials(
    sized,
    ["split", "subjects"],
    ({ split, subjects }) => `${split} ${subjects}`,
  );
  const sizes = [...new Set(sized.map(({ cell }) => cell.subjects))].sort((a, b) => a - b);
  const points = sizes.map((subjects): CohortSizePoint => {
    const runs = (split: SplitUnit) => {
      const found = groups.get(`${split} ${subjects}`);
      if (found) return found;
      throw new PredictionsError({
        expected: "runs by slice and by subject",
        found: `none by ${split} with ${subjects} subjects`,
      });
    };
    return {
      subjects,
      slice: meanAuc(runs("slice"), options),
      subject: meanAuc(runs("subject"), options),
      inflation: meanDifference(runs("slice"), runs("subject"), options),
    };
  });
  return { seeds, points };
}

function countSubjects(predictions: AnyTrial["predictions"]): number {
  return new Set(predictions.map(({ subject }) => subject)).size;
}
