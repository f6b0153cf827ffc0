import type * as tf from "@tensorflow/tfjs";
import { TrainingError } from "../error.ts";
import { byteTensor, floatsOfBytes } from "../tensorflow/backend/tensors.ts";

/** Where training reads images: a preprocessed store of a cohort, or anything like it. */
export interface ImageSource {
  /** Side of the square images in pixels. */
  readonly size: number;
  /**
   * Distinguishes this content from any other, where possible: a checkpoint of a training on other
   * images is then not used.
   */
  readonly fingerprint?: string;
  /**
   * Gray images in [0, 255], `indices.length` x size x size bytes, in the order asked for.
   *
   * @param out Holds exactly the images; may be filled and returned, which saves a copy.
   */
  read(indices: readonly number[], out?: Uint8Array): Uint8Array;
}

/** The images of one step. */
export interface Batch {
  readonly indices: readonly number[];
  /** `[indices.length, size, size]`, gray levels; written over once the next batch is asked for. */
  readonly images: Uint8Array;
}

/** A batch as it is sent to TensorFlow: bytes, `[images, size, size, 1]`; see `networkInput`. */
export function imageBytes({ images, indices }: Batch, { size }: ImageSource): tf.Tensor4D {
  return byteTensor<tf.Rank.R4>(images, [indices.length, size, size, 1]);
}

/**
 * A batch as a network takes it: `[images, size, size, channels]`, float32 in [0, 1]. The gray value
 * is repeated where the network wants color channels.
 *
 * @param bytes What {@linkcode imageBytes} gave.
 */
export function networkInput(bytes: tf.Tensor4D, channels: number): tf.Tensor4D {
  const gray = floatsOfBytes(bytes).div<tf.Tensor4D>(255);
  return channels === 1 ? gray : gray.tile([1, 1, 1, channels]);
}

/**
 * The number of channels that a network wants of a source's images.
 *
 * @throws {TrainingError} The network takes images of another size, or not one image.
 */
export function channelsFor(model: tf.LayersModel, source: ImageSource): number {
  const shape = model.inputs[0]!.shape;
  const [, rows, columns, channels] = shape;
  const fits = model.inputs.length === 1 && shape.length === 4 && rows === source.size &&
    columns === source.size;
  if (!fits || !channels) {
    throw new TrainingError({
      expected: `a network for images of ${source.size} x ${source.size} pixels`,
      found: `the input shape [${shape.slice(1).join(", ")}]`,
    });
  }
  return channels;
}
