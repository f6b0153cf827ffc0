import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { Random } from "hemoleak/random.ts";
import { useTensorFlow } from "hemoleak/tensorflow/backend/backend.ts";
import { nativeBinding } from "hemoleak/tensorflow/backend/kernel_backend.ts";
import { train } from "hemoleak/train/train.ts";
import { withFolder } from "../fixtures/with_folder.ts";
import { brightSide } from "./bright_side.ts";

/** The process's memory without JavaScript's heap, which the collector lets grow and shrink. */
function nativeMegabytes(): number {
  const { rss, heapTotal } = Deno.memoryUsage();
  return (rss - heapTotal) / 2 ** 20;
}

const openFiles = () => [...Deno.readDirSync("/proc/self/fd")].length;

/** 394,753 weights: with Adam's moments 4.7 MB a checkpoint. */
function wideModel(): tf.Sequential {
  const dense = (units: number, seed: number) =>
    tf.layers.dense({
      ...{ units, activation: units > 1 ? "relu" : "sigmoid" },
      kernelInitializer: tf.initializers.glorotUniform({ seed }),
    });
  return tf.sequential({
    layers: [
      tf.layers.flatten({ inputShape: [16, 16, 1] }),
      ...[dense(512, 1), dense(512, 2), dense(1, 3)],
    ],
  });
}

Deno.test({
  name: "a thousand steps with twenty checkpoints leak neither tensors, files nor memory",
  ignore: Deno.build.os !== "linux",
  fn: () =>
    withFolder(async (folder) => {
      await useTensorFlow();
      const model = wideModel(), data = brightSide(84);
      const state = () => ({
        tensors: [nativeBinding().getNumOfTensors(), tf.memory().numTensors],
        files: openFiles(),
        megabytes: nativeMegabytes(),
      });
      let steps = 0, warm = state();
      const options = { epochs: 24, batchSize: 1, random: new Random(1), checkpoints: folder };
      await train(model, data, { ...options, learningRate: 1e-6 }, (event) => {
        if (event.kind === "batch") steps++;
        if (event.kind !== "epoch") return;
        if (event.epoch === 4) [warm, steps] = [state(), 0];
        if (event.epoch !== 24) return;
        const { megabytes, files, tensors } = state();
        assert.deepEqual(tensors, warm.tensors);
        // Fewer is possible: a file that was left to the collector elsewhere is closed at any time.
        assert.ok(files <= warm.files, `${files} files open, ${warm.files} before`);
        // Of what a checkpoint copies, twenty times would be 95 MB.
        const growth = megabytes - warm.megabytes;
        assert.ok(growth < 25, `${growth.toFixed(0)} MB more`);
      });
      assert.equal(steps, 1000);
      model.dispose();
    }),
});
