import { PredictionsError } from "../../error.ts";
import type { LabelKind, SplitUnit } from "../../split/split.ts";
import { balancedTrials } from "./balanced_trials.ts";
import { type IdentityPart, identityPart, identityTest } from "./identity_null.ts";
import {
  type AboveChance,
  aboveChance,
  type MeanAuc,
  meanAuc,
  type MeanAucOptions,
} from "./mean_auc.ts";
import { type MeanDifference, meanDifference } from "./mean_difference.ts";
import type { AnyTrialOf, Trial } from "./trial.ts";
import { type TrialOutcomes, withoutDead } from "./trial_outcomes.ts";

/** A run of one of the ladder's four conditions. */
export type LadderTrial = Trial<{ split: SplitUnit; labels: LabelKind }>;

/** The permutation ladder: how much of an AUC is identity, and how much disease. */
export interface Ladder {
  /** The seeds that all four conditions have; others are left out. */
  seeds: number[];
  /** Of each condition, by split and labels. */
  auc: Record<SplitUnit, Record<LabelKind, MeanAuc>>;
  /** Permuted labels, split by slice, above the mean of its null: what recognizing subjects is worth. */
  identity: IdentityPart;
  /**
   * True labels, split by subject, above 0.5: what holds for the next subject of the same source. What
   * goes with the disease in that source, as scanner or age may, counts in it.
   */
  disease: AboveChance;
  /** True labels, by slice minus by subject: what the split by slice adds. */
  inflation: MeanDifference;
  /** What became of the runs; those that died are in none of the numbers. */
  outcomes: TrialOutcomes;
}

/**
 * The permutation ladder (Chaibub Neto et al. 2019, npj Digital Medicine 2:99): the test AUC split by
 * slice and by subject, with the readers' labels and with labels permuted between subjects, over
 * repeated seeds. Permuted labels agree with the disease no more than by chance
 * ({@linkcode permuteLabels}), so that, split by slice, what is learned of them is who a subject is; split
 * by subject, not even that helps. Identity and disease part need not add up to the AUC by slice: a network that has
 * one of them gains less from the other. Runs whose network died are left out, and their seeds.
 *
 * @param trials Runs of one network, in any order.
 * @throws {PredictionsError} A condition without a run, no seed that all four have, two runs of one
 * seed and condition, runs that differ in anything else, or a test set with one label only.
 */
export function ladder(
  trials: readonly AnyTrialOf<LadderTrial>[],
  options: MeanAucOptions = {},
): Ladder {
  return withoutDead(trials, (alive) => ladderOf(alive, options));
}

/** The ladder of runs of which none died. */
function ladderOf(
  trials: readonly AnyTrialOf<LadderTrial>[],
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
    identity: identityPart(
      auc.slice.permuted,
      identityTest(runs("slice", "permuted"), runs("slice", "true"), options.class),
    ),
    disease: aboveChance(auc.subject.true, 0.5),
    inflation: meanDifference(runs("slice", "true"), runs("subject", "true"), options),
  };
}
