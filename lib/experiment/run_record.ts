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

/** What `record.json` of a run has, whatever trained it. */
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

/** `record.json` of a run of one of the project's networks: how it trains is known. */
export interface NetworkRecord extends RunRecord, FinishedRecord {
  /** What was run. */
  cell: Cell;
  /** That of a command. */
  trainer?: never;
}

/** A command that trains, as `record.json` has it. */
export interface RecordedCommand {
  /** What the shell ran, before it was filled in for the cell. */
  command: string;
  /** How many threads it was told to use; where it is told. */
  threads?: number;
}

/** `record.json` of a run of another trainer: what that does, its author knows. */
export interface CommandRecord extends FinishedRecord {
  /** The command; a program that trains in TypeScript has none. */
  trainer?: RecordedCommand;
  /** That of a network. */
  profile?: never;
}

/** `record.json` of a finished run. */
export type FullRecord = NetworkRecord | CommandRecord;

/** `timings.json` of a run: what took how long, and on what; another run has others. */
export interface RunTimings {
  epochs: readonly EpochSeconds[];
  /** Seconds that scoring all slices took. */
  prediction: number;
  cores: number;
  system: string;
}
