import type { Label, SetName } from "../../split/split.ts";
import type { History } from "../../train/history.ts";
import type { TrainingListener } from "../../train/train.ts";
import type { Cell } from "../cell.ts";

/**
 * A slice that a cell uses: what may be learned of it, and whether it is learned from.
 *
 * @typeParam Of Its label; by default one of two.
 */
export interface TrainingRow<Of extends Label = 0 | 1> {
  /** Its place among all slices of the data, from 0 on. */
  index: number;
  /** The patient. */
  subject: string;
  /** The study; may be empty. */
  study: string;
  /** The slice's name within its study. */
  slice: string;
  /** A row of the test set is scored, and nothing is learned from it or chosen by it. */
  set: SetName;
  /** The label of this cell: the readers', or another subject's where labels are exchanged. */
  label: Of;
}

/**
 * What a trainer is to do, and where.
 *
 * @typeParam Of The labels; by default two.
 */
export interface TrainingTask<Of extends Label = 0 | 1> {
  /** The cell; its seed is that of everything random. */
  cell: Cell<string>;
  /** The slices that it uses, in the order of the data. */
  rows: readonly TrainingRow<Of>[];
  /** An empty folder: what is in it at the end stays with the run. */
  folder: string;
  /** A folder that stays until the run is finished, however often it is interrupted. */
  checkpoints: string;
  /** To be told what happens in training; it throws if another process has taken the cell over. */
  listener: TrainingListener;
  /** Aborted, the training ends; what it has come to so far may be kept, with `History.stopped`. */
  signal: AbortSignal | undefined;
  /** Aborted, the training keeps its state in `checkpoints`, and throws the signal's reason. */
  suspend: AbortSignal | undefined;
  /** Aborted, another process has taken the cell over: the training ends, and writes nothing any more. */
  lost: AbortSignal;
}

/** The same of several classes, whose names are the labels. */
export interface ClassTrainingTask extends TrainingTask<string> {
  /** All of them, each in the training and in the test set. */
  classes: readonly string[];
}

/** What a training came to. */
export interface Trained {
  /** A score for each row of the task, in their order; NaN, where there is none, but for test rows. */
  scores: ArrayLike<number>;
  /** The course of the training; given by a trainer whose `epochs` are a number. */
  history?: History;
}

/** What a training on several classes came to. */
export interface TrainedClasses extends Pick<Trained, "history"> {
  /** Of each class, by its name, a score for each row of the task; the highest of a row is the call. */
  scores: Readonly<Record<string, ArrayLike<number>>>;
}

/** Who trains, as cells and files name it; for this nothing is trained yet. */
export interface TrainerIdentity {
  /** Its name in cells and folders: small letters, digits and `_`. */
  readonly name: string;
  /** What tables and figures call it. */
  readonly title: string;
  /** How many epochs it trains at most and tells of; null where it tells of none. */
  readonly epochs: number | null;
  /**
   * All that its results depend on besides the cell and the data, for `record.json`: with another record, a
   * cell is trained again. `software` has versions.
   */
  readonly record: TrainerRecord;
}

/** The part of `record.json` that is a trainer's own; values that JSON has. */
export type TrainerRecord =
  & Readonly<Record<string, unknown>>
  & { readonly software?: Readonly<Record<string, string>> };

/**
 * What trains the cells of a grid: one of the project's networks (`networkTrainer`), a command
 * (`commandTrainer`), or a program of one's own. Everything around the training (splits, exchanged labels,
 * locks, files, judging) is the same for all of them.
 *
 * @example A trainer that gives a slice the label of the training slice beside it, and so knows nothing but
 * who it is
 * ```ts
 * import type { Trainer } from "hemoleak/experiment";
 *
 * const neighbor: Trainer = {
 *   name: "neighbor",
 *   title: "nearest row",
 *   epochs: null,
 *   record: { version: 1 },
 *   train({ rows }) {
 *     const known = rows.filter(({ set }) => set === "train");
 *     const scores = rows.map(({ index }) => {
 *       const distance = (row: { index: number }) => Math.abs(row.index - index);
 *       return known.reduce((a, b) => distance(b) < distance(a) ? b : a).label;
 *     });
 *     return Promise.resolve({ scores });
 *   },
 * };
 * console.assert(neighbor.name === "neighbor");
 * ```
 */
export interface Trainer extends TrainerIdentity {
  /**
   * Learns from the training rows, chooses by the validation rows if it likes, and scores.
   *
   * @throws Whatever went wrong: the cell has failed then, and is tried again when it is run again.
   */
  train(task: TrainingTask): Promise<Trained>;
  /** The same of several classes; a trainer without it is refused where there are such. */
  trainClasses?(task: ClassTrainingTask): Promise<TrainedClasses>;
}
