import { createHash } from "node:crypto";
import { join } from "node:path";
import type * as tf from "@tensorflow/tfjs";
import project from "../../deno.json" with { type: "json" };
import { StorageError, TrainingError } from "../error.ts";
import { evaluate, type Metrics } from "../evaluate/evaluate.ts";
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
import { buildNetwork } from "../model/build_network.ts";
import { isModelName, type ModelName, networkOf } from "../model/networks.ts";
import { toOnnx } from "../model/onnx.ts";
import { type OptionRules, PART, SIGNAL } from "../options.ts";
import type { Prediction } from "../predictions/prediction.ts";
import { formatPredictions, parsePredictions } from "../predictions/predictions_csv.ts";
import type { SliceStore } from "../preprocess/store/slice_store.ts";
import { Random } from "../random.ts";
import { formatSplit } from "../split/split_csv.ts";
import { useTensorFlow } from "../tensorflow/backend/backend.ts";
import { requireDevice } from "../tensorflow/device.ts";
import { trainingSoftware } from "../train/checkpoints/training_key.ts";
import { embedToFile } from "../train/embed.ts";
import {
  type EpochSeconds,
  formatHistory,
  type History,
  parseHistory,
  type StoppedTraining,
} from "../train/history.ts";
import { type Learning, learningOf } from "../train/learning.ts";
import { saveModel } from "../train/model_files.ts";
import { predict } from "../train/predict.ts";
import { train, type TrainingListener } from "../train/train.ts";
import type { TrainingOptions } from "../train/training_options.ts";
import { type Cell, checkCell, inKeyOrder } from "./cell.ts";
import { type CellSplit, splitCell } from "./cell_split.ts";
import { modelTitle, type Profile } from "./profile.ts";
import { runName } from "./run_name.ts";
import type { FullRecord, RunRecord, RunTimings } from "./run_record.ts";
import { readStoredRecord } from "./stored_record.ts";

