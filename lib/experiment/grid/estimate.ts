import * as tf from "@tensorflow/tfjs";
import { buildNetwork } from "../../model/build_network.ts";
import type { ModelName } from "../../model/networks.ts";
import { Random } from "../../random.ts";
import type { PlacedSlice } from "../../split/split.ts";
import { Adam } from "../../tensorflow/backend/adam.ts";
import { useTensorFlow } from "../../tensorflow/backend/backend.ts";
import { byteTensor } from "../../tensorflow/backend/tensors.ts";
import { requireDevice } from "../../tensorflow/device.ts";
import { channelsFor } from "../../train/image_source.ts";
import { logitStep } from "../../train/predict.ts";
import { trainableVariables, trainingStep } from "../../train/training_step.ts";
import type { Cell } from "../cell.ts";
import { splitCell } from "../cell_split.ts";
import type { Profile } from "../profile.ts";

/** What an image takes, in seconds. */
export interface Pace {
  /** To train on it once. */
  training: number;
  /** To score it. */
  scoring: number;
}

/** A step is repeated for at least so long, in ms, and so often. */
const LEAST = { time: 1000, steps: 2 };

/**
 * Measures what an image takes a network on this machine, with the threads that are set: steps of a new
 * network on noise, after one that is not counted, since it prepares the others.
 *
 * @throws {SetupError} TensorFlow is not installed, or finds no GPU and is to compute on one.
 */
export async function measurePace(model: ModelName, profile: Profile): Promise<Pace> {
  await useTensorFlow();
  requireDevice();
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
    const training = await secondsOf(() => step.runAsync(images, labels));
    const scoring = await secondsOf(() => scores.runAsync(images));
    return { training: training / batchSize, scoring: scoring / batchSize };
  } finally {
    for (const each of [images, labels, step, scores, optimizer, network]) each.dispose();
  }
}

async function secondsOf(step: () => Promise<tf.Tensor>): Promise<number> {
  const run = async () => {
    const result = await step();
    result.dataSync();
    result.dispose();
  };
  await run();
  const begin = performance.now();
  let steps = 0;
  while (steps < LEAST.steps || performance.now() - begin < LEAST.time) {
    await run();
    steps++;
  }
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
  slices: readonly PlacedSlice[],
  { training, scoring }: Pace,
  epochs: number = profile.epochs[cell.model],
): number {
  const { sets } = splitCell(cell, slices);
  const count = (set: string) => sets.filter((one) => one === set).length;
  const [train, validation] = [count("train"), count("validation")];
  const used = sets.filter((set) => set !== null).length;
  return epochs * (train * training + validation * scoring) + used * scoring;
}
