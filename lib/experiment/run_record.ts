import type { EpochSeconds } from "../train/history.ts";
import type { Learning } from "../train/learning.ts";
import type { Cell } from "./cell.ts";
import type { Profile } from "./profile.ts";

/** Everything that a run's result depends on: whoever has all of it can repeat the run. */
export interface RunRecord {
  /** What was run. */
  cell: Cell;
  /** How thoroughly. */
  profile: Profile;
  /** Of the store of slices. */
  fingerprint: string;
  /** Versions of what computes, and on what. */
  software: Record<string, string>;
}

/** `record.json` of a run. */
export interface FullRecord extends RunRecord {
  /** SHA-256 of `split.csv`, by which a repeated split is known to be the same. */
  splitSha256: string;
  /** What became of the network; one that has died is no result. */
  learning: Learning;
  /** The `JUDGING_VERSION` that `learning` and `metrics.json` are of; none in a run from before there was one. */
  judging?: number;
  /** Versions of what runs the program; they do not make another run. */
  runtime: Record<string, string>;
}

/** `timings.json` of a run: what took how long, and on what; another run has others. */
export interface RunTimings {
  epochs: readonly EpochSeconds[];
  /** Seconds that scoring all slices took. */
  prediction: number;
  cores: number;
  system: string;
}
