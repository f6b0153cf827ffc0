import { PredictionsError } from "../../error.ts";
import {
  type CorrectedTest,
  correctedTest,
  type SplitSizes,
} from "../../evaluate/folds/corrected_t.ts";
import { assertSubjectsApart, type SetName } from "../../split/split.ts";
import { assertAlike, balancedTrials } from "./balanced_trials.ts";
import { type MeanAuc, meanAuc, type MeanAucOptions } from "./mean_auc.ts";
import { assertSameSlices } from "./responses.ts";
import type { AnyTrial } from "./trial.ts";
import { type TrialOutcomes, withoutDead } from "./trial_outcomes.ts";

/** The test AUC of one network over repeated splits. */
export interface SplitSpread extends MeanAuc {
  /** Standard deviation over the splits; null with a single one. */
  sd: number | null;
  /** Of the AUCs of all splits. */
  range: [least: number, greatest: number];
}

/** Two networks on the same repeated splits by subject. */
export interface RepeatedSplits {
  /** The seeds that both networks have; others are left out. */
  seeds: number[];
  /** The first network. */
  first: SplitSpread;
  /** The second network. */
  second: SplitSpread;
  /** Subjects in a test set and in its training set, the mean over the splits. */
  subjects: SplitSizes;
  /** The first network minus the second. */
  test: CorrectedTest;
  /** What became of the runs of the first network, and of the second. */
  outcomes: [first: TrialOutcomes, second: TrialOutcomes];
}

/**
 * Compares two networks on repeated splits by subject, by the corrected resampled t-test
 * ({@linkcode correctedTest}). Its n are subjects, since these are what the split draws; slices of one
 * subject are no further examples. Subjects of the validation set count as neither tested nor trained
 * on, which makes the test a little more careful. Runs whose network died are left out, and their seeds.
 *
 * @param first Runs of one network, one per seed.
 * @param second Runs of the other, on the same splits.
 * @throws {PredictionsError} No seed that both have, two runs of one seed, runs of one network that differ
 * in anything else, or other test slices.
 * @throws {SplitError} A subject is in two sets.
 */
export function repeatedSplits(
  first: readonly AnyTrial[],
  second: readonly AnyTrial[],
  options: MeanAucOptions = {},
): RepeatedSplits {
  if (first.length === 0 || second.length === 0) {
    throw new PredictionsError({
      expected: "runs of two networks",
      found: `${first.length} and ${second.length}`,
    });
  }
  const { outcomes: ofFirst, ...found } = withoutDead(first, (alive) => {
    const { outcomes: ofSecond, ...result } = withoutDead(
      second,
      (others) => compared(alive, others, options),
    );
    return { ...result, ofSecond };
  });
  const { ofSecond, ...result } = found;
  return { ...result, outcomes: [ofFirst, ofSecond] };
}

function compared(
  first: readonly AnyTrial[],
  second: readonly AnyTrial[],
  options: MeanAucOptions,
): Omit<RepeatedSplits, "outcomes"> {
  for (const runs of [first, second]) assertAlike(runs, []);
  const named = (network: "first" | "second") => ({ cell, predictions }: AnyTrial) => ({
    cell: { seed: cell.seed, network },
    predictions,
  });
  const { seeds, groups } = balancedTrials(
    [...first.map(named("first")), ...second.map(named("second"))],
    ["network"],
    ({ network }) => network,
  );
  const a = groups.get("first")!, b = groups.get("second")!;
  for (const [i, trial] of a.entries()) {
    assertSubjectsApart(trial.predictions, trial.predictions.map(({ set }) => set));
    assertSameSlices(trial, b[i]!, ["the first network", "the second"]);
  }
  const subjects = { test: subjectsIn("test", a), train: subjectsIn("train", a) };
  const ofFirst = spread(a, options), ofSecond = spread(b, options);
  const differences = ofFirst.aucs.map((auc, i) => auc - ofSecond.aucs[i]!);
  const test = correctedTest(differences, subjects, options);
  return { seeds, first: ofFirst, second: ofSecond, subjects, test };
}

function spread(trials: readonly AnyTrial[], options: MeanAucOptions): SplitSpread {
  const found = meanAuc(trials, options);
  const { aucs, mean } = found;
  const squares = aucs.reduce((sum, auc) => sum + (auc - mean) ** 2, 0);
  const sd = aucs.length < 2 ? null : Math.sqrt(squares / (aucs.length - 1));
  return { ...found, sd, range: [Math.min(...aucs), Math.max(...aucs)] };
}

function subjectsIn(set: SetName, trials: readonly AnyTrial[]): number {
  return meanOf(trials.map(({ predictions }) => {
    const members = predictions.filter((prediction) => prediction.set === set);
    return new Set(members.map(({ subject }) => subject)).size;
  }));
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
