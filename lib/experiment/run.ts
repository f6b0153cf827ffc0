import { createHash } from "node:crypto";
import { join } from "node:path";
import project from "../../deno.json" with { type: "json" };
import { StorageError, TrainingError } from "../error.ts";
import type { ClassMetrics } from "../evaluate/classes/class_metrics.ts";
import type { Metrics } from "../evaluate/evaluate.ts";
import { JUDGING_VERSION } from "../evaluate/judging_version.ts";
import {
  type FolderLock,
  type FolderOwner,
  lockFolder,
  type LockOptions,
  ownerText,
} from "../files/folder_lock.ts";
import { storageError } from "../files/storage_error.ts";
import { systemErrorCode } from "../files/system_error.ts";
import { writeAtomically } from "../files/write_atomically.ts";
import { PERMUTATION_VERSION } from "../leakage/trials/permute_labels.ts";
import type { ModelName } from "../model/networks.ts";
import { type OptionRules, PART, SIGNAL } from "../options.ts";
import type { ClassPrediction } from "../predictions/classes/class_prediction.ts";
import type { Prediction } from "../predictions/prediction.ts";
import type { Label, PlacedSlice } from "../split/split.ts";
import { formatSplit } from "../split/split_csv.ts";
import {
  formatHistory,
  type History,
  parseHistory,
  type StoppedTraining,
} from "../train/history.ts";
import { type Learning, learningOf } from "../train/learning.ts";
import type { TrainingListener } from "../train/train.ts";
import { type Cell, checkCell, inKeyOrder } from "./cell.ts";
import { type CellSplit, splitCell } from "./cell_split.ts";
import { runName } from "./run_name.ts";
import {
  type AnyPredictions,
  formatRunPredictions,
  judgePredictions,
  parseRunPredictions,
  trainedPredictions,
} from "./trainer/run_predictions.ts";
import type { CellRecord, FinishedRecord } from "./run_record.ts";
import { readStoredRecord } from "./stored_record.ts";
import type { Trainer, TrainerIdentity, TrainingRow, TrainingTask } from "./trainer/trainer.ts";

/**
 * A slice of the data that cells are run on.
 *
 * @typeParam Of Its label; by default one of two.
 */
export interface CellSlice<Of extends Label = 0 | 1> extends PlacedSlice<Of> {
  /** Its name within its study, where that is not its place. */
  name?: string;
}

/** The data that cells are run on, such as a `SliceStore`: what can be split of them. */
export interface CellData {
  /** One per slice. */
  readonly rows: readonly CellSlice[];
  /** What is different for different data. */
  readonly fingerprint: string;
}

/** Data whose labels are the names of classes. */
export interface ClassCellData extends Pick<CellData, "fingerprint"> {
  /** One per slice. */
  readonly rows: readonly CellSlice<string>[];
  /** All classes, in the order in which their scores are kept. */
  readonly classes: readonly string[];
}

/** Data of two labels, or of several classes. */
export type AnyCellData = CellData | ClassCellData;

/**
 * A trained and judged cell.
 *
 * @typeParam Name Of what may have trained it; by default one of the project's networks.
 */
export interface Run<Name extends string = ModelName> {
  /** What was run. */
  cell: Cell<Name>;
  /** The network's or the trainer's name as figures show it. */
  title: string;
  /** The course of its training; no rows where the trainer tells of no epochs. */
  history: History;
  /** What became of the network in training: one that has died is no result. */
  learning: Learning;
  /**
   * Every slice of every set, in the order of the data, with a score. It is NaN in a row of training or
   * validation that the trainer did not score; the project's networks score all.
   */
  predictions: Prediction[];
  /** Of the test set. */
  metrics: Metrics;
  /** Where a run that was stopped was stopped; null for one that is finished. */
  stopped: StoppedTraining | null;
  /** The folder with the run's files, or null for a run that was stopped and not kept. */
  folder: string | null;
}

/** The same of several classes. */
export interface ClassRun<Name extends string = ModelName>
  extends Omit<Run<Name>, "predictions" | "metrics"> {
  /** Every slice of every set, in the order of the data, with a score for each class; NaN as in a `Run`. */
  predictions: ClassPrediction[];
  /** Of the test set. */
  metrics: ClassMetrics;
}

/** A run on two labels, or on several classes. */
export type AnyRun<Name extends string = ModelName> = Run<Name> | ClassRun<Name>;

/** Whether a run is on several classes. */
export function isClassRun<Name extends string>(run: AnyRun<Name>): run is ClassRun<Name> {
  return "macro" in run.metrics;
}

