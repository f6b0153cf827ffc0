import * as tf from "@tensorflow/tfjs";
import type { Progress } from "../progress.ts";
import { eventLoopTurns } from "./event_loop.ts";
import { channelsFor, imageBatch, type ImageSource } from "./image_source.ts";

/** How to predict. */
export interface PredictOptions {
  /** Images a step. Default 32, which takes no more memory than training did. */
  batchSize?: number;
  /** Stops the prediction, which then throws the signal's reason. */
  signal?: AbortSignal | undefined;
  /** Told the images done. */
  progress?: Progress;
}

/**
 * Scores images: the network's probability of hemorrhage.
 *
 * @param indices Which images of the source, in which order.
 * @returns One score an image, in the order of `indices`.
 * @throws {TrainingError} The network takes images of another size.
 */
export async function predict(
  model: tf.LayersModel,
  source: ImageSource,
  indices: readonly number[],
  { batchSize = 32, signal, progress }: PredictOptions = {},
): Promise<Float32Array> {
  const channels = channelsFor(model, source);
  const scores = new Float32Array(indices.length);
  const turn = eventLoopTurns();
  for (let start = 0; start < indices.length; start += batchSize) {
    const batch = indices.slice(start, start + batchSize);
    const output = tf.tidy(() =>
      model.predictOnBatch(imageBatch(source, batch, channels)) as tf.Tensor
    );
    try {
      scores.set(await output.data<"float32">(), start);
    } finally {
      output.dispose();
    }
    progress?.(start + batch.length, indices.length);
    await turn();
    signal?.throwIfAborted();
  }
  return scores;
}
