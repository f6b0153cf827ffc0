import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { architectureTable } from "hemoleak/report/training/architecture.ts";

Deno.test("architecture table: layers, output shapes and parameters, summed up", () => {
  const model = tf.sequential({
    layers: [
      tf.layers.conv2d({ inputShape: [8, 8, 1], filters: 4, kernelSize: 3, name: "conv" }),
      tf.layers.flatten({ name: "flat" }),
      tf.layers.dense({ units: 1, name: "out" }),
    ],
  });
  try {
    // 4 filters x 3 x 3 x 1 + 4 biases; 6 x 6 x 4 inputs + 1 bias.
    assert.deepEqual(architectureTable(model, "Net").rows, [
      ["conv", "Conv2D", "6 × 6 × 4", "40"],
      ["flat", "Flatten", "144", "0"],
      ["out", "Dense", "1", "145"],
      ["all", "", "", "185"],
    ]);
  } finally {
    model.dispose();
  }
});