/** Who watches a run, and who may stop it. */
export interface RunOptions {
  /** Called with what happens in training. */
  listener?: TrainingListener;
  /**
   * Called when another process is making the same run, here or on another machine, before waiting for it;
   * null: it says not who. Default: a warning.
   */
  onWait?: (owner: FolderOwner | null) => void;
  /** Whether a job of Slurm has ended, whose run is taken over then. Default: it is not known. */
  hasEnded?: (job: string) => Promise<boolean>;
  /** Stops the training, after the step under way. */
  signal?: AbortSignal | undefined;
  /**
   * Suspends the run, after the step under way, because the process has to end: its state is kept, and
   * asked for again it goes on from there.
   */
  suspend?: AbortSignal | undefined;
}

/** What they may be. */
export const RUN_RULES: OptionRules<RunOptions> = {
  listener: PART,
  onWait: PART,
  hasEnded: PART,
  signal: SIGNAL,
  suspend: SIGNAL,
};

/**
 * Trains and judges one cell, or loads it where it is finished: the same cell, trainer and data give the
 * same run. Its folder appears at once and complete (`split.csv`, `predictions.csv`, `metrics.json`,
 * `record.json`, `history.csv` where there are epochs, and what the trainer keeps: see `networkTrainer`,
 * `commandTrainer`), so a run that is killed leaves nothing that could be taken for a result; of the
 * project's networks all files but `timings.json` have the same bytes whenever the run is repeated. Beside
 * it, `<folder>.checkpoints` keeps the trainer's state until the run is finished: asked for again, a run
 * that was killed, stopped, suspended or failed resumes from there, to the same end as if it had not been.
 * A network that dies in training makes a finished run, too, whose `learning` says so, in `record.json` as
 * well. A run that is loaded is judged again; where an older version of the judging wrote its files,
 * `metrics.json` and what `record.json` says of it are written again, if they may be. A run that `signal`
 * stops is judged by what its trainer has so far, and not kept; one that `suspend` interrupts is no run
 * yet, but nothing of it is lost.
 *
 * @param trainer What trains it; it is called as the cell's `model` is.
 * @param data The slices, such as those of a store; of several classes if it says which.
 * @param runs The folder that holds the runs' folders.
 * @throws {SplitError} There is no such cell, or too few subjects for it; nothing has been done then.
 * @throws {TrainingError} The trainer is another one than the cell names or takes no classes, or the training
 *   failed.
 * @throws {StorageError} The disk is full, or `runs` may not be written to.
 * @throws {SetupError} TensorFlow is to compute on a GPU and finds none.
 * @throws {TensorFlowError} TensorFlow fails.
 * @throws The reason of `suspend`, once it is aborted.
 */
export function runCell<Name extends string>(
  cell: Cell<Name>,
  trainer: Trainer,
  data: CellData,
  runs: string,
  options?: RunOptions,
): Promise<Run<Name>>;
/** The same of several classes. */
export function runCell<Name extends string>(
  cell: Cell<Name>,
  trainer: Trainer,
  data: ClassCellData,
  runs: string,
  options?: RunOptions,
): Promise<ClassRun<Name>>;
/** The same of either. */
export function runCell<Name extends string>(
  cell: Cell<Name>,
  trainer: Trainer,
  data: AnyCellData,
  runs: string,
  options?: RunOptions,
): Promise<AnyRun<Name>>;
export async function runCell<Name extends string>(
  cell: Cell<Name>,
  trainer: Trainer,
  data: AnyCellData,
  runs: string,
  options: RunOptions = {},
): Promise<AnyRun<Name>> {
  const { listener = () => {}, onWait = warnOfWaiting, hasEnded, signal, suspend } = options;
  checkCell(cell);
  const classes = "classes" in data ? data.classes : null;
  const record = recordOf(cell, trainer, data.fingerprint);
  const folder = join(runs, runName(record)), checkpoints = checkpointsOf(folder);
  const finished = await loadRun(cell, folder, record, trainer, classes);
  if (finished) {
    await discard(checkpoints);
    return finished;
  }
  const slices: readonly CellSlice<Label>[] = data.rows;
  const rows = rowsOf(slices, splitCell(cell, slices));
  const waiting: LockOptions = {
    ...{ onWait, ...hasEnded && { hasEnded } },
    signal: AbortSignal.any([signal, suspend].filter((one) => one !== undefined)),
  };
  const run = await alone(checkpoints, waiting, async (lost) => {
    // Another process may have finished it meanwhile.
    const made = await loadRun(cell, folder, record, trainer, classes);
    if (made) return made;
    const guarded: TrainingListener = (event) => {
      lost.throwIfAborted();
      return listener(event);
    };
    const task = { cell, rows, checkpoints, signal, suspend, lost, listener: guarded };
    return await makeRun(cell, record, trainer, task, classes, folder);
  });
  if (run.folder) await discard(checkpoints);
  return run;
}

