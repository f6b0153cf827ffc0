import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { Random } from "hemoleak/random.ts";
import { useTensorFlow } from "hemoleak/tensorflow/backend/backend.ts";
import { tensorFlowBackend } from "hemoleak/tensorflow/backend/kernel_backend.ts";
import { AttributeType, DataType } from "hemoleak/tensorflow/library/c_api.ts";

/** TensorFlow's own kernel for the gradient of max-pooling, which oneDNN's stands in for. */
function ownMaxPoolGradient(
  x: tf.Tensor4D,
  y: tf.Tensor4D,
  dy: tf.Tensor4D,
  [size, stride]: [number, number],
): tf.Tensor {
  return tensorFlowBackend().executeSingleOutput("MaxPoolGrad", [
    { name: "T", type: AttributeType.TYPE, value: DataType.FLOAT },
    { name: "ksize", type: AttributeType.INT, value: [1, size, size, 1] },
    { name: "strides", type: AttributeType.INT, value: [1, stride, stride, 1] },
    { name: "padding", type: AttributeType.STRING, value: "VALID" },
  ], [x, y, dy]);
}

Deno.test("the gradient of max-pooling goes where TensorFlow's own goes, also for equal values", async () => {
  await useTensorFlow();
  const sizes = fc.record({
    rows: fc.integer({ min: 3, max: 12 }),
    columns: fc.integer({ min: 3, max: 12 }),
    channels: fc.integer({ min: 1, max: 20 }),
    size: fc.integer({ min: 1, max: 3 }),
    stride: fc.integer({ min: 1, max: 3 }),
    values: fc.integer({ min: 1, max: 5 }),
    seed: fc.nat(),
  });
  fc.assert(fc.property(sizes, ({ rows, columns, channels, size, stride, values, seed }) => {
    tf.tidy(() => {
      const random = new Random(seed);
      const filled = (shape: [number, number, number, number], value: () => number) =>
        tf.tensor4d(Float32Array.from({ length: tf.util.sizeFromShape(shape) }, value), shape);
      const x = filled([2, rows, columns, channels], () => random.integer(values) - 2);
      const y = tf.maxPool(x, size, stride, "valid");
      // Whole numbers, whose sum where windows overlap does not depend on the order.
      const dy = filled(y.shape, () => random.integer(9) - 4);
      const pool = (input: tf.Tensor) => tf.maxPool(input as tf.Tensor4D, size, stride, "valid");
      assert.deepEqual(
        tf.grad(pool)(x, dy).dataSync(),
        ownMaxPoolGradient(x, y, dy, [size, stride]).dataSync(),
      );
    });
  }));
});
