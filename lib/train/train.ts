import * as tf from "@tensorflow/tfjs";
import { TrainingError } from "../error.ts";
import { checkOptions } from "../options.ts";
import { confusion, rates } from "../evaluate/thresholds/confusion.ts";
import type { SetName } from "../split/split.ts";
import { Adam } from "../tensorflow/backend/adam.ts";
import { BestWeights } from "./best_weights.ts";
import { binaryCrossEntropy } from "./binary_cross_entropy.ts";
import { CheckpointFolder } from "./checkpoints/checkpoint_folder.ts";
import type { EpochPart } from "./checkpoints/epoch_part.ts";
import { trainingKey } from "./checkpoints/training_key.ts";
import { resumeState, saveState, type TrainingState } from "./checkpoints/training_state.ts";
import { areFinite, weightNorms } from "./finite_weights.ts";
import { type EpochSeconds, type History, type HistoryRow, outOfPatience } from "./history.ts";
import { type Batch, channelsFor, imageBytes, type ImageSource } from "./image_source.ts";
import { hasDied, isConstant, spreadOf } from "./learning.ts";
import { logitStep, type PredictionStep, predictWith } from "./predict.ts";
import { readBatches } from "./read_batches.ts";
import {
  TRAINING_RULES,
  type TrainingData,
  type TrainingOptions,
  WARM_UP,
} from "./training_options.ts";
import { trainableVariables, type TrainingStep, trainingStep } from "./training_step.ts";

/** After a batch. */
export interface BatchEvent {
  /** Distinguishes the events. */
  kind: "batch";
  /** 1, 2, ... of `epochs`. */
  epoch: number;
  /** How many epochs are planned. */
  epochs: number;
  /** 1, 2, ... of `batches`. */
  batch: number;
  /** How many batches an epoch has. */
  batches: number;
  /** How many images of the epoch have been trained on. */
  images: number;
  /** Mean loss of the epoch's batches so far. */
  loss: number;
}

/** Before the first epoch, where checkpoints were found. */
export interface ResumeEvent {
  /** Distinguishes the events. */
  kind: "resume";
  /** The epochs that need not be trained again; 0 if no checkpoint could be used. */
  epoch: number;
  /** The batches of the next epoch that need not be trained again either. */
  batch: number;
  /** How many epochs are planned. */
  epochs: number;
  /** What they came to. */
  rows: readonly HistoryRow[];
  /** Where their time went. */
  seconds: readonly EpochSeconds[];
  /** What of the checkpoints cannot be used, why, and what is done then, in words for the user. */
  notes: readonly string[];
}

/** After an epoch, its validation and its checkpoint. */
export interface EpochEvent extends HistoryRow {
  /** Distinguishes the events. */
  kind: "epoch";
  /** How many epochs are planned. */
  epochs: number;
  /** Whether the validation loss is the least so far. */
  best: boolean;
  /** Whether the network gives the same answer to every validation image. */
  constant: boolean;
  /** All epochs so far, this one included. */
  rows: readonly HistoryRow[];
  /** Where the time of all epochs so far went. */
  seconds: readonly EpochSeconds[];
}

/** What is reported of a training. */
export type TrainingEvent = ResumeEvent | BatchEvent | EpochEvent;

/** Called with what happens; training waits for it. */
export type TrainingListener = (event: TrainingEvent) => void | Promise<void>;

/**
 * Trains a network on the training set with binary cross-entropy and Adam, and leaves it with the
 * weights of the epoch that has the least validation loss (the first of equals), as in the paper
 * ("the best model was saved"). Seeds, library and processor type being the same, two trainings
 * give the same weights, bit for bit.
 *
 * The loss is made of the logit, not of the probability, which rounds to 0 or 1 where the network is
 * certain and has no gradient there. A network that dies all the same is noticed after the epoch: the
 * training ends after two in a row that leave it with one answer to every image, or once its
 * validation loss stays the same to the last bit, for nothing would change any more
 * ({@linkcode learningOf}).
 *
 * Other work of the process goes on meanwhile: timers, signals, a notebook's messages. Stopped
 * before the first epoch ends, the network keeps the weights that it has then. With a folder for
 * checkpoints, a training that was stopped, failed or was killed resumes after its last epoch, and one
 * that was suspended, after its last batch.
 *
 * @param model Takes images of the store's size, gives one probability by a sigmoid; its weights are
 *   changed.
 * @throws {OptionsError} There is no such option, or no such value.
 * @throws {TrainingError} There is nothing to train or to validate on, sizes do not match, or the
 * loss is no longer a number; then the checkpoints are still there.
 * @throws {StorageError} A checkpoint cannot be written; those before are still there.
 * @throws {TensorFlowError} TensorFlow fails, or the processor has no bfloat16 for mixed precision; the
 * checkpoints are still there.
 * @throws The reason of `suspend`, once it is aborted and the state is kept.
 */
