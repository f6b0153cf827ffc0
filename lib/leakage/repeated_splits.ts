import type { CorrectedTest } from "./corrected_test.ts";
import type { MeanAucOptions } from "./mean_auc.ts";
import type { Trial } from "./trial.ts";

/** The test AUC of one network over repeated splits. */
export interface SplitSpread {
  /** Of each seed, ascending by seed. */
  aucs: number[];
  mean: number;
  /** Standard deviation over the splits; null with a single one. */
  sd: number | null;
  range: [least: number, greatest: number];
}

/** Two networks on the same repeated splits by subject. */
export interface RepeatedSplits {
  /** The seeds that both networks have. */
  seeds: number[];
  first: SplitSpread;
  second: SplitSpread;
  /** Subjects in a test set and in its training set, the mean over the splits. */
  subjects: { test: number; train: number };
  test: CorrectedTest;
}

export function repeatedSplits(
  _first: readonly Trial[],
  _second: readonly Trial[],
  _options: MeanAucOptions = {},
): RepeatedSplits {
  throw new Error("not there yet");
}
