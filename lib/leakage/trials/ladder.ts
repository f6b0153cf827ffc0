import { PredictionsError } from "../../error.ts";
import type { LabelKind, SplitUnit } from "../../split/split.ts";
import { balancedTrials } from "./balanced_trials.ts";
import { type MeanAuc, meanAuc, type MeanAucOptions, type SeedsInterval } from "./mean_auc.ts";
import { type MeanDifference, meanDifference } from "./mean_difference.ts";
import type { Trial } from "./trial.ts";
import { type TrialOutcomes, withoutDead } from "./trial_outcomes.ts";

/** A run of one of the ladder's four conditions. */
export type LadderTrial = Trial<{ split: SplitUnit; labels: LabelKind }>;

/** What a mean AUC has above 0.5, chance; its interval lies in [-0.5, 0.5]. */
export interface AboveChance extends SeedsInterval {
  /** The mean AUC minus 0.5. */
  value: number;
}

/** The permutation ladder: how much of an AUC is identity, and how much disease. */
export interface Ladder {
  /** The seeds that all four conditions have; others are left out. */
  seeds: number[];
  /** Of each condition, by split and labels. */
  auc: Record<SplitUnit, Record<LabelKind, MeanAuc>>;
  /** Permuted labels, split by slice: what recognizing subjects is worth. */
  identity: AboveChance;
  /** True labels, split by subject: what is known of subjects never seen. */
  disease: AboveChance;
  /** True labels, by slice minus by subject: what the split by slice adds. */
  inflation: MeanDifference;
  /** What became of the runs; those that died are in none of the numbers. */
  outcomes: TrialOutcomes;
}

/**
 * The permutation ladder (Chaibub Neto et al. 2019, npj Digital Medicine 2:99): the test AUC split by
 * slice and by subject, with the readers' labels and with labels permuted between subjects, over
 * repeated seeds. With permuted labels nothing can be learned but who a subject is; split by subject,
 * not even that helps. Identity and disease part need not add up to the AUC by slice: a network that has
 * one of them gains less from the other. Runs whose network died are left out, and their seeds.
 *
 * @param trials Runs of one network, in any order.
 * @throws {PredictionsError} A condition without a run, no seed that all four have, two runs of one
 * seed and condition, runs that differ in anything else, or a test set with one label only.
 */
export function ladder(
  trials: readonly LadderTrial[],
  options: MeanAucOptions = {},
): Ladder {
  return withoutDead(trials, (alive) => ladderOf(alive, options));
}

function ladderOf(
  trials: readonly LadderTrial[],
  options: MeanAucOptions,
): Omit<Ladder, "outcomes"> {
  const { seeds, groups } = balancedTrials(
    trials,
    ["split", "labels"],
    ({ split, labels }) => `${split} ${labels}`,
  );
  const runs = (split: SplitUnit, labels: LabelKind) => {
    const found = groups.get(`${split} ${labels}`);
    if (found) return found;
    throw new PredictionsError({
      expected: "runs split by slice and by subject, each with true and with permuted labels,",
      found: `none split by ${split} with ${labels} labels`,
    });
  };
  const both = (split: SplitUnit) => ({
    true: meanAuc(runs(split, "true"), options),
    permuted: meanAuc(runs(split, "permuted"), options),
  });
  const auc = { slice: both("slice"), subject: both("subject") };
  return {
    seeds,
    auc,
    identity: aboveChance(auc.slice.permuted),
    disease: aboveChance(auc.subject.true),
    inflation: meanDifference(runs("slice", "true"), runs("subject", "true"), options),
  };
}

function aboveChance({ mean, ci: [low, high], unit, method }: MeanAuc): AboveChance {
  return { value: mean - 0.5, ci: [low - 0.5, high - 0.5], unit, method };
}
