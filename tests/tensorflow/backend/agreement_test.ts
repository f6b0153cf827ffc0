// Expected values: tfjs's cpu backend, plain JavaScript loops written independently of TensorFlow.
import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { Random } from "hemoleak/random.ts";
import { useTensorFlow } from "hemoleak/tensorflow/backend/backend.ts";

const TOLERANCE = 1e-5;

type Operation = (...inputs: tf.Tensor[]) => tf.Tensor;
type Arrays = Record<string, Float32Array>;
type Values = { shape: number[]; values: Float32Array };

const random = new Random(2, "agreement");
const uniform = (...shape: number[]) => filled(shape, () => random.uniform(-1, 1));
const positive = (...shape: number[]) => filled(shape, () => random.uniform(0.05, 0.95));
/** Few different values, so that the windows of a pooling hold several equal largest ones. */
const tied = (...shape: number[]) => filled(shape, () => random.integer(3));
const zeroOrOne = (...shape: number[]) => filled(shape, () => random.integer(2));

function filled(shape: number[], value: () => number): Values {
  const size = shape.reduce((product, length) => product * length, 1);
  return { shape, values: Float32Array.from({ length: size }, value) };
}

/** Runs `compute` on each backend; its tensors are disposed, its plain results compared. */
async function compareBackends(compute: () => Arrays): Promise<void> {
  await useTensorFlow();
  const found = tf.tidy(compute);
  await tf.setBackend("cpu");
  try {
    const expected = tf.tidy(compute);
    assert.deepEqual(Object.keys(found), Object.keys(expected));
    for (const name in expected) assertClose(found[name]!, expected[name]!, name);
  } finally {
    await useTensorFlow();
  }
}

/** Asserts that the largest difference is small beside the largest expected value. */
function assertClose(found: Float32Array, expected: Float32Array, name: string): void {
  assert.equal(found.length, expected.length, name);
  let difference = 0, largest = 0;
  for (let i = 0; i < expected.length; i++) {
    assert.ok(Number.isFinite(found[i]!), `${name}[${i}] is ${found[i]}`);
    difference = Math.max(difference, Math.abs(found[i]! - expected[i]!));
    largest = Math.max(largest, Math.abs(expected[i]!));
  }
  assert.ok(difference <= TOLERANCE * largest, `${name}: ${difference} off, beside ${largest}`);
}

const toTensor = ({ shape, values }: Values) => tf.tensor(values, shape);
const read = (tensor: tf.Tensor) => Float32Array.from(tensor.dataSync());

/** The value, and the gradient of a random weighted sum of it with respect to every input. */
function valueAndGradients(operation: Operation, inputs: Values[]): Arrays {
  const results: Arrays = {};
  const tensors = inputs.map(toTensor);
  const value = operation(...tensors);
  results["value"] = read(value);
  const weightsRandom = new Random(3);
  const weights = toTensor(filled(value.shape, () => weightsRandom.uniform(-1, 1)));
  const weighted = (...args: tf.Tensor[]) => tf.sum(tf.mul(operation(...args), weights));
  tf.grads(weighted)(tensors).forEach((gradient, i) => {
    results[`gradient of input ${i}`] = read(gradient);
  });
  return results;
}

const images = (t: tf.Tensor) => t as tf.Tensor4D;
const conv2d = (strides: number, pad: "same" | "valid"): Operation => (x, filter) =>
  tf.conv2d(images(x!), images(filter!), strides, pad);
const maxPool = (size: number, strides: number, pad: "same" | "valid"): Operation => (x) =>
  tf.maxPool(images(x!), size, strides, pad);
const loss =
  (name: "binaryCrossentropy" | "categoricalCrossentropy"): Operation => (truth, score) =>
    tf.metrics[name](truth!, score!);

