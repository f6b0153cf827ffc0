import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { Random } from "hemoleak/random.ts";
import { Adam } from "hemoleak/tensorflow/backend/adam.ts";
import { useTensorFlow } from "hemoleak/tensorflow/backend/backend.ts";
import { tensorFlowBackend } from "hemoleak/tensorflow/backend/kernel_backend.ts";
import { compileModel } from "hemoleak/tensorflow/compile/compile_model.ts";
import type { CompileOptions } from "hemoleak/tensorflow/compile/compiled.ts";

await useTensorFlow();

const COUNT = 40, SIZE = 10, BATCH = 16; // The last batch of an epoch is smaller.

function network(more: tf.layers.Layer[] = []): tf.Sequential {
  const kernelInitializer = (seed: number) => tf.initializers.heNormal({ seed });
  return tf.sequential({
    layers: [
      tf.layers.conv2d({
        inputShape: [SIZE, SIZE, 1],
        filters: 4,
        kernelSize: 3,
        activation: "relu",
        kernelInitializer: kernelInitializer(1),
      }),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.flatten(),
      ...more,
      tf.layers.dense({ units: 1, activation: "sigmoid", kernelInitializer: kernelInitializer(2) }),
    ],
  });
}

const random = new Random(3, "compile model");
const images = tf.tensor4d(
  Float32Array.from({ length: COUNT * SIZE * SIZE }, () => random.float()),
  [COUNT, SIZE, SIZE, 1],
);
const labels = tf.tensor2d(Array.from({ length: COUNT }, () => random.integer(2)), [COUNT, 1]);

interface Outcome {
  history: unknown;
  weights: Uint32Array[];
  evaluation: number[];
}

/** Two epochs of `fit`, with validation, and what `evaluate` says after. */
async function outcome(
  optimizer: tf.Optimizer,
  options: CompileOptions | null,
  layers: () => tf.layers.Layer[] = () => [],
  loss = "binaryCrossentropy",
): Promise<Outcome> {
  const model = network(layers());
  model.compile({ optimizer, loss, metrics: ["accuracy"] });
  const fast = options ? compileModel(model, options) : undefined;
  const { history } = await model.fit(images, labels, {
    epochs: 2,
    batchSize: BATCH,
    shuffle: false,
    verbose: 0,
    validationData: [images, labels],
  });
  const scores = model.evaluate(images, labels) as tf.Scalar[];
  const weights = model.getWeights().map((one) => new Uint32Array(one.dataSync().slice().buffer));
  if (fast) assert.ok(fast.size >= 2, `${fast.size} functions`);
  fast?.dispose();
  model.dispose();
  return { history, weights, evaluation: scores.map((score) => score.dataSync()[0]!) };
}

const optimizers: [string, () => tf.Optimizer][] = [
  ["Adam", () => new Adam(1e-2)],
  ["tfjs's Adam", () => tf.train.adam(1e-2)],
  ["momentum", () => tf.train.momentum(1e-2, 0.9)],
];

for (const [name, make] of optimizers) {
  Deno.test(`fit and evaluate by ${name} give what they give without, bit for bit`, async () => {
    // Not binary cross-entropy, which is taken from the logits here.
    const run = (options: CompileOptions | null) =>
      outcome(make(), options, undefined, "meanSquaredError");
    assert.deepEqual(await run({ asRecorded: true }), await run(null));
  });
}

Deno.test("with faster operations they give it but for rounding", async () => {
  const found = await outcome(new Adam(1e-3), {}), expected = await outcome(new Adam(1e-3), null);
  assert.equal(found.evaluation[1], expected.evaluation[1]);
  assert.ok(Math.abs(found.evaluation[0]! - expected.evaluation[0]!) < 1e-5);
});

Deno.test("seeded dropout and batch normalization, which assigns its means, too", async () => {
  const layers = () => [
    tf.layers.batchNormalization(),
    tf.layers.dropout({ rate: 0.5, seed: 4 }),
  ];
  const loss = "meanSquaredError";
  const found = await outcome(new Adam(1e-2), { asRecorded: true }, layers, loss);
  const expected = await outcome(new Adam(1e-2), null, layers, loss);
  found.weights.forEach((weights, i) => {
    const numbers = new Float32Array(weights.buffer);
    new Float32Array(expected.weights[i]!.buffer).forEach((value, at) =>
      assert.ok(Math.abs(numbers[at]! - value) < 1e-5)
    );
  });
});

Deno.test("dropout without a seed is refused", async () => {
  const model = network([tf.layers.dropout({ rate: 0.5 })]);
  model.compile({ optimizer: new Adam(1e-2), loss: "binaryCrossentropy" });
  const fast = compileModel(model);
  await assert.rejects(model.trainOnBatch(images, labels), {
    name: "TensorFlowError",
    message: /random numbers in JavaScript/,
  });
  fast.dispose();
  assert.ok(Number.isFinite(await model.trainOnBatch(images, labels)));
  model.dispose();
});

Deno.test("another learning rate and another optimizer take effect", async () => {
  const model = network();
  const optimizer = tf.train.sgd(0.1);
  model.compile({ optimizer, loss: "binaryCrossentropy" });
  const fast = compileModel(model);
  const change = async () => {
    const before = model.getWeights()[0]!.clone();
    await model.trainOnBatch(images, labels);
    return before.sub(model.getWeights()[0]!).abs().max().dataSync()[0]!;
  };
  assert.ok(await change() > 0);
  assert.ok(await change() > 0);
  optimizer.setLearningRate(0);
  assert.equal(await change(), 0);
  model.compile({ optimizer: new Adam(1e-2), loss: "binaryCrossentropy" });
  assert.ok(await change() > 0);
  fast.dispose();
  model.dispose();
});

Deno.test("a model without an optimizer is refused", () => {
  const model = network();
  assert.throws(() => compileModel(model), /Call model\.compile before/);
  model.dispose();
});

Deno.test("a model leaves nothing behind", async () => {
  const { binding } = tensorFlowBackend();
  const tensors = () => [tf.memory().numTensors, binding.getNumOfTensors()];
  const before = tensors();
  const model = network(), optimizer = new Adam(1e-2);
  model.compile({ optimizer, loss: "binaryCrossentropy" });
  const fast = compileModel(model);
  await model.trainOnBatch(images, labels);
  const during = tensors();
  for (let step = 0; step < 5; step++) await model.trainOnBatch(images, labels);
  assert.deepEqual(tensors(), during);
  fast.dispose();
  optimizer.dispose();
  model.dispose();
  assert.deepEqual(tensors(), before);
});
