import { PredictionsError } from "../../error.ts";
import { classCalls } from "../../evaluate/classes/class_confusion.ts";
import { confusion, type Rates, rates } from "../../evaluate/thresholds/confusion.ts";
import { areOfClasses } from "../../predictions/classes/class_prediction.ts";
import type { SplitUnit } from "../../split/split.ts";
import { balancedTrials } from "./balanced_trials.ts";
import { type MeanAuc, meanAuc, type MeanAucOptions } from "./mean_auc.ts";
import { type MeanDifference, meanDifference } from "./mean_difference.ts";
import { testRows, testViews } from "./test_views.ts";
import type { AnyTrial, AnyTrialOf, Trial } from "./trial.ts";
import { type TrialOutcomes, withoutDead } from "./trial_outcomes.ts";

/** A run of one of several networks. */
export type NetworkTrial = Trial<{ model: string; split: SplitUnit }>;

/** A network with one of the splits, over seeds. */
export interface SplitScores extends Pick<Rates, "accuracy" | "recall" | "f1"> {
  /**
   * The mean test AUC with its interval. The rates are means over the seeds, at a threshold of 0.5; of several
   * classes a slice is called that of its highest score, and recall and F1 are means over the classes.
   */
  auc: MeanAuc;
}

/** A network with both splits. */
export interface NetworkSplits {
  /** Its name in a cell. */
  model: string;
  /** Split by slice. */
  slice: SplitScores;
  /** Split by subject. */
  subject: SplitScores;
  /** By slice minus by subject. */
  inflation: MeanDifference;
}

/** The paper's Table 2 over seeds. */
export interface NetworksResult {
  /** The seeds that all networks have with both splits; others are left out. */
  seeds: number[];
  /** In the order of their first runs. */
  networks: NetworkSplits[];
  /** What became of the runs; those that died are in none of the numbers. */
  outcomes: TrialOutcomes;
}

/**
 * Networks by slice and by subject, over repeated seeds: the paper's Table 2, which has one split of
 * each. Runs whose network died are left out, and their seeds.
 *
 * @param trials Runs of the networks on one kind of labels, in any order.
 * @throws {PredictionsError} A network without runs of one of the splits, no seed that all conditions
 * have, two runs of one seed and condition, or runs that differ in anything else.
 */
export function networkSplits(
  trials: readonly AnyTrialOf<NetworkTrial>[],
  options: MeanAucOptions = {},
): NetworksResult {
  return withoutDead(trials, (alive) => resultOf(alive, options));
}

function resultOf(
  trials: readonly AnyTrialOf<NetworkTrial>[],
  options: MeanAucOptions,
): Omit<NetworksResult, "outcomes"> {
  const { seeds, groups } = balancedTrials(
    trials,
    ["model", "split"],
    ({ model, split }) => `${model} ${split}`,
  );
  const models = [...new Set(trials.map(({ cell }) => cell.model))];
  const networks = models.map((model): NetworkSplits => {
    const runs = (split: SplitUnit) => {
      const found = groups.get(`${model} ${split}`);
      if (found) return found;
      throw new PredictionsError({
        expected: "runs of each network by slice and by subject",
        found: `none of ${model} by ${split}`,
      });
    };
    return {
      model,
      slice: scoresOf(runs("slice"), options),
      subject: scoresOf(runs("subject"), options),
      inflation: meanDifference(runs("slice"), runs("subject"), options),
    };
  });
  return { seeds, networks };
}

function scoresOf(trials: readonly AnyTrial[], options: MeanAucOptions): SplitScores {
  const all = trials.map((trial) => ratesOf(trial, options.class));
  const mean = (rate: keyof TableRates) => meanOf(all.map((of) => of[rate]));
  return {
    auc: meanAuc(trials, options),
    ...{ accuracy: mean("accuracy"), recall: mean("recall"), f1: mean("f1") },
  };
}

type TableRates = Pick<Rates, "accuracy" | "recall" | "f1">;

function ratesOf(trial: AnyTrial, name: string | undefined): TableRates {
  const tested = testRows(trial), views = testViews(tested);
  if (!areOfClasses(tested)) return rates(confusion(views[0]!));
  const { called } = classCalls(views.map((scored) => ({ scored })));
  const isCalled = (place: number) => Uint8Array.from(called, (one) => one === place ? 1 : 0);
  const ofClasses = views.map(({ own, labels }, place) => ({
    own,
    ...rates(confusion({ scores: isCalled(place), labels })),
  }));
  const asked = ofClasses.find(({ own }) => own === name);
  if (asked !== undefined) return asked;
  const right = called.reduce((sum, place, row) => sum + views[place]!.labels[row]!, 0);
  return {
    accuracy: right / called.length,
    recall: meanOf(ofClasses.map(({ recall }) => recall)),
    f1: meanOf(ofClasses.map(({ f1 }) => f1)),
  };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
