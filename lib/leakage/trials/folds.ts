import { PredictionsError } from "../../error.ts";
import { groupBy } from "../../groups.ts";
import type { LabelKind, SplitUnit } from "../../split/split.ts";
import { assertAlike } from "./balanced_trials.ts";
import { type IdentityPart, identityPart, identityTestOfFolds } from "./identity_null.ts";
import { type MeanAuc, type MeanAucOptions, meanOfTrials } from "./mean_auc.ts";
import { differenceOfMeans, type MeanDifference } from "./mean_difference.ts";
import type { AnyTrialOf, Trial } from "./trial.ts";
import { allTested, classAucs, meanOfClasses, type TrialAuc } from "./trial_auc.ts";
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
  /**
   * The same with labels that subjects have exchanged, on the same seeds: what is reached where the labels
   * mean nothing. By slice it is what recognizing subjects is worth; by subject it is chance, as far as the
   * subjects can show. Null where no seed has all folds with such labels.
   */
  permuted: Record<SplitUnit, FoldsAuc> | null;
  /** Those by slice, above the mean of their null: what recognizing subjects is worth. Null as they are. */
  identity: IdentityPart | null;
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
 * subjects, are not taken for independent ones. For what folds have in common by sharing training subjects
 * there is no unbiased estimate (Bengio and Grandvalet 2004, J Mach Learn Res 5:1089); by subject it counts as
 * {@linkcode twoWayVariance} has it. `docs/statistics.md` has the coverage, with networks trained anew.
 *
 * Whether permuted labels by slice are learned by recognizing subjects is tested as the ladder does
 * ({@linkcode identityTestOfFolds}).
 *
 * A seed counts where all its folds are finished by slice and by subject, and none of their networks died; with
 * permuted labels as well, once a seed has all of them.
 *
 * @param trials Runs of one network with true labels and, if there are any, with permuted ones, in any order.
 * @throws {PredictionsError} A run without folds, two of one seed and fold, runs that differ in anything
 * else, no seed that has all folds of both splits, or a fold with one label only.
 */
export function foldsResult(
  trials: readonly AnyTrialOf<FoldTrial>[],
  options: MeanAucOptions = {},
): FoldsResult {
  return withoutDead(trials, (alive) => resultOf(alive, options));
}

function resultOf(
  trials: readonly AnyTrialOf<FoldTrial>[],
  { level = 0.95, class: name }: MeanAucOptions,
): Omit<FoldsResult, "outcomes"> {
  assertAlike(trials, ["split", "labels", "fold"]);
  const folds = trials[0]?.cell.folds;
  if (folds === undefined) {
    throw new PredictionsError({ expected: "runs of folds", found: trials[0] ? "others" : "none" });
  }
  const readers = wholeSplits(trials, "true", folds),
    permuted = wholeSplits(trials, "permuted", folds);
  const common = readers.seeds.filter((seed) => permuted.seeds.includes(seed));
  // Labels are compared on the same seeds; a grid without permuted labels has none of theirs.
  const seeds = common.length > 0 ? common : readers.seeds;
  if (seeds.length === 0) {
    throw new PredictionsError({
      expected: `a seed that all ${folds} folds were run with by slice and by subject`,
      found: "none",
      hint: "finish the runs of at least one seed",
    });
  }
  const judged = ({ runs }: WholeSplits, split: SplitUnit) =>
    seeds.map((seed) => runs[split].get(seed)!.map((trial) => classAucs(trial, name)));
  const of = (all: readonly FoldAucs[][]): FoldsAuc => ({
    ...meanOfTrials(all.map(meanOfFolds))(level),
    folds: all.map((ofSeed) => ofSeed.map((aucs) => meanOfClasses(aucs).auc)),
  });
  const exchanged = common.length === 0
    ? null
    : { slice: of(judged(permuted, "slice")), subject: of(judged(permuted, "subject")) };
  const runsBySlice = ({ runs }: WholeSplits) => seeds.map((seed) => runs.slice.get(seed)!);
  const [bySlice, bySubject] = [judged(readers, "slice"), judged(readers, "subject")];
  return {
    ...{ folds, seeds, slice: of(bySlice), subject: of(bySubject) },
    inflation: differenceOfMeans(bySlice.map(meanOfFolds), bySubject.map(meanOfFolds), level),
    permuted: exchanged,
    identity: exchanged && identityPart(
      exchanged.slice,
      identityTestOfFolds(runsBySlice(permuted), runsBySlice(readers), name),
    ),
  };
}

/** Runs with one kind of labels: the seeds that have all folds by slice and by subject. */
interface WholeSplits {
  /** Ascending. */
  seeds: number[];
  runs: Record<SplitUnit, Map<number, AnyFoldTrial[]>>;
}

type AnyFoldTrial = AnyTrialOf<FoldTrial>;

function wholeSplits(
  trials: readonly AnyFoldTrial[],
  labels: LabelKind,
  folds: number,
): WholeSplits {
  const own = trials.filter(({ cell }) => (cell.labels ?? "true") === labels);
  const runs = {
    slice: wholeSeeds(own, "slice", folds),
    subject: wholeSeeds(own, "subject", folds),
  };
  const seeds = [...runs.slice.keys()].filter((seed) => runs.subject.has(seed));
  return { seeds: seeds.sort((a, b) => a - b), runs };
}

/** The AUCs of one fold: of two labels one, of several classes that of each. */
type FoldAucs = readonly TrialAuc[];

/** The runs of each seed that has all folds, in the order of the folds. */
function wholeSeeds(
  trials: readonly AnyFoldTrial[],
  split: SplitUnit,
  folds: number,
): Map<number, AnyFoldTrial[]> {
  const bySeed = groupBy(
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

/** A seed's mean over its folds, and how far each subject moves it. */
function meanOfFolds(folds: readonly FoldAucs[]): TrialAuc {
  return meanOfClasses(folds[0]!.map((_, place) => meanOfAucs(folds.map((aucs) => aucs[place]!))));
}

/** The same of two labels, or of one class. */
function meanOfAucs(folds: readonly TrialAuc[]): TrialAuc {
  const share = 1 / folds.length;
  const auc = folds.reduce((sum, fold) => sum + share * fold.auc, 0);
  const influence = new Map<string, number>();
  for (const fold of folds) {
    // A subject alone with its label does not deviate from its fold's mean, but from that of all folds.
    const alone = fold.tested.flatMap(({ positives, negatives }) => [positives, negatives])
      .filter(({ size }) => size === 1).flatMap((one) => [...one.keys()]);
    for (const [subject, moved] of fold.influence) {
      const more = alone.includes(subject) ? fold.auc - auc : 0;
      influence.set(subject, (influence.get(subject) ?? 0) + share * (moved + more));
    }
  }
  return {
    ...{ seed: folds[0]!.seed, auc, influence },
    tested: [allTested(folds.map(({ tested }) => tested[0]!))],
    taught: {
      byAll: folds.reduce((sum, { taught }) => sum + share * taught.byAll, 0),
      byOthers: folds.reduce((sum, { taught }) => sum + share * taught.byOthers, 0),
    },
  };
}
