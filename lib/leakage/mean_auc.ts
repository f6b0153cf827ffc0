import type { Interval } from "../evaluate/interval.ts";
import type { Trial } from "./trial.ts";

/** An interval that counts both as chance: the seeds, and the subjects of the cohort. */
export interface SeedsInterval extends Omit<Interval, "unit"> {
  unit: "seed and subject";
}

/** The test AUC over repeated seeds. */
export interface MeanAuc extends SeedsInterval {
  mean: number;
  /** Of each seed, ascending by seed. */
  aucs: number[];
  /** Different subjects that were tested, of all seeds. */
  subjects: number;
}

/** The difference of two mean AUCs, paired by seed and subject; the interval lies in [-1, 1]. */
export interface MeanDifference extends SeedsInterval {
  /** The first mean less the second. */
  difference: number;
  /** Of each seed, ascending by seed. */
  differences: number[];
}

/** How wide an interval is. */
export interface MeanAucOptions {
  /** Coverage. Default 0.95. */
  level?: number;
}

export function meanAuc(_trials: readonly Trial[], _options: MeanAucOptions = {}): MeanAuc {
  throw new Error("not there yet");
}

export function meanDifference(
  _first: readonly Trial[],
  _second: readonly Trial[],
  _options: MeanAucOptions = {},
): MeanDifference {
  throw new Error("not there yet");
}
