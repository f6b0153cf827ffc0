/**
 * What the peers of `bench/training.ts` are given to do: initial weights and batches, in files that
 * each of them reads.
 *
 * @module
 */
import { join } from "node:path";
import type * as tf from "@tensorflow/tfjs";
import { buildNetwork } from "hemoleak/model/build_network.ts";
import { Random } from "hemoleak/random.ts";
import type { Precision } from "hemoleak/tensorflow/library/precision.ts";
import { heads } from "./heads.ts";

/**
 * The optimizer's rates. At the usual one, and without a warm-up, the first steps are wild, and rounding
 * grows in them; at these the losses of peers that do the same work stay together. They have no part
 * in the speed.
 */
const CALM_RATES = { cnn4: 3e-5, vgg16: 1e-6 };

/** The usual one, at which the first steps are compared as well. */
const ROUGH_RATE = 3e-4;

const EPSILON = 1e-7;

/** The paper's. */
export const BATCH = 32;

/** Steps whose losses are compared, before those that are timed. */
export const COMPARED = 20;

/** One network at one size. */
export interface TrainingTask {
  readonly model: keyof typeof CALM_RATES;
  /** Side of the images in pixels. */
  readonly size: number;
  /** Steps that are timed. */
  readonly steps: number;
  /**
   * Head-like images and the usual rate, whole from the first step: the loss jumps, and a loss that is
   * made of clipped probabilities does not come back. Else images and a rate that stay calm.
   */
  readonly isRough?: boolean;
  /** Default `float32`; `mixed` is each peer's own mixed precision with bfloat16. */
  readonly precision?: Precision;
}

/** A task as its folder says it. */
export interface WrittenTask extends TrainingTask {
  readonly learningRate: number;
  readonly epsilon: number;
}

/** What one run of one peer came to. */
export interface TrainingMeasurement {
  /** Of each of the first steps. */
  readonly losses: readonly number[];
  readonly cpuMillisecondsPerImage: number;
  readonly wallMillisecondsPerImage: number;
  readonly peakMegabytes: number;
  /** The longest time in which no timer had its turn, in milliseconds, where that is measured. */
  readonly longestGap?: number;
  /** The same of the first step, which is compiled. */
  readonly longestFirstGap?: number;
}

/** The network of a task, with its initial weights. */
export function network({ model, size }: Pick<TrainingTask, "model" | "size">): tf.Sequential {
  return buildNetwork(model, { size, vgg16Width: 1 }, new Random(1, "bench weights"));
}

/** Discs with noise, of which those of label 1 have a bright right half. */
function discs(count: number, size: number) {
  const random = new Random(2, "bench images");
  const labels = Array.from({ length: count }, () => random.integer(2));
  const images = Uint8Array.from({ length: count * size * size }, (_, i) => {
    const x = i % size / size - 0.5, y = Math.floor(i / size) % size / size - 0.5;
    if (Math.hypot(x, y) > 0.45) return 0;
    return 64 + random.integer(32) + 32 * labels[Math.floor(i / size ** 2)]! * Number(x > 0);
  });
  return { images, labels };
}

/**
 * Writes a task: `task.json`, `weights.bin` (float32: each layer's kernel, as tfjs and Keras order it,
 * and bias), `images.bin` (bytes, batch after batch) and `labels.bin` (bytes).
 */
export async function writeTask(folder: string, task: TrainingTask): Promise<void> {
  const { model: name, size, isRough = false } = task, count = COMPARED * BATCH;
  const { images, labels } = isRough ? heads(count, size) : discs(count, size);
  const model = network(task);
  const weights = model.getWeights().map((weight) => weight.dataSync<"float32">());
  model.dispose();
  await Deno.writeTextFile(
    join(folder, "task.json"),
    JSON.stringify({
      ...task,
      ...{ learningRate: isRough ? ROUGH_RATE : CALM_RATES[name], epsilon: EPSILON },
    }),
  );
  await Deno.writeFile(join(folder, "images.bin"), images);
  await Deno.writeFile(join(folder, "labels.bin"), Uint8Array.from(labels));
  const file = await Deno.create(join(folder, "weights.bin"));
  const writer = file.writable.getWriter();
  for (const { buffer, byteOffset, byteLength } of weights) {
    await writer.write(new Uint8Array(buffer, byteOffset, byteLength));
  }
  await writer.close();
}