const differentiable: [string, Operation, Values[]][] = [
  ["conv2d valid", conv2d(1, "valid"), [uniform(3, 12, 12, 4), uniform(3, 3, 4, 8)]],
  ["conv2d same", conv2d(1, "same"), [uniform(3, 12, 12, 4), uniform(3, 3, 4, 8)]],
  ["conv2d of one channel", conv2d(1, "valid"), [uniform(2, 16, 16, 1), uniform(3, 3, 1, 32)]],
  ["conv2d of three channels", conv2d(1, "same"), [uniform(2, 16, 16, 3), uniform(3, 3, 3, 16)]],
  ["conv2d 1 x 1", conv2d(1, "same"), [uniform(2, 5, 5, 16), uniform(1, 1, 16, 4)]],
  ["conv2d with strides", conv2d(2, "same"), [uniform(2, 11, 13, 4), uniform(3, 3, 4, 8)]],
  ["conv2d of one image", conv2d(1, "valid"), [uniform(1, 8, 8, 2), uniform(5, 5, 2, 3)]],
  ["max pool", maxPool(2, 2, "valid"), [uniform(3, 12, 12, 8)]],
  ["max pool of an odd size", maxPool(2, 2, "valid"), [uniform(2, 13, 11, 3)]],
  ["max pool same, overlapping", maxPool(3, 2, "same"), [uniform(2, 12, 12, 3)]],
  ["max pool of equal values", maxPool(2, 2, "valid"), [tied(2, 12, 12, 8)]],
  ["max pool same of equal values", maxPool(3, 2, "same"), [tied(2, 11, 11, 8)]],
  ["bias", (x, bias) => tf.add(x!, bias!), [uniform(2, 6, 6, 8), uniform(8)]],
  ["bias of a dense layer", (x, bias) => tf.add(x!, bias!), [uniform(7, 16), uniform(16)]],
  ["relu", (x) => tf.relu(x!), [uniform(4, 9, 9, 3)]],
  ["sigmoid", (x) => tf.sigmoid(tf.mul(x!, 8)), [uniform(32, 4)]],
  ["tanh", (x) => tf.tanh(x!), [uniform(32, 4)]],
  ["softmax", (x) => tf.softmax(tf.mul(x!, 5)), [uniform(8, 20)]],
  ["matMul", (a, b) => tf.matMul(a!, b!), [uniform(9, 33), uniform(33, 17)]],
  ["flatten", (x) => tf.reshape(x!, [2, 36]), [uniform(2, 3, 3, 4)]],
  ["mean", (x) => tf.mean(x!), [uniform(5, 40)]],
  ["binary cross-entropy", loss("binaryCrossentropy"), [zeroOrOne(32, 1), positive(32, 1)]],
  ["categorical cross-entropy", loss("categoricalCrossentropy"), [
    positive(8, 5),
    positive(8, 5),
  ]],
  ["fused convolution", (x, filter, bias) =>
    tf.fused.conv2d({
      x: images(x!),
      filter: images(filter!),
      strides: 1,
      pad: "same",
      bias: bias!,
      activation: "relu",
    }), [uniform(2, 9, 9, 3), uniform(3, 3, 3, 8), uniform(8)]],
  [
    "fused dense",
    (a, b, bias) => tf.fused.matMul({ a: a!, b: b!, bias: bias!, activation: "relu" }),
    [
      uniform(9, 33),
      uniform(33, 17),
      uniform(17),
    ],
  ],
  ["dropout", (x) => tf.dropout(x!, 0.5, undefined, 7), [uniform(32, 16)]],
];

for (const [name, operation, inputs] of differentiable) {
  Deno.test(`${name} agrees with the cpu backend, and so do its gradients`, async () => {
    await compareBackends(() => valueAndGradients(operation, inputs));
  });
}

