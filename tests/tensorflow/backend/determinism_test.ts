import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { Random } from "hemoleak/random.ts";
import { useTensorFlow } from "hemoleak/tensorflow/backend/backend.ts";

const SIZE = 24, SLICES = 75, BATCH = 32; // The last batch of an epoch is smaller.

function seededModel(padding: "same" | "valid"): tf.Sequential {
  const seeded = (seed: number) => tf.initializers.heNormal({ seed });
  const convolution = (filters: number, seed: number, inputShape?: number[]) =>
    tf.layers.conv2d({
      ...(inputShape && { inputShape }),
      filters,
      kernelSize: 3,
      padding,
      activation: "relu",
      kernelInitializer: seeded(seed),
    });
  const model = tf.sequential({
    layers: [
      convolution(32, 1, [SIZE, SIZE, 1]),
      convolution(32, 2),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      convolution(64, 3),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 128, activation: "relu", kernelInitializer: seeded(4) }),
      tf.layers.dropout({ rate: 0.5, seed: 5 }),
      tf.layers.dense({ units: 1, activation: "sigmoid", kernelInitializer: seeded(6) }),
    ],
  });
  model.compile({ optimizer: tf.train.adam(3e-4), loss: "binaryCrossentropy" });
  return model;
}

/** The bits of the weights after two epochs. */
async function trainedWeights(padding: "same" | "valid"): Promise<Uint32Array[]> {
  const random = new Random(11, "determinism");
  const images = Float32Array.from({ length: SLICES * SIZE * SIZE }, () => random.float());
  const labels = Float32Array.from({ length: SLICES }, () => random.integer(2));
  const model = seededModel(padding);
  const x = tf.tensor4d(images, [SLICES, SIZE, SIZE, 1]), y = tf.tensor2d(labels, [SLICES, 1]);
  await model.fit(x, y, { epochs: 2, batchSize: BATCH, shuffle: false, verbose: 0 });
  const bits = model.getWeights().map((weights) => new Uint32Array(weights.dataSync().buffer));
  tf.dispose([x, y]);
  model.dispose();
  return bits;
}

for (const padding of ["valid", "same"] as const) {
  Deno.test(`the same seeds and data give the same weights, to the bit (${padding})`, async () => {
    await useTensorFlow();
    const first = await trainedWeights(padding);
    for (let repetition = 0; repetition < 2; repetition++) {
      assert.deepEqual(await trainedWeights(padding), first);
    }
  });
}
