/**
 * Steps of training as `train` makes them, one after the other and each with its loss.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { Random } from "hemoleak/random.ts";
import { Adam } from "hemoleak/tensorflow/backend/adam.ts";
import { imageBytes, type ImageSource } from "hemoleak/train/image_source.ts";
import { trainableVariables, trainingStep } from "hemoleak/train/training_step.ts";

/** The paper's batch, and the default rate. */
export const BATCH = 32, LEARNING_RATE = 3e-4;

/** Images to train on, with their labels. */
export interface LabeledImages {
  source: ImageSource;
  labels: readonly number[];
}

/** What steps came to. */
export interface Steps {
  /** Of each step, before it. */
  losses: number[];
  /** When each was done, in seconds after the start of the first. */
  seconds: number[];
}

/** Trains for so many steps, pass after pass in a new order. */
export async function trainSteps(
  model: tf.LayersModel,
  { source, labels }: LabeledImages,
  { warmUp, steps, seed }: { warmUp: number; steps: number; seed: number },
): Promise<Steps> {
  const optimizer = new Adam(LEARNING_RATE, { warmUp });
  const step = trainingStep(model, optimizer, 1);
  await optimizer.prepare(trainableVariables(model));
  const random = new Random(seed, "batches"), losses: number[] = [], seconds: number[] = [];
  const started = performance.now();
  let order: number[] = [];
  while (losses.length < steps) {
    if (order.length < BATCH) order = random.shuffled([...labels.keys()]);
    const indices = order.splice(0, BATCH);
    const images = imageBytes({ indices, images: source.read(indices) }, source);
    const truth = tf.tensor2d(indices.map((i) => labels[i]!), [BATCH, 1]);
    const loss = await step.runAsync(images, truth);
    losses.push(loss.dataSync()[0]!);
    tf.dispose([images, truth, loss]);
    seconds.push((performance.now() - started) / 1000);
  }
  step.dispose();
  optimizer.dispose();
  return { losses, seconds };
}

/** Mean of numbers. */
export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
