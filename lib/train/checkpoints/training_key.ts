import { createHash, type Hash } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import * as tf from "@tensorflow/tfjs";
import { libraryVariant, TENSORFLOW_VERSION } from "../../tensorflow/library/library.ts";
import { operationThreads } from "../../tensorflow/library/threads.ts";
import type { TrainingData, TrainingOptions } from "../training_options.ts";

/** Raised when training computes something else than before, so that nothing is made of two halves. */
const TRAINING_VERSION = 3;

/** Versions of all that computes a training's numbers, and how many threads do. */
export function trainingSoftware(): Record<string, string> {
  return {
    training: String(TRAINING_VERSION),
    tensorflow: TENSORFLOW_VERSION,
    device: libraryVariant(),
    tfjs: tf.version["tfjs"],
    threads: String(operationThreads()),
  };
}

/**
 * SHA-256 over all that a training's result depends on: the network and its initial weights, labels,
 * sets, images (as far as their source has a fingerprint), options, generator and software.
 */
export async function trainingKey(
  model: tf.LayersModel,
  { store, labels, sets }: TrainingData,
  { epochs, batchSize, learningRate, warmUp, patience, random, precision }: TrainingOptions,
): Promise<string> {
  const hash = createHash("sha256");
  const layers = model.layers.map((layer) => {
    // Names are counted through a process: the same network has others in the next one.
    const { name: _name, ...config } = layer.getConfig();
    return [layer.getClassName(), config];
  });
  hash.update(JSON.stringify({
    layers,
    images: [store.size, store.fingerprint],
    options: [epochs, batchSize, learningRate, warmUp, patience, random.state],
    // Named only if it is another than the usual one: earlier checkpoints stay valid.
    ...precision === "mixed" && { precision },
    software: trainingSoftware(),
  }));
  hash.update(JSON.stringify(labels)).update(JSON.stringify(sets));
  await hashWeights(hash, model);
  return hash.digest("hex");
}

/** Others have their turn after as many bytes. */
const PIECE_BYTES = 1 << 20;

async function hashWeights(hash: Hash, model: tf.LayersModel): Promise<void> {
  for (const weight of model.getWeights()) {
    hash.update(JSON.stringify(weight.shape));
    // Of a new network these are no copy: tfjs keeps them until TensorFlow needs them.
    const { buffer, byteOffset, byteLength } = weight.dataSync<"float32">();
    for (let at = 0; at < byteLength; at += PIECE_BYTES) {
      const length = Math.min(PIECE_BYTES, byteLength - at);
      hash.update(new Uint8Array(buffer, byteOffset + at, length));
      await setImmediate();
    }
  }
}
