/**
 * Trains CNN4 (64 x 64, batches of 32) on one of the two bindings and prints images a second and
 * CPU milliseconds per image as JSON. `bench/train.ts` starts it afresh for every measurement.
 *
 *     deno run -A bench/train_once.ts hemoleak|addon
 *
 * @module
 */
import { createRequire } from "node:module";
import util from "node:util";
import * as tf from "@tensorflow/tfjs";
import type { TFJSBinding } from "@tensorflow/tfjs-node-gpu/dist/tfjs_binding.d.ts";
import { useTensorFlow } from "hemoleak/tensorflow/backend/backend.ts";
import { addonPath } from "./build_addon.ts";

const SIZE = 64, BATCH = 32, WARM_UP = 6, STEPS = 24;

/** One measurement, as `bench/train.ts` reads it. */
export interface Measurement {
  readonly imagesPerSecond: number;
  readonly cpuMillisecondsPerImage: number;
}

/** tfjs-node as it is: its addon, its gradients, TensorFlow's defaults. */
async function useAddon(): Promise<void> {
  Object.assign(util, { isNullOrUndefined: (value: unknown) => value == null });
  Object.assign(util, { isArray: Array.isArray });
  const { NodeJSKernelBackend } = await import(
    "@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend.js"
  );
  await import("@tensorflow/tfjs-node-gpu/dist/register_all_kernels.js");
  const addon = createRequire(import.meta.url)(addonPath) as TFJSBinding;
  tf.registerBackend("tensorflow", () => new NodeJSKernelBackend(addon, "@tensorflow/tfjs-node"));
  await tf.setBackend("tensorflow");
}

function cnn4(): tf.Sequential {
  const convolution = (filters: number, inputShape?: number[]) =>
    tf.layers.conv2d({
      ...(inputShape && { inputShape }),
      filters,
      kernelSize: 3,
      activation: "relu",
      kernelInitializer: "heNormal",
    });
  const model = tf.sequential({
    layers: [
      convolution(32, [SIZE, SIZE, 1]),
      convolution(32),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      convolution(64),
      convolution(64),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 128, activation: "relu" }),
      tf.layers.dense({ units: 1, activation: "sigmoid" }),
    ],
  });
  model.compile({ optimizer: tf.train.adam(3e-4), loss: "binaryCrossentropy" });
  return model;
}

async function measure(): Promise<Measurement> {
  const model = cnn4();
  const images = tf.randomUniform([BATCH, SIZE, SIZE, 1], 0, 1, "float32", 1);
  const labels = tf.cast(
    tf.greater(tf.randomUniform([BATCH, 1], 0, 1, "float32", 2), 0.5),
    "float32",
  );
  const train = async (steps: number) => {
    for (let step = 0; step < steps; step++) await model.trainOnBatch(images, labels);
  };
  await train(WARM_UP);
  const start = performance.now(), before = process.cpuUsage();
  await train(STEPS);
  const milliseconds = performance.now() - start, { user, system } = process.cpuUsage(before);
  const count = STEPS * BATCH;
  return {
    imagesPerSecond: count / milliseconds * 1000,
    cpuMillisecondsPerImage: (user + system) / 1000 / count,
  };
}

if (import.meta.main) {
  await (Deno.args[0] === "addon" ? useAddon() : useTensorFlow());
  console.log(JSON.stringify(await measure()));
}
