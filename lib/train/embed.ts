import * as tf from "@tensorflow/tfjs";
import { TrainingError } from "../error.ts";
import { formatNpyHeader } from "../files/npy.ts";
import { storageError } from "../files/storage_error.ts";
import { writeAll } from "../files/write_all.ts";
import { compiled } from "../tensorflow/compile/compiled.ts";
import { channelsFor, imageBytes, type ImageSource, networkInput } from "./image_source.ts";
import type { PredictOptions } from "./predict.ts";
import { readBatches } from "./read_batches.ts";

/** Takes the features of a batch of images, `[images, units]`, which come in the images' order. */
export type FeatureTaker = (features: Float32Array) => void | Promise<void>;

/**
 * Scores images as {@linkcode predict} does, to the bit, and gives what the scores are made from: the
 * features of the penultimate layer, that is what the last layer with weights takes.
 *
 * @param indices Which images of the source, in which order.
 * @param take Given the features batch by batch, so that memory does not depend on the cohort.
 * @returns One score per image, in the order of `indices`.
 * @throws {TrainingError} The network takes images of another size, or has no layer with weights.
 */
export async function embed(
  model: tf.LayersModel,
  source: ImageSource,
  indices: readonly number[],
  take: FeatureTaker,
  { batchSize = 32, signal, progress }: PredictOptions = {},
): Promise<Float32Array> {
  const channels = channelsFor(model, source);
  const outputs = [model.outputs[0]!, penultimate(model)];
  const both = tf.model({ inputs: model.inputs, outputs });
  const step = compiled((images: tf.Tensor4D) =>
    both.apply(networkInput(images, channels)) as tf.Tensor[]
  );
  const scores = new Float32Array(indices.length);
  let done = 0;
  try {
    for await (const batch of readBatches(source, indices, { batchSize })) {
      const images = imageBytes(batch, source);
      try {
        const [output, features] = await step.runAsync(images);
        scores.set(output!.dataSync<"float32">(), done);
        const values = features!.dataSync<"float32">();
        tf.dispose([output!, features!]);
        await take(values);
      } finally {
        images.dispose();
      }
      done += batch.indices.length;
      progress?.(done, indices.length);
      signal?.throwIfAborted();
    }
  } finally {
    step.dispose();
  }
  return scores;
}

/**
 * As {@linkcode embed}, with the features written to a `.npy` file, float32 `[indices.length, units]`,
 * which NumPy reads.
 *
 * @throws {StorageError} The file cannot be written.
 */
export async function embedToFile(
  model: tf.LayersModel,
  source: ImageSource,
  indices: readonly number[],
  path: string,
  options: PredictOptions = {},
): Promise<Float32Array> {
  const failed = (error: unknown) => {
    throw storageError(path, error);
  };
  using file = await Deno.create(path).catch(failed);
  const write = (bytes: Uint8Array) => writeAll(file, bytes).catch(failed);
  await write(formatNpyHeader("<f4", [indices.length, featureUnits(model)]));
  return await embed(model, source, indices, (features) => {
    return write(new Uint8Array(features.buffer, features.byteOffset, features.byteLength));
  }, options);
}

/**
 * How many features {@linkcode embed} gives an image.
 *
 * @throws {TrainingError} The network has no layer with weights.
 */
export function featureUnits(model: tf.LayersModel): number {
  return penultimate(model).shape.slice(1).reduce<number>((units, length) => units * length!, 1);
}

function penultimate(model: tf.LayersModel): tf.SymbolicTensor {
  const last = model.layers.findLast((layer) => layer.weights.length > 0);
  if (last === undefined || Array.isArray(last.input)) {
    throw new TrainingError({
      expected: "a network with weights in a layer of one input",
      found: `none in ${model.name}`,
    });
  }
  return last.input;
}
