import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { useTensorFlow } from "hemoleak/tensorflow/backend/backend.ts";

await useTensorFlow();

const activations: [string, (x: tf.Tensor) => tf.Tensor][] = [
  ["Relu", tf.relu],
  ["Sigmoid", tf.sigmoid],
  ["Tanh", tf.tanh],
];

for (const [name, activation] of activations) {
  Deno.test(`the gradient of the gradient of ${name} is refused, not taken for zero`, () => {
    const slope = tf.grad((x) => activation(x).square());
    const x = tf.tensor1d([0.5, -0.25]);
    assert.ok(slope(x).dataSync()[0]! > 0);
    assert.throws(() => tf.grad(slope)(x), {
      name: "TensorFlowError",
      message: new RegExp(`gradient of ${name}'s gradient is not available`),
    });
  });

  Deno.test(`the cpu backend has the gradient of the gradient of ${name}`, async () => {
    await tf.setBackend("cpu");
    try {
      const second = tf.grad(tf.grad((x) => activation(x).square()))(tf.tensor1d([0.5]));
      assert.ok(Number.isFinite(second.dataSync()[0]!) && second.dataSync()[0] !== 0);
    } finally {
      await useTensorFlow();
    }
  });
}