export async function train(
  model: tf.LayersModel,
  data: TrainingData,
  options: TrainingOptions,
  listener: TrainingListener = () => {},
): Promise<History> {
  const { epochs, signal, suspend, patience, learningRate = 3e-4 } = options;
  const { warmUp = WARM_UP, precision } = options;
  checkOptions("train", options, TRAINING_RULES);
  const members = checkData(data);
  checkModel(model);
  checkPatience(patience);
  checkWarmUp(warmUp);
  const channels = channelsFor(model, data.store);

  const optimizer = new Adam(learningRate, { warmUp });
  const step = trainingStep(model, optimizer, channels, precision && { precision });
  const prediction = logitStep(model, channels), norms = weightNorms(model);
  const best = new BestWeights(), rows: HistoryRow[] = [], seconds: EpochSeconds[] = [];
  const { random } = options, part = null, epochRandom = random.state;
  const state: TrainingState = {
    ...{ model, optimizer, best, random, rows, seconds, part, epochRandom },
  };
  let stopped = false, folder: CheckpointFolder | null = null, kept: EpochPart | null = null;
  try {
    folder = await resume(state, data, options, listener);
    kept = state.part;
    const attempt = (state.part?.attempt ?? seconds.at(-1)?.attempt ?? 0) + 1;
    await optimizer.prepare(trainableVariables(model));
    while (rows.length < epochs && !outOfPatience(rows, patience) && !hasDied(rows)) {
      const epoch = rows.length + 1;
      const done = await runEpoch(step, data, members.train, state, attempt, options, listener);
      const loss = done.loss / done.images, { training, waiting } = done;
      if (!await areFinite(norms)) throw diverged(epoch, "a weight", options);
      const trained = performance.now();
      const row = { epoch, loss, ...await validate(prediction, data, members.validation, options) };
      // A logit beyond all numbers may have no loss, if it is right.
      const { validationLoss, validationSpread } = row;
      if (![validationLoss, validationSpread ?? 0].every(Number.isFinite)) {
        throw diverged(epoch, "the validation loss", options);
      }
      rows.push(row);
      state.part = null;
      const validation = performance.now() - trained;
      seconds.push({ epoch, attempt, ...inSeconds({ training, waiting, validation }) });
      const isBest = best.offer(model, row.validationLoss);
      if (folder) await saveState(state, folder);
      const constant = isConstant(row);
      await listener({ kind: "epoch", ...row, epochs, best: isBest, constant, rows, seconds });
    }
  } catch (error) {
    const isSuspended = suspend?.aborted === true && error === suspend.reason;
    const isFurther = state.part !== null && state.part !== kept;
    if (isSuspended && folder !== null && isFurther) await saveState(state, folder);
    stopped = !isSuspended && signal?.aborted === true && error === signal.reason;
    if (!stopped) throw error;
  } finally {
    best.restore(model);
    for (const each of [best, step, prediction, norms, optimizer]) each.dispose();
  }
  return { rows, stopped };
}

/** Goes back to the last checkpoint; gives the folder for further ones. */
async function resume(
  state: TrainingState,
  data: TrainingData,
  options: TrainingOptions,
  listener: TrainingListener,
): Promise<CheckpointFolder | null> {
  if (options.checkpoints === undefined) return null;
  const key = await trainingKey(state.model, data, options);
  const folder = new CheckpointFolder(options.checkpoints, key);
  const notes = await resumeState(state, folder);
  const { rows, seconds } = state, { epochs } = options, batch = state.part?.batches ?? 0;
  if (rows.length > 0 || batch > 0 || notes.length > 0) {
    await listener({ kind: "resume", epoch: rows.length, batch, epochs, rows, seconds, notes });
  }
  return folder;
}

/**
 * One pass over the training set in a new order, or what is left of one. What it has come to is in the
 * state after each batch, so that it can be kept there.
 */
