import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { TensorFlowError } from "hemoleak/error.ts";
import { useTensorFlow } from "hemoleak/tensorflow/backend/backend.ts";
import { tensorFromBytes } from "hemoleak/tensorflow/backend/tensors.ts";

Deno.test("every byte becomes the same number", async () => {
  await useTensorFlow();
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
    const tensor = tensorFromBytes<tf.Rank.R2>(bytes, [bytes.length, 1]);
    assert.deepEqual(tensor.shape, [bytes.length, 1]);
    assert.equal(tensor.dtype, "float32");
    assert.deepEqual(tensor.dataSync(), Float32Array.from(bytes));
    tensor.dispose();
  }));
});

Deno.test("a view into a larger buffer is read from where it starts", async () => {
  await useTensorFlow();
  const view = Uint8Array.of(9, 9, 1, 2, 3).subarray(2);
  const tensor = tensorFromBytes<tf.Rank.R1>(view, [3]);
  assert.deepEqual(tensor.dataSync(), Float32Array.of(1, 2, 3));
  tensor.dispose();
});

Deno.test("too few bytes and a wrong backend are refused", async () => {
  await useTensorFlow();
  const before = tf.memory().numTensors;
  assert.throws(() => tensorFromBytes(new Uint8Array(5), [2, 3]), TensorFlowError);
  await tf.setBackend("cpu");
  assert.throws(() => tensorFromBytes(new Uint8Array(6), [2, 3]), /useTensorFlow/);
  await useTensorFlow();
  assert.equal(tf.memory().numTensors, before);
});
