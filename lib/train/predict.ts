import type * as tf from "@tensorflow/tfjs";
import { logits } from "../model/logits.ts";
import type { Progress } from "../progress.ts";
import { type Compiled, compiled } from "../tensorflow/compile/compiled.ts";
import { channelsFor, imageBytes, type ImageSource, networkInput } from "./image_source.ts";
import { readBatches } from "./read_batches.ts";

/** How to predict. */
export interface PredictOptions {
  /** Images per step. Default 32, which takes no more memory than training did. */
  batchSize?: number;
  /** Stops the prediction, which then throws the signal's reason. */
  signal?: AbortSignal | undefined;
  /** Called with the images done. */
  progress?: Progress;
}

/** Takes a batch of bytes (`imageBytes`); gives one number per image. */
export type PredictionStep = Compiled<[images: tf.Tensor4D], tf.Tensor>;

/** A network's answer to a batch, compiled. */
export function predictionStep(model: tf.LayersModel, channels: number): PredictionStep {
  return compiled((images: tf.Tensor4D) =>
    model.apply(networkInput(images, channels)) as tf.Tensor
  );
}

/** The logits of a batch, compiled: what a loss is made of. */
export function logitStep(model: tf.LayersModel, channels: number): PredictionStep {
  return compiled((images: tf.Tensor4D) => logits(model, networkInput(images, channels)));
}

/**
 * Scores images: the network's probability of hemorrhage.
 *
 * @param indices Which images of the source, in which order.
 * @returns One score per image, in the order of `indices`.
 * @throws {TrainingError} The network takes images of another size.
 */
export async function predict(
  model: tf.LayersModel,
  source: ImageSource,
  indices: readonly number[],
  options: PredictOptions = {},
): Promise<Float32Array> {
  const step = predictionStep(model, channelsFor(model, source));
  try {
    return await predictWith(step, source, indices, options);
  } finally {
    step.dispose();
  }
}

/** What a step gives for each image; the step serves again. */
export async function predictWith(
  step: PredictionStep,
  source: ImageSource,
  indices: readonly number[],
  { batchSize = 32, signal, progress }: PredictOptions,
): Promise<Float32Array> {
  const scores = new Float32Array(indices.length);
  let done = 0;
  for await (const batch of readBatches(source, indices, { batchSize })) {
    const images = imageBytes(batch, source);
    try {
      const output = await step.runAsync(images);
      scores.set(output.dataSync<"float32">(), done);
      output.dispose();
    } finally {
      images.dispose();
    }
    done += batch.indices.length;
    progress?.(done, indices.length);
    signal?.throwIfAborted();
  }
  return scores;
}
