import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { useTensorFlow } from "hemoleak/tensorflow/backend/backend.ts";
import { tensorFromPieces } from "hemoleak/tensorflow/backend/tensors.ts";
import { piecesOf } from "hemoleak/train/checkpoints/tensor_pieces.ts";

await useTensorFlow();

const SHAPES = [[], [1], [7, 3], [2 ** 18], [3, 2 ** 18 + 1], [5, 7, 11, 999]];

Deno.test("a tensor of any shape comes apart into small pieces, and together with its bits", async () => {
  const before = tf.memory().numTensors;
  for (const shape of SHAPES) {
    const tensor = tf.randomUniform(shape, -1, 1, "float32", 1);
    const pieces = await Array.fromAsync(piecesOf(tensor));
    assert.ok(pieces.every(({ byteLength }) => byteLength <= 2 ** 20));
    assert.deepEqual(Float32Array.from(pieces.flatMap((piece) => [...piece])), tensor.dataSync());
    const joined = await tensorFromPieces(shape, piecesOf(tensor));
    assert.deepEqual(joined.shape, shape);
    assert.deepEqual(joined.dataSync(), tensor.dataSync());
    tf.dispose([tensor, joined]);
  }
  assert.equal(tf.memory().numTensors, before);
});

Deno.test("pieces that fail are no tensor, and leave none behind", async () => {
  const before = tf.memory().numTensors;
  async function* pieces() {
    yield await Promise.resolve(Float32Array.of(1, 2));
    throw new Error("cut off");
  }
  await assert.rejects(tensorFromPieces([4], pieces()), { message: "cut off" });
  for (const [shape, count] of [[[4], 5], [[2, 3], 4]] as const) {
    const zeros = tf.zeros([count]);
    await assert.rejects(tensorFromPieces(shape, piecesOf(zeros)), {
      name: "TensorFlowError",
      message: /Expected (4|6) values for a tensor of shape \[(4|2,3)\] but found (5 or more|4)\./,
    });
    zeros.dispose();
  }
  assert.equal(tf.memory().numTensors, before);
});

Deno.test("timers have their turn between pieces, however long they are worked on", async () => {
  const tensor = tf.zeros([4 * 2 ** 18]);
  let piece = 0;
  const ticks = new Set<number>();
  const timer = setInterval(() => ticks.add(piece), 1);
  for await (const _ of piecesOf(tensor)) {
    piece++;
    const end = performance.now() + 5;
    while (performance.now() < end);
  }
  clearInterval(timer);
  tensor.dispose();
  assert.deepEqual([1, 2, 3].filter((number) => !ticks.has(number)), []);
});
