import { createHash } from "node:crypto";
import type { ModelName } from "../model/model_name.ts";
import type { SplitUnit } from "../split/split.ts";
import type { EpochSeconds } from "../train/train.ts";
import type { Profile } from "./profile.ts";

/** One experiment: which network learns which labels, and how its slices are split. */
export interface Cell {
  model: ModelName;
  /** What is drawn at random: single slices, or whole subjects. */
  split: SplitUnit;
  /**
   * `true`: the readers' labels. `permuted`: whole subjects exchange labels, so that nothing but
   * the identity of a subject can be learned.
   */
  labels: "true" | "permuted";
  /** Seeds the split, the permutation, the initial weights and the order of batches. */
  seed: number;
  /**
   * Dose-response, with the split by subject: the share in [0, 1] of each test subject's donor slices
   * that is moved into the training set, whose size stays. See `splitByDose`.
   */
  dose?: number;
  /**
   * Distance, with the split by slice: how many positions at least lie between a test slice and the
   * nearest training slice of its subject; 1 is the next one. See `splitByGap`.
   */
  gap?: number;
  /** How many of the cohort's subjects are drawn, in its proportion of labels; all unless given. */
  subjects?: number;
}

/** Everything that a run's result depends on: who has it all can repeat the run. */
export interface RunRecord {
  cell: Cell;
  profile: Profile;
  /** Fingerprint of the store of slices. */
  data: string;
  /** Versions of what computes, and on what. */
  software: Record<string, string>;
}

/** `record.json` of a run. */
export interface FullRecord extends RunRecord {
  /** SHA-256 of `split.csv`, by which a repeated split is known to be the same. */
  split: string;
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

/**
 * The folder of a cell's run: readable, and different for every cell, profile, data and software,
 * as in `cnn4-by-slice-seed-1-0f3a9c5d`.
 */
export function runName(record: RunRecord): string {
  const { model, split, labels, seed } = record.cell;
  const hash = createHash("sha256").update(JSON.stringify(record)).digest("hex").slice(0, 8);
  const permuted = labels === "permuted" ? "-permuted" : "";
  return `${model}-by-${split}${permuted}-seed-${seed}-${hash}`;
}
