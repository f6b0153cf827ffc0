import type { EpochSeconds } from "../train/history.ts";
import type { Learning } from "../train/learning.ts";
import type { Cell } from "./cell.ts";
import type { Profile } from "./profile.ts";

/**
 * Everything that a run's result depends on: whoever has all of it can repeat the run. Besides what is here
 * it has what the trainer says of itself.
 */
export interface CellRecord {
  /** What was run. */
  cell: Cell<string>;
  /** Of the data. */
  fingerprint: string;
  /** Versions of what computes, and on what. */
  software: Record<string, string>;
}

/** The same of one of the project's networks. */
export interface RunRecord extends CellRecord {
  /** What was run. */
  cell: Cell;
  /** How thoroughly. */
  profile: Profile;
}

/** `record.json` of a run, whatever trained it. */
export interface FinishedRecord extends CellRecord {
  /** SHA-256 of `split.csv`, by which a repeated split is known to be the same. */
  splitSha256: string;
  /** What became of the network; one that has died is no result. */
  learning: Learning;
  /** The `JUDGING_VERSION` that `learning` and `metrics.json` are of; none in a run from before there was one. */
  judging?: number;
  /** Versions of what runs the program; they do not make another run. */
  runtime: Record<string, string>;
}

/** `record.json` of a run of one of the project's networks. */
export interface FullRecord extends RunRecord, FinishedRecord {
  /** What was run. */
  cell: Cell;
}

/** `timings.json` of a run: what took how long, and on what; another run has others. */
export interface RunTimings {
  epochs: readonly EpochSeconds[];
  /** Seconds that scoring all slices took. */
  prediction: number;
  cores: number;
  system: string;
}
