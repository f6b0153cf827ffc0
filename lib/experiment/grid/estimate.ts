import * as tf from "@tensorflow/tfjs";
import { SplitError } from "../../error.ts";
import { buildNetwork } from "../../model/build_network.ts";
import type { ModelName } from "../../model/networks.ts";
import { Random } from "../../random.ts";
import type { Label, PlacedSlice } from "../../split/split.ts";
import { Adam } from "../../tensorflow/backend/adam.ts";
import { useTensorFlow } from "../../tensorflow/backend/backend.ts";
import { byteTensor } from "../../tensorflow/backend/tensors.ts";
import { requireDevice } from "../../tensorflow/device.ts";
import { channelsFor } from "../../train/image_source.ts";
import { logitStep } from "../../train/predict.ts";
import { trainableVariables, trainingStep } from "../../train/training_step.ts";
import type { Cell, CellLeft } from "../cell.ts";
import { splitCell } from "../cell_split.ts";
import type { Profile } from "../profile.ts";

/** What a network takes, in seconds. */
export interface Pace {
  /** To build it and make the first steps, before which TensorFlow has been loaded. */
  starting: number;
  /** To train on an image once. */
  training: number;
  /** To score an image. */
  scoring: number;
}

/** Those of several networks. */
export type Paces = Readonly<Partial<Record<ModelName, Pace>>>;

/** Steps are repeated for at least so long, in ms; one of the full VGG16 takes longer. */
const LEAST_TIME = 500;

/**
 * Measures what a network takes on this machine, with the threads that are set: steps of a new one
 * on noise, after one that prepares the others. Takes about two seconds, or two steps of a network whose
 * steps are longer; leaves nothing behind, and no generator of a training is asked for a number.
 *
 * @throws {SetupError} TensorFlow is not installed, or finds no GPU and is to compute on one.
 */
export async function measurePace(model: ModelName, profile: Profile): Promise<Pace> {
  await useTensorFlow();
  requireDevice();
  const begin = performance.now();
  const { size, batchSize, learningRate, warmUp, precision } = profile;
  const random = new Random(1, "pace");
  const network = buildNetwork(model, profile, random),
    channels = channelsFor(network, {
      size,
      read: () => new Uint8Array(),
    });
  const optimizer = new Adam(learningRate, { warmUp });
  const step = trainingStep(network, optimizer, channels, precision && { precision });
  const scores = logitStep(network, channels);
  const pixels = Uint8Array.from({ length: batchSize * size * size }, () => random.integer(256));
  const images = byteTensor<tf.Rank.R4>(pixels, [batchSize, size, size, 1]);
  const labels = tf.tensor2d(Array.from({ length: batchSize }, (_, i) => i % 2), [batchSize, 1]);
  try {
    await optimizer.prepare(trainableVariables(network));
    const train = () => finish(step.runAsync(images, labels));
    const score = () => finish(scores.runAsync(images));
    await train();
    await score();
    const starting = (performance.now() - begin) / 1000;
    return {
      starting,
      training: await secondsOf(train) / batchSize,
      scoring: await secondsOf(score) / batchSize,
    };
  } finally {
    for (const each of [images, labels, step, scores, optimizer, network]) each.dispose();
  }
}

/**
 * Measures those networks that cells have, each once.
 *
 * @param told Called before each.
 * @throws {SetupError} As {@linkcode measurePace}.
 */
export async function measurePaces(
  cells: readonly { cell: Cell }[],
  profile: Profile,
  told: (model: ModelName) => void = () => {},
): Promise<Paces> {
  const paces: { -readonly [Model in keyof Paces]: Pace } = {};
  for (const model of new Set(cells.map(({ cell }) => cell.model))) {
    told(model);
    paces[model] = await measurePace(model, profile);
  }
  return paces;
}

/** Waits until a step has been computed, and throws its result away. */
async function finish(step: Promise<tf.Tensor>): Promise<void> {
  const result = await step;
  result.dataSync();
  result.dispose();
}

async function secondsOf(step: () => Promise<void>): Promise<number> {
  const begin = performance.now();
  let steps = 0;
  do {
    await step();
    steps++;
  } while (performance.now() - begin < LEAST_TIME);
  return (performance.now() - begin) / steps / 1000;
}

/**
 * How long a cell will take at this pace, in seconds: each epoch trains on the training set and scores the
 * validation set, and in the end all slices that the cell uses are scored. Patience may end it earlier.
 *
 * @param epochs Those that are to be trained; default: all of them.
 * @throws {SplitError} The cohort has too few subjects for the cell.
 */
export function cellSeconds(
  cell: Cell,
  profile: Profile,
  slices: readonly PlacedSlice<Label>[],
  { starting, training, scoring }: Pace,
  epochs: number = profile.epochs[cell.model],
): number {
  const { sets } = splitCell(cell, slices);
  const count = (set: string) => sets.filter((one) => one === set).length;
  const [train, validation] = [count("train"), count("validation")];
  const used = sets.filter((set) => set !== null).length;
  return starting + epochs * (train * training + validation * scoring) + used * scoring;
}

/**
 * How long each of these cells will still take, in seconds, in their order.
 *
 * @param paces Of their networks.
 * @returns Null for a cell that the cohort has too few subjects for, which its run will tell.
 */
export function secondsLeft(
  cells: readonly CellLeft[],
  profile: Profile,
  slices: readonly PlacedSlice<Label>[],
  paces: Paces,
): (number | null)[] {
  return cells.map(({ cell, epochs }) => {
    try {
      const left = profile.epochs[cell.model] - epochs;
      return cellSeconds(cell, profile, slices, paces[cell.model]!, left);
    } catch (error) {
      if (error instanceof SplitError) return null;
      throw error;
    }
  });
}

/** How long some workers take, each of whom begins the next piece of work when it has ended one. */
export function poolSeconds(seconds: readonly number[], workers: number): number {
  const busy = Array.from({ length: workers }, () => 0);
  for (const each of seconds) busy[busy.indexOf(Math.min(...busy))]! += each;
  return Math.max(...busy);
}