const forwardOnly: [string, Operation, Values[]][] = [
  ["sum of everything", (x) => tf.sum(x!), [uniform(4, 5, 6)]],
  ["sum to the last axis", (x) => tf.sum(x!, [1, 0]), [uniform(40, 5, 6)]],
  ["sum to the last axis, kept", (x) => tf.sum(x!, [0, 1], true), [uniform(4, 5, 6)]],
  ["sum to the first axis", (x) => tf.sum(x!, [1, -1]), [uniform(4, 5, 6)]],
  ["sum of one axis of three", (x) => tf.sum(x!, 1), [uniform(4, 5, 6)]],
  ["sum of a vector", (x) => tf.sum(x!, 0), [uniform(9)]],
  ["sum of whole numbers", (x) => tf.sum(tf.cast(x!, "int32"), 0), [tied(9, 3)]],
  ["sum of nothing", (x) => tf.sum(x!, 0), [filled([0, 3], () => 0)]],
  ["argMax", (x) => tf.argMax(x!, 1), [uniform(16, 7)]],
  ["threshold", (x) => tf.cast(tf.greater(x!, 0.5), "float32"), [uniform(16, 7)]],
  ["one-hot", (x) => tf.oneHot(tf.cast(x!, "int32"), 2), [zeroOrOne(12)]],
  ["slice of a batch", (x) => tf.slice(x!, [3, 0, 0], [4, 6, 5]), [uniform(9, 6, 5)]],
  ["gather", (x) => tf.gather(x!, tf.tensor1d([4, 0, 4], "int32")), [uniform(5, 6)]],
  ["concat", (a, b) => tf.concat([a!, b!], 0), [uniform(3, 4), uniform(2, 4)]],
  ["cast to whole numbers", (x) => tf.cast(tf.mul(x!, 9), "int32"), [uniform(30)]],
];

for (const [name, operation, inputs] of forwardOnly) {
  Deno.test(`${name} agrees with the cpu backend`, async () => {
    await compareBackends(() => ({ value: read(operation(...inputs.map(toTensor))) }));
  });
}

Deno.test("Adam's steps agree with the cpu backend", async () => {
  const start = uniform(6, 5), target = uniform(6, 5);
  await compareBackends(() => {
    const weights = tf.variable(toTensor(start));
    const optimizer = tf.train.adam(3e-2);
    for (let step = 0; step < 5; step++) {
      optimizer.minimize(() => tf.sum(tf.square(tf.sub(weights, toTensor(target)))), false, [
        weights,
      ]);
    }
    const results = { weights: read(weights) };
    optimizer.dispose();
    weights.dispose();
    return results;
  });
});

/** Two convolutions, a pooling and two dense layers, as in both of the paper's networks. */
function network(pad: "same" | "valid", channels: number): tf.Sequential {
  const seeded = (seed: number) => tf.initializers.heNormal({ seed });
  const activation = "relu", kernelSize = 3, padding = pad;
  return tf.sequential({
    layers: [
      tf.layers.conv2d({
        inputShape: [12, 12, channels],
        filters: 6,
        kernelSize,
        padding,
        activation,
        kernelInitializer: seeded(1),
      }),
      tf.layers.conv2d({
        filters: 8,
        kernelSize,
        padding,
        activation,
        kernelInitializer: seeded(2),
      }),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 16, activation, kernelInitializer: seeded(3) }),
      tf.layers.dense({ units: 1, activation: "sigmoid", kernelInitializer: seeded(4) }),
    ],
  });
}

for (const [pad, channels] of [["valid", 1], ["same", 3]] as const) {
  Deno.test(`a training step of a network with ${pad} padding agrees with the cpu backend`, async () => {
    const x = positive(8, 12, 12, channels), y = zeroOrOne(8, 1);
    await compareBackends(() => {
      const model = network(pad, channels);
      const scores = () => model.apply(toTensor(x), { training: true }) as tf.Tensor;
      const cost = () => tf.mean(tf.metrics.binaryCrossentropy(toTensor(y), scores())) as tf.Scalar;
      const { value, grads } = tf.variableGrads(cost);
      const predicted = model.predict(toTensor(x)) as tf.Tensor;
      const results: Arrays = { loss: read(value), prediction: read(predicted) };
      Object.values(grads).forEach((gradient, i) => results[`gradient ${i}`] = read(gradient));
      assert.equal(Object.keys(results).length, 2 + model.getWeights().length);
      model.dispose();
      return results;
    });
  });
}
