import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { Random } from "hemoleak/random.ts";
import { Adam, type AdamOptions } from "hemoleak/tensorflow/backend/adam.ts";
import { useTensorFlow } from "hemoleak/tensorflow/backend/backend.ts";
import { compiled } from "hemoleak/tensorflow/compile/compiled.ts";

await useTensorFlow();

const START = [0.5, -1, 2], TARGET = [1, 1, 1];

/** Adam as Kingma and Ba write it before section 2.1, in double precision, on (w - target)^2. */
function byHand(
  steps: number,
  rate: number,
  { beta1, beta2, epsilon, warmUp }: Required<AdamOptions>,
) {
  const w = [...START], m = [0, 0, 0], v = [0, 0, 0];
  for (let t = 1; t <= steps; t++) {
    const scaled = rate * Math.min(1, t / warmUp) * Math.sqrt(1 - beta2 ** t) / (1 - beta1 ** t);
    for (const i of w.keys()) {
      const g = 2 * (w[i]! - TARGET[i]!);
      m[i] = beta1 * m[i]! + (1 - beta1) * g;
      v[i] = beta2 * v[i]! + (1 - beta2) * g * g;
      w[i]! -= scaled * m[i]! / (Math.sqrt(v[i]!) + epsilon);
    }
  }
  return w;
}

function problem() {
  const weights = tf.variable(tf.tensor1d(START));
  const cost = () => weights.sub(tf.tensor1d(TARGET)).square().sum<tf.Scalar>();
  return { weights, cost };
}

const values = (tensor: tf.Tensor) => [...tensor.dataSync()];

for (
  const options of [
    { beta1: 0.9, beta2: 0.999, epsilon: 1e-7, warmUp: 0 },
    { beta1: 0.5, beta2: 0.9, epsilon: 0.1, warmUp: 0 },
    { beta1: 0.9, beta2: 0.999, epsilon: 1e-7, warmUp: 4 },
  ]
) {
  Deno.test(`ten steps are those of the article (${Object.values(options)})`, () => {
    const { weights, cost } = problem();
    const optimizer = new Adam(0.1, options);
    for (let step = 0; step < 10; step++) optimizer.minimize(cost, false, [weights]);
    byHand(10, 0.1, options).forEach((expected, i) =>
      assert.ok(Math.abs(values(weights)[i]! - expected) < 1e-5, `${expected}`)
    );
    assert.equal(optimizer.iterations, 10);
  });
}

Deno.test("compiled steps are those that are not, bit for bit, at any rate", () => {
  const run = (wrap: (step: () => void) => () => void) => {
    const { weights, cost } = problem();
    const optimizer = new Adam(0.1);
    const step = wrap(() => void optimizer.minimize(cost, false, [weights]));
    for (let i = 0; i < 6; i++) {
      optimizer.learningRate = 0.1 / (i + 1);
      step();
    }
    assert.equal(optimizer.iterations, 6);
    return values(weights);
  };
  assert.deepEqual(run(compiled), run((step) => step));
});

Deno.test("a variable without a gradient stays, and clones keep what they have", () => {
  const { weights, cost } = problem();
  const other = tf.variable(tf.scalar(3)), before = weights.clone();
  const optimizer = new Adam(0.1);
  optimizer.minimize(() => cost().add(other.mul(0)), false, [weights, other]);
  assert.deepEqual(values(before), START);
  assert.deepEqual(values(other), [3]);
  assert.ok(values(weights).every((value, i) => Math.abs(value - START[i]!) > 0.05));
});

Deno.test("its state can be carried over", async () => {
  const train = (optimizer: Adam, { weights, cost }: ReturnType<typeof problem>, steps: number) => {
    for (let step = 0; step < steps; step++) optimizer.minimize(cost, false, [weights]);
    return values(weights);
  };
  const random = new Random(1, "adam");
  const steps = 3 + random.integer(4);
  const expected = train(new Adam(0.1), problem(), steps + 4);
  const first = problem(), before = new Adam(0.1);
  train(before, first, steps);
  const state = await before.getWeights();
  const after = new Adam(0.1);
  await after.setWeights(state);
  assert.deepEqual(train(after, first, 4), expected);
  await assert.rejects(after.setWeights([state[0]!, { name: "odd", tensor: tf.scalar(1) }]), {
    name: "TensorFlowError",
    message: /found "odd"/,
  });
});

Deno.test("moments made ahead are those that the first step makes", async () => {
  const [first, second] = [problem(), problem()];
  const plain = new Adam(0.1), prepared = new Adam(0.1);
  await prepared.prepare([second.weights]);
  const names = (await prepared.getWeights()).map(({ name }) => name.replace(/^.*\//, ""));
  assert.deepEqual(names, ["iter", "m", "v"]);
  assert.equal(prepared.iterations, 0);
  const before = tf.memory().numTensors;
  await prepared.prepare([second.weights]);
  tf.tidy(() => void prepared.minimize(second.cost, false, [second.weights]));
  assert.equal(tf.memory().numTensors, before);
  plain.minimize(first.cost, false, [first.weights]);
  assert.deepEqual(values(second.weights), values(first.weights));
});

Deno.test("it frees what it has made", () => {
  const { weights, cost } = problem();
  const step = (optimizer: Adam) => tf.tidy(() => void optimizer.minimize(cost, false, [weights]));
  const before = tf.memory().numTensors;
  const optimizer = new Adam(0.1);
  step(optimizer);
  assert.equal(tf.memory().numTensors, before + 2);
  optimizer.dispose();
  assert.equal(tf.memory().numTensors, before);
});