/**
 * Where a cell's run is or will be.
 *
 * @param fingerprint Of the data.
 * @throws {SplitError} There is no such cell.
 */
export function runFolder(
  cell: Cell<string>,
  trainer: TrainerIdentity,
  fingerprint: string,
  runs: string,
): string {
  checkCell(cell);
  return join(runs, runName(recordOf(cell, trainer, fingerprint)));
}

/** Where the state of an unfinished run is kept. */
export function checkpointsOf(folder: string): string {
  return `${folder}.checkpoints`;
}

/**
 * A run that is finished already, without training it; judged as {@linkcode runCell} does.
 *
 * @param data What of the data it was run on is known without them.
 * @returns Null if it is not.
 * @throws {SplitError} There is no such cell.
 * @throws {TrainingError} A part of it is missing.
 */
export async function finishedRun<Name extends string>(
  cell: Cell<Name>,
  trainer: TrainerIdentity,
  { fingerprint, classes = null }: { fingerprint: string; classes?: readonly string[] | null },
  runs: string,
): Promise<AnyRun<Name> | null> {
  const record = recordOf(cell, trainer, fingerprint);
  const folder = runFolder(cell, trainer, fingerprint, runs);
  return await loadRun(cell, folder, record, trainer, classes);
}

/** Works while no other process works with the same checkpoints. */
async function alone<Result>(
  checkpoints: string,
  options: LockOptions,
  work: (lost: AbortSignal) => Promise<Result>,
): Promise<Result> {
  using lock = await lockCheckpoints(checkpoints, options);
  return await work(lock.lost);
}