/** A trained and judged cell. */
export interface Run {
  /** What was run. */
  cell: Cell;
  /** The network's name as figures show it. */
  title: string;
  /** The course of its training. */
  history: History;
  /** What became of the network in training: one that has died is no result. */
  learning: Learning;
  /** A score for every slice of every set, in the store's order. */
  predictions: Prediction[];
  /** Of the test set. */
  metrics: Metrics;
  /** Where a run that was stopped was stopped; null for one that is finished. */
  stopped: StoppedTraining | null;
  /** The folder with the run's files, or null for a run that was stopped and not kept. */
  folder: string | null;
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
 * Trains and judges one cell, or loads it where it is finished: the same cell, profile and data give
 * the same run. Its folder appears at once and complete (`model.json`, `weights.bin`,
 * `model.onnx`, `history.csv`, `split.csv`, `predictions.csv`, `embeddings.npy` (the penultimate
 * layer's features, float32, one row per row of `predictions.csv`), `metrics.json`, `record.json`,
 * `timings.json`), so a run that is
 * killed leaves nothing that could be taken for a result; all files but `timings.json` have the same
 * bytes whenever the run is repeated. Beside it, `<folder>.checkpoints` keeps the state after each
 * epoch, and where a run was suspended, until it is finished: asked for again, a run that was killed,
 * stopped, suspended or failed resumes from there, to the same end as if it had not been. A network that dies in training makes a finished
 * run, too, whose `learning` says so, in `record.json` as well. A run that is loaded is judged again; where
 * an older version of the judging wrote its files, `metrics.json` and what `record.json` says of it are
 * written again, if they may be. A run that `signal` stops is judged with the best
 * weights so far, and not kept; one that `suspend` interrupts is no run yet, but nothing of it is lost.
 *
 * @param runs The folder that holds the runs' folders.
 * @throws {SplitError} There is no such cell, or the cohort has too few subjects for it; nothing has
 *   been done then.
 * @throws {TrainingError} There is no such network, of which the same holds, or the training diverged.
 * @throws {StorageError} The disk is full, or `runs` may not be written to.
 * @throws {SetupError} TensorFlow is to compute on a GPU and finds none.
 * @throws {TensorFlowError} TensorFlow fails.
 * @throws The reason of `suspend`, once it is aborted.
 */
export async function runCell(
  cell: Cell,
  profile: Profile,
  store: SliceStore,
  runs: string,
  options: RunOptions = {},
): Promise<Run> {
  const { listener = () => {}, onWait = warnOfWaiting, hasEnded, signal, suspend } = options;
  checkCell(cell);
  const record = recordOf(cell, profile, store.fingerprint);
  const folder = join(runs, runName(record)), checkpoints = checkpointsOf(folder);
  const finished = await loadRun(folder, record);
  if (finished) {
    await discard(checkpoints);
    return finished;
  }
  const split = splitCell(cell, store.rows);
  await useTensorFlow();
  requireDevice();
  const waiting: LockOptions = {
    ...{ onWait, ...hasEnded && { hasEnded } },
    signal: AbortSignal.any([signal, suspend].filter((one) => one !== undefined)),
  };
  const run = await alone(checkpoints, waiting, async (lost) => {
    const guarded: TrainingListener = (event) => {
      lost.throwIfAborted();
      return listener(event);
    };
    const making = { checkpoints, signal, suspend, lost, listener: guarded };
    // Another process may have finished it meanwhile.
    return await loadRun(folder, record) ?? await makeRun(record, store, split, folder, making);
  });
  if (run.folder) await discard(checkpoints);
  return run;
}

/**
 * Where a cell's run is or will be.
 *
 * @param fingerprint Of the store of slices.
 * @throws {SplitError} There is no such cell.
 * @throws {TrainingError} There is no such network.
 */
export function runFolder(cell: Cell, profile: Profile, fingerprint: string, runs: string): string {
  checkCell(cell);
  return join(runs, runName(recordOf(cell, profile, fingerprint)));
}

/** Where the state of an unfinished run is kept. */
export function checkpointsOf(folder: string): string {
  return `${folder}.checkpoints`;
}

/**
 * A run that is finished already, without training it; judged as {@linkcode runCell} does.
 *
 * @returns Null if it is not.
 * @throws {SplitError} There is no such cell.
 * @throws {TrainingError} A part of it is missing.
 */
export async function finishedRun(
  cell: Cell,
  profile: Profile,
  fingerprint: string,
  runs: string,
): Promise<Run | null> {
  const record = recordOf(cell, profile, fingerprint);
  return await loadRun(runFolder(cell, profile, fingerprint, runs), record);
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

function recordOf(cell: Cell, profile: Profile, fingerprint: string): RunRecord {
  const named = { ...profile, epochs: namedEpochs(cell.model, profile) };
  // Runs on the readers' labels keep their names, whatever becomes of permuted ones.
  const permutation = cell.labels === "permuted"
    ? { permutation: String(PERMUTATION_VERSION) }
    : {};
  return { cell, profile: named, fingerprint, software: { ...trainingSoftware(), ...permutation } };
}

/**
 * The epochs that a run's record, and so its name, holds: those of the paper's two networks, as ever,
 * and of its own. So a network that is added gives no other network's runs another name.
 */
function namedEpochs(model: ModelName, { epochs }: Profile): Profile["epochs"] {
  const named = Object.entries(epochs).filter(([name]) =>
    name === model || !isModelName(name) || networkOf(name).paper !== null
  );
  return Object.fromEntries(named) as Profile["epochs"];
}

async function makeRun(
  record: RunRecord,
  store: SliceStore,
  { labels, sets }: CellSplit,
  folder: string,
  { checkpoints, listener, signal, suspend, lost }:
    & Required<Pick<RunOptions, "listener" | "signal" | "suspend">>
    & { checkpoints: string; lost: AbortSignal },
): Promise<Run> {
  const { cell, profile } = record;
  const model = buildModel(cell.model, profile, new Random(cell.seed, "weights"));
  let epochs: readonly EpochSeconds[] = [];
  const listen: TrainingListener = (event) => {
    if (event.kind !== "batch") epochs = event.seconds;
    return listener(event);
  };
  try {
    const history = await train(
      model,
      { store, labels, sets },
      { ...trainingOptions(cell, profile), checkpoints, signal, suspend },
      listen,
    );
    const started = performance.now();
    const scoring = { batchSize: profile.batchSize, signal: suspend };
    const used = [...sets.keys()].filter((i) => sets[i] !== null);
    const partial = history.stopped ? null : await emptyFolder(`${folder}.partial`);
    const scores = partial === null
      ? await predict(model, store, used, scoring)
      : await embedToFile(model, store, used, join(partial, "embeddings.npy"), scoring);
    const prediction = (performance.now() - started) / 1000;
    const predictions = used.map((i, row): Prediction => {
      const { subject, study, slice } = store.rows[i]!;
      const [set, label, score] = [sets[i]!, labels[i]!, scores[row]!];
      return { subject, study, slice: String(slice), set, label, score };
    });
    const run = judged(record, history, predictions, history.stopped ? null : folder);
    lost.throwIfAborted();
    if (run.folder) await writeRun(run.folder, record, model, run, timings(epochs, prediction));
    return run;
  } finally {
    model.dispose();
  }
}

function trainingOptions({ model, seed }: Cell, profile: Profile): TrainingOptions {
  const { batchSize, learningRate, warmUp, patience, precision } = profile;
  return {
    ...{ epochs: profile.epochs[model], batchSize, learningRate, warmUp },
    ...patience !== undefined && { patience },
    ...precision !== undefined && { precision },
    random: new Random(seed, "batches"),
  };
}

function timings(epochs: readonly EpochSeconds[], prediction: number): RunTimings {
  const cores = navigator.hardwareConcurrency;
  return { epochs, prediction: Number(prediction.toFixed(3)), cores, system: Deno.build.target };
}

/**
 * The network of a cell, before training.
 *
 * @throws {TrainingError} There is no such network.
 */
export function buildModel(model: ModelName, profile: Profile, random: Random): tf.Sequential {
  return buildNetwork(model, profile, random);
}

function judged(
  { cell, profile }: RunRecord,
  history: History,
  predictions: Prediction[],
  folder: string | null,
): Run {
  const title = modelTitle(cell.model, profile) +
    (cell.labelUnit === undefined ? "" : ` (labels of ${cell.labelUnit}s)`);
  const metrics = evaluate(predictions);
  const validation = predictions.filter(({ set }) => set === "validation");
  const learning = learningOf(history.rows, validation.map(({ label }) => label));
  // Logits may differ where all probabilities are rounded to 1: that is one answer, too.
  if (metrics.constantScore !== null) learning.outcome = "dead";
  const stopped = history.stopped
    ? { epoch: history.rows.length, epochs: profile.epochs[cell.model] }
    : null;
  return { cell, title, history, learning, predictions, metrics, stopped, folder };
}

/** Writes beside what `<folder>.partial` holds already, and gives it its name when all is there. */
async function writeRun(
  folder: string,
  record: RunRecord,
  model: tf.LayersModel,
  { history, learning, predictions, metrics }: Run,
  timings: RunTimings,
): Promise<void> {
  const partial = `${folder}.partial`;
  const write = (name: string, text: string) => writeAtomically(join(partial, name), text);
  await saveModel(model, partial);
  await writeAtomically(join(partial, "model.onnx"), await toOnnx(model));
  await write("history.csv", formatHistory(history.rows));
  const split = formatSplit(predictions);
  await write("split.csv", split);
  await write("predictions.csv", formatPredictions(predictions));
  await write("metrics.json", formatJson(metrics));
  await write("record.json", formatJson(fullRecord(record, split, learning)));
  await write("timings.json", formatJson(timings));
  await Deno.rename(partial, folder);
}

async function loadRun(folder: string, record: RunRecord): Promise<Run | null> {
  const exists = await Deno.stat(folder).then(() => true, () => false);
  if (!exists) return null;
  const history = join(folder, "history.csv");
  const predictions = join(folder, "predictions.csv");
  const run = judged(
    record,
    { rows: parseHistory(await readPart(history), history), stopped: false },
    parsePredictions(await readPart(predictions), predictions),
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
  record: RunRecord,
  { learning, metrics, predictions }: Run,
): Promise<void> {
  const old = await readStoredRecord(folder);
  if ((old.judging ?? 0) >= JUDGING_VERSION) return;
  const full = fullRecord(record, formatSplit(predictions), learning);
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

function fullRecord(record: RunRecord, split: string, learning: Learning): FullRecord {
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
