import { PredictionsError } from "../../error.ts";
import type { LabelKind, SplitUnit } from "../../split/split.ts";
import { assertAlike } from "./balanced_trials.ts";
import { type MeanAuc, type MeanAucOptions, meanOfTrials } from "./mean_auc.ts";
import { differenceOfMeans, type MeanDifference } from "./mean_difference.ts";
import type { Trial } from "./trial.ts";
import { type TrialAuc, trialAuc } from "./trial_auc.ts";
import { type TrialOutcomes, withoutDead } from "./trial_outcomes.ts";

/** A run that tests one of the folds into which a cohort was dealt. */
export type FoldTrial = Trial<
  { split: SplitUnit; labels?: LabelKind; folds?: number; fold?: number }
>;

/** The AUC of cross-validation: the mean over the folds, and over the seeds that dealt them. */
export interface FoldsAuc extends MeanAuc {
  /** Of each seed, that of each fold. `aucs` has their means. */
  folds: number[][];
}

/** Cross-validation by slice and by subject. */
export interface FoldsResult {
  /** Into how many folds. */
  folds: number;
  /** The seeds that have all folds by slice and by subject; others are left out. */
  seeds: number[];
  /** Split by slice. */
  slice: FoldsAuc;
  /** Split by subject. */
  subject: FoldsAuc;
  /** By slice minus by subject. */
  inflation: MeanDifference;
  /** What became of the runs; the seeds of those that died are in none of the numbers. */
  outcomes: TrialOutcomes;
}

/**
 * Cross-validation by slice and by subject: every slice is tested once with each seed. A seed's AUC is
 * the mean of its folds' AUCs; scores of different networks are never put into one ranking, since a score of
 * one may mean something else than of another.
 *
 * The interval is that of {@linkcode meanAuc}, with a seed's mean over folds in place of its AUC: a subject
 * moves that mean by what it moves the AUCs of the folds that test it. So a subject is one subject
 * however many folds and seeds have tested it, and repeats over seeds, which are judged on the same
 * subjects, are not taken for independent ones. That folds share training subjects is in no estimate
 * (Bengio and Grandvalet 2004, J Mach Learn Res 5:1089: there is no unbiased one);
 * `docs/statistics.md` has the coverage by simulation, with networks trained anew.
 *
 * A seed counts where all its folds are finished by slice and by subject, and none of their networks died.
 *
 * @param trials Runs of one network on one kind of labels, in any order.
 * @throws {PredictionsError} A run without folds, two of one seed and fold, runs that differ in anything
 * else, no seed that has all folds of both splits, or a fold with one label only.
 */
export function foldsResult(
  trials: readonly FoldTrial[],
  options: MeanAucOptions = {},
): FoldsResult {
  return withoutDead(trials, (alive) => resultOf(alive, options));
}

function resultOf(
  trials: readonly FoldTrial[],
  { level = 0.95 }: MeanAucOptions,
): Omit<FoldsResult, "outcomes"> {
  assertAlike(trials, ["split", "fold"]);
  const folds = trials[0]?.cell.folds;
  if (folds === undefined) {
    throw new PredictionsError({ expected: "runs of folds", found: trials[0] ? "others" : "none" });
  }
  const whole = {
    slice: wholeSeeds(trials, "slice", folds),
    subject: wholeSeeds(trials, "subject", folds),
  };
  const seeds = [...whole.slice.keys()].filter((seed) => whole.subject.has(seed))
    .sort((a, b) => a - b);
  if (seeds.length === 0) {
    throw new PredictionsError({
      expected: `a seed that all ${folds} folds were run with by slice and by subject`,
      found: "none",
      hint: "finish the runs of at least one seed",
    });
  }
  const judged = (split: SplitUnit) =>
    seeds.map((seed) =>
      whole[split].get(seed)!.map((trial): FoldAuc => ({
        ...trialAuc(trial),
        trained: split === "subject" ? 1 + folds / (folds - 1) : 1,
      }))
    );
  const [bySlice, bySubject] = [judged("slice"), judged("subject")];
  const of = (all: readonly FoldAuc[][]): FoldsAuc => ({
    ...meanOfTrials(all.map(meanOfFolds))(level),
    folds: all.map((ofSeed) => ofSeed.map(({ auc }) => auc)),
  });
  return {
    ...{ folds, seeds, slice: of(bySlice), subject: of(bySubject) },
    inflation: differenceOfMeans(bySlice.map(meanOfFolds), bySubject.map(meanOfFolds), level),
  };
}

/** One fold, judged. */
interface FoldAuc extends TrialAuc {
  /** How many times the variance over tested subjects counts, since they are trained on as well. */
  trained: number;
}

/** The runs of each seed that has all folds, in the order of the folds. */
function wholeSeeds(
  trials: readonly FoldTrial[],
  split: SplitUnit,
  folds: number,
): Map<number, FoldTrial[]> {
  const bySeed = Map.groupBy(
    trials.filter(({ cell }) => cell.split === split),
    ({ cell }) => cell.seed,
  );
  const sorted = [...bySeed].map(([seed, runs]) =>
    [seed, runs.toSorted((a, b) => a.cell.fold! - b.cell.fold!)] as const
  );
  for (const [seed, runs] of sorted) {
    const twice = runs.find(({ cell }, i) => cell.fold === runs[i + 1]?.cell.fold);
    if (twice === undefined) continue;
    throw new PredictionsError({
      expected: "one run per seed, split and fold",
      found: `two by ${split} of seed ${seed} and fold ${twice.cell.fold}`,
      hint: "compare the runs of one network at a time",
    });
  }
  return new Map(sorted.filter(([, runs]) => runs.length === folds));
}

/**
 * A seed's mean over its folds, and how far each subject moves it: as one that is tested, and where subjects
 * are kept apart also as one that the other folds' networks were trained on.
 */
function meanOfFolds(folds: readonly FoldAuc[]): TrialAuc {
  const share = 1 / folds.length;
  const auc = folds.reduce((sum, fold) => sum + share * fold.auc, 0);
  const influence = new Map<string, number>();
  for (const fold of folds) {
    // A subject alone with its label does not deviate from its fold's mean, but from that of all folds.
    const alone = [fold.positives, fold.negatives].filter(({ size }) => size === 1)
      .flatMap((one) => [...one]);
    for (const [subject, moved] of fold.influence) {
      const more = alone.includes(subject) ? fold.auc - auc : 0;
      const all = share * (moved + more) * Math.sqrt(fold.trained);
      influence.set(subject, (influence.get(subject) ?? 0) + all);
    }
  }
  const union = (of: (fold: TrialAuc) => ReadonlySet<string>) =>
    new Set(folds.flatMap((fold) => [...of(fold)]));
  return {
    ...{ seed: folds[0]!.seed, auc, influence },
    positives: union(({ positives }) => positives),
    negatives: union(({ negatives }) => negatives),
  };
}