async function runEpoch(
  step: TrainingStep,
  { store, labels }: TrainingData,
  members: readonly number[],
  state: TrainingState,
  attempt: number,
  options: TrainingOptions,
  listener: TrainingListener,
): Promise<EpochPart> {
  const { epochs, random, batchSize = 32, signal, suspend } = options;
  const epoch = state.rows.length + 1;
  state.epochRandom = random.state;
  const order = random.shuffled(members), batches = Math.ceil(order.length / batchSize);
  const part = {
    ...state.part ?? { batches: 0, images: 0, loss: 0, training: 0, waiting: 0 },
    attempt,
  };
  const rest = order.slice(part.batches * batchSize);
  const waited = (milliseconds: number) => part.waiting += milliseconds;
  let since = performance.now();
  for await (const read of readBatches(store, rest, { batchSize, waited })) {
    signal?.throwIfAborted();
    suspend?.throwIfAborted();
    const batch = part.batches + 1, loss = await runStep(step, store, read, labels);
    if (!Number.isFinite(loss)) throw diverged(epoch, `the loss of batch ${batch}`, options);
    part.batches = batch;
    part.loss += loss * read.indices.length;
    part.images += read.indices.length;
    const now = performance.now();
    part.training += now - since;
    since = now;
    state.part = part;
    const done = { epoch, epochs, batch, batches, images: part.images };
    await listener({ kind: "batch", ...done, loss: part.loss / part.images });
  }
  return part;
}

async function runStep(
  step: TrainingStep,
  store: ImageSource,
  batch: Batch,
  labels: readonly number[],
): Promise<number> {
  const { indices } = batch;
  const images = imageBytes(batch, store);
  const targets = tf.tensor2d(indices.map((i) => labels[i]!), [indices.length, 1]);
  try {
    const loss = await step.runAsync(images, targets);
    const [value] = loss.dataSync();
    loss.dispose();
    return value!;
  } finally {
    tf.dispose([images, targets]);
  }
}

/** From milliseconds, to the millisecond. */
function inSeconds<Times extends Record<string, number>>(times: Times): Times {
  const entries = Object.entries(times).map(([name, time]) => [name, Math.round(time) / 1000]);
  return Object.fromEntries(entries) as Times;
}

async function validate(
  step: PredictionStep,
  { store, labels }: TrainingData,
  members: readonly number[],
  { batchSize = 32, signal, suspend }: TrainingOptions,
): Promise<Omit<HistoryRow, "epoch" | "loss">> {
  const either = AbortSignal.any([signal, suspend].filter((one) => one !== undefined));
  const logits = await predictWith(step, store, members, { batchSize, signal: either });
  const truth = members.map((i) => labels[i]!);
  return {
    validationLoss: binaryCrossEntropy(logits, truth),
    // A logit of 0 is a probability of 0.5.
    validationAccuracy: rates(confusion({ scores: logits, labels: truth }, 0)).accuracy,
    validationSpread: spreadOf(logits),
  };
}

function diverged(epoch: number, what: string, { checkpoints }: TrainingOptions): TrainingError {
  const text = `Training diverged: in epoch ${epoch} ${what} is no longer a number. Try a lower ` +
    `learning rate, a tenth of it for example.`;
  if (checkpoints === undefined || epoch === 1) return new TrainingError(text);
  return new TrainingError(
    `${text} The state after epoch ${
      epoch - 1
    } is kept in ${checkpoints}: the same training goes ` +
      `on from there and diverges again; with another learning rate it starts over, and with the ` +
      `same one once that folder is deleted.`,
  );
}

/** The images of the training and of the validation set. */
function checkData({ labels, sets }: TrainingData): { train: number[]; validation: number[] } {
  if (labels.length !== sets.length) {
    throw new TrainingError({
      expected: "one label and one set per image",
      found: `${labels.length} labels and ${sets.length} sets`,
    });
  }
  const membersOf = (set: SetName) => [...sets.keys()].filter((i) => sets[i] === set);
  const members = { train: membersOf("train"), validation: membersOf("validation") };
  const positive = members.train.filter((i) => labels[i] === 1).length;
  if (positive === 0 || positive === members.train.length || members.validation.length === 0) {
    throw new TrainingError({
      expected: "images of both labels to train on, and some to validate,",
      found: `${positive} positive and ${members.train.length - positive} negative training ` +
        `images and ${members.validation.length} validation images`,
    });
  }
  return members;
}

function checkPatience(patience: number | undefined): void {
  if (patience === undefined || (Number.isInteger(patience) && patience >= 1)) return;
  throw new TrainingError({ expected: "a patience of 1 epoch or more, or none,", found: patience });
}

function checkWarmUp(steps: number): void {
  if (Number.isInteger(steps) && steps >= 0) return;
  throw new TrainingError({
    expected: "a warm-up of a whole number of steps, 0 for none,",
    found: steps,
  });
}

function checkModel(model: tf.LayersModel): void {
  const shape = model.outputs[0]!.shape.slice(1);
  if (model.outputs.length !== 1 || shape.length !== 1 || shape[0] !== 1) {
    throw new TrainingError({
      expected: "a network with one output, a probability,",
      found: `the output shape [${shape.join(", ")}]`,
    });
  }
}