async function lockCheckpoints(folder: string, options: LockOptions): Promise<FolderLock> {
  for (;;) {
    await makeFolder(folder);
    try {
      return await lockFolder(folder, options);
    } catch (error) {
      // Another process has finished the run and removed the folder just now.
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
}

/** Removes the checkpoints of a finished run; what another process puts there just now, it removes itself. */
async function discard(checkpoints: string): Promise<void> {
  await removeFolder(checkpoints).catch((error) => {
    if (!["ENOTEMPTY", "EBUSY"].includes(systemErrorCode(error) ?? "")) throw error;
  });
}

function recordOf(
  cell: Cell<string>,
  { name, record }: TrainerIdentity,
  fingerprint: string,
): CellRecord {
  if (name !== cell.model) {
    throw new TrainingError({ expected: `the trainer ${cell.model} for its cell`, found: name });
  }
  // Runs on the readers' labels keep their names, whatever becomes of permuted ones.
  const permutation = cell.labels === "permuted"
    ? { permutation: String(PERMUTATION_VERSION) }
    : {};
  return { ...record, cell, fingerprint, software: { ...record.software, ...permutation } };
}

function rowsOf(
  slices: readonly CellSlice<Label>[],
  { labels, sets }: CellSplit<Label>,
): TrainingRow<Label>[] {
  return slices.flatMap(({ subject, study, slice, name = String(slice) }, index) => {
    const set = sets[index]!;
    return set === null ? [] : [{ index, subject, study, slice: name, set, label: labels[index]! }];
  });
}

async function makeRun<Name extends string>(
  cell: Cell<Name>,
  record: CellRecord,
  trainer: Trainer,
  task: Omit<TrainingTask<Label>, "folder">,
  classes: readonly string[] | null,
  folder: string,
): Promise<AnyRun<Name>> {
  const partial = await emptyFolder(`${folder}.partial`);
  const { predictions, history } = await trainedPredictions(
    trainer,
    { ...task, folder: partial },
    classes,
  ).catch(async (error) => {
    if (!task.lost.aborted) await removeFolder(partial);
    throw error;
  });
  const isStopped = history?.stopped === true;
  const run = judged(cell, trainer, history, predictions, isStopped ? null : folder);
  task.lost.throwIfAborted();
  if (isStopped) await removeFolder(partial);
  else await writeRun(folder, record, run, trainer);
  return run;
}

function judged<Name extends string>(
  cell: Cell<Name>,
  trainer: TrainerIdentity,
  history: History = { rows: [], stopped: false },
  predictions: AnyPredictions,
  folder: string | null,
): AnyRun<Name> {
  const title = trainer.title +
    (cell.labelUnit === undefined ? "" : ` (labels of ${cell.labelUnit}s)`);
  const { isConstant, ...found } = judgePredictions(predictions);
  const validation = predictions.filter(({ set }) => set === "validation");
  const learning = learningOf(history.rows, validation.map(({ label }) => label));
  // Logits may differ where all probabilities are rounded to 1: that is one answer, too.
  if (isConstant) learning.outcome = "dead";
  const epoch = history.rows.length;
  const stopped = history.stopped ? { epoch, epochs: trainer.epochs ?? epoch } : null;
  return { cell, title, history, learning, ...found, stopped, folder };
}

/** Writes beside what `<folder>.partial` holds already, and gives it its name when all is there. */
async function writeRun(
  folder: string,
  record: CellRecord,
  { history, learning, predictions, metrics }: AnyRun<string>,
  { epochs }: TrainerIdentity,
): Promise<void> {
  const partial = `${folder}.partial`;
  const write = (name: string, text: string) => writeAtomically(join(partial, name), text);
  if (epochs !== null) await write(HISTORY, formatHistory(history.rows));
  const split = formatSplit(predictions);
  await write("split.csv", split);
  await write("predictions.csv", formatRunPredictions(predictions));
  await write("metrics.json", formatJson(metrics));
  await write("record.json", formatJson(finishedRecord(record, split, learning)));
  await Deno.rename(partial, folder);
}

const HISTORY = "history.csv";

async function loadRun<Name extends string>(
  cell: Cell<Name>,
  folder: string,
  record: CellRecord,
  trainer: TrainerIdentity,
  classes: readonly string[] | null,
): Promise<AnyRun<Name> | null> {
  const exists = await Deno.stat(folder).then(() => true, () => false);
  if (!exists) return null;
  const history = join(folder, HISTORY), predictions = join(folder, "predictions.csv");
  const rows = trainer.epochs === null ? [] : parseHistory(await readPart(history), history);
  const run = judged(
    cell,
    trainer,
    { rows, stopped: false },
    parseRunPredictions(await readPart(predictions), predictions, classes),
    folder,
  );
  await refreshJudgment(folder, record, run);
  return run;
}

/**
 * Writes anew what an older version of the judging wrote into a finished run. `record.json`, which says the
 * version, comes last, so that a killed process leaves nothing that is taken for new.
 */
async function refreshJudgment(
  folder: string,
  record: CellRecord,
  { learning, metrics, predictions }: AnyRun<string>,
): Promise<void> {
  const old = await readStoredRecord(folder);
  if ((old.judging ?? 0) >= JUDGING_VERSION) return;
  const full = finishedRecord(record, formatSplit(predictions), learning);
  const renewed = { ...full, runtime: old.runtime ?? full.runtime };
  try {
    await writeAtomically(join(folder, "metrics.json"), formatJson(metrics));
    await writeAtomically(join(folder, "record.json"), formatJson(renewed));
  } catch (error) {
    // An archive that may only be read is judged all the same; its files stay as they are.
    if (!(error instanceof StorageError || error instanceof Deno.errors.NotCapable)) throw error;
  }
}

function formatJson(value: unknown): string {
  return JSON.stringify(value, null, 2) + "\n";
}

async function readPart(path: string): Promise<string> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new TrainingError({
      file: path,
      problem: "missing from a finished run",
      hint: "delete its folder and run again",
    });
  }
}

function finishedRecord(record: CellRecord, split: string, learning: Learning): FinishedRecord {
  const { deno, v8 } = Deno.version;
  return {
    ...inKeyOrder(record),
    splitSha256: createHash("sha256").update(split).digest("hex"),
    learning,
    judging: JUDGING_VERSION,
    runtime: { hemoleak: project.version, deno, v8 },
  };
}

function warnOfWaiting(owner: FolderOwner | null): void {
  const who = owner === null ? "Another process" : `Another process (${ownerText(owner)})`;
  console.warn(`${who} is making the same run: waiting for its end`);
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await Deno.mkdir(folder, { recursive: true });
  } catch (error) {
    throw storageError(folder, error);
  }
}

async function emptyFolder(folder: string): Promise<string> {
  await removeFolder(folder);
  await makeFolder(folder);
  return folder;
}

async function removeFolder(folder: string): Promise<void> {
  await Deno.remove(folder, { recursive: true }).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  });
}
