import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { Adam } from "hemoleak/tensorflow/backend/adam.ts";
import { useTensorFlow } from "hemoleak/tensorflow/backend/backend.ts";
import { nativeBinding, tensorFlowBackend } from "hemoleak/tensorflow/backend/kernel_backend.ts";
import { byteTensor, tensorFromBytes } from "hemoleak/tensorflow/backend/tensors.ts";
import { trainingStep } from "hemoleak/train/training_step.ts";

/** The process's memory without JavaScript's heap, which the collector lets grow and shrink. */
function nativeMegabytes(): number {
  const { rss, heapTotal } = Deno.memoryUsage();
  return (rss - heapTotal) / 2 ** 20;
}

function tinyModel(): tf.Sequential {
  const model = tf.sequential({
    layers: [
      tf.layers.conv2d({ inputShape: [16, 16, 1], filters: 8, kernelSize: 3, activation: "relu" }),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 1, activation: "sigmoid" }),
    ],
  });
  model.compile({ optimizer: tf.train.adam(), loss: "binaryCrossentropy" });
  return model;
}

Deno.test("a thousand training steps leak neither tensors nor memory", async () => {
  await useTensorFlow();
  const { binding } = tensorFlowBackend();
  const model = tinyModel();
  const bytes = new Uint8Array(32 * 16 * 16), labels = tf.ones([32, 1]);
  const train = async (steps: number) => {
    for (let step = 0; step < steps; step++) {
      const images = tensorFromBytes<tf.Rank.R4>(bytes, [32, 16, 16, 1]);
      await model.trainOnBatch(images, labels);
      images.dispose();
    }
  };
  await train(100);
  const tensors = binding.getNumOfTensors(), megabytes = nativeMegabytes();
  await train(1000);
  assert.equal(binding.getNumOfTensors(), tensors);
  // One activation of the convolution a step would be 191 MB, one batch of bytes 8 MB.
  const growth = nativeMegabytes() - megabytes;
  assert.ok(growth < 25, `${growth.toFixed(0)} MB more after 1,000 steps`);
  model.dispose();
  labels.dispose();
});

Deno.test("a thousand compiled steps leak neither tensors nor memory", async () => {
  await useTensorFlow();
  const binding = nativeBinding();
  const model = tinyModel(), optimizer = new Adam(1e-3);
  const step = trainingStep(model, optimizer, 1);
  const bytes = new Uint8Array(32 * 16 * 16), labels = tf.ones<tf.Rank.R2>([32, 1]);
  const train = async (steps: number) => {
    for (let i = 0; i < steps; i++) {
      const images = byteTensor<tf.Rank.R4>(bytes, [32, 16, 16, 1]);
      tf.dispose([images, i % 2 ? step(images, labels) : await step.runAsync(images, labels)]);
    }
  };
  await train(100);
  const tensors = [binding.getNumOfTensors(), tf.memory().numTensors];
  const megabytes = nativeMegabytes();
  await train(1000);
  assert.deepEqual([binding.getNumOfTensors(), tf.memory().numTensors], tensors);
  const growth = nativeMegabytes() - megabytes;
  assert.ok(growth < 25, `${growth.toFixed(0)} MB more after 1,000 steps`);
  step.dispose();
  optimizer.dispose();
  model.dispose();
  labels.dispose();
});

Deno.test("what a tidy makes is freed, also when it throws", async () => {
  await useTensorFlow();
  const { binding } = tensorFlowBackend();
  const before = binding.getNumOfTensors();
  assert.throws(() =>
    tf.tidy(() => {
      tf.relu(tf.ones([4]));
      throw new Error("on purpose");
    }), /on purpose/);
  assert.equal(binding.getNumOfTensors(), before);
});
