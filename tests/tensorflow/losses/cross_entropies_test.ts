import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { Adam } from "hemoleak/tensorflow/backend/adam.ts";
import { useTensorFlow } from "hemoleak/tensorflow/backend/backend.ts";
import { compileModel } from "hemoleak/tensorflow/compile/compile_model.ts";
import { compiled } from "hemoleak/tensorflow/compile/compiled.ts";
import { crossEntropies } from "hemoleak/tensorflow/losses/cross_entropies.ts";

await useTensorFlow();

const SIZES = [1e-3, 0.1, 1, 5, 13, 14, 16, 17, 20, 50, 80, 100, 500];
const LOGITS = [0, ...SIZES, ...SIZES.map((size) => -size)];

/** By the definition, in double precision: -log of the probability of what is so. */
const lossOf = (x: number, label: number) => softplus(label === 1 ? -x : x);
const softplus = (x: number) => x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x));
/** And its derivative: the probability less the label, without the difference where they are close. */
const slopeOf = (x: number, label: number) =>
  label === 1 ? -1 / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x));

/** Equal to a few of float32's last digits, or below the least normal number, as is what is found. */
function assertClose(found: number, expected: number, what: string): void {
  const off = Math.abs(found - expected);
  assert.ok(
    off <= 1e-6 * Math.abs(expected) || off < 1.2e-38,
    `${what}: ${found}, not ${expected}`,
  );
}

const valueAndSlope = (x: tf.Tensor, labels: tf.Tensor) => {
  const { value, grad } = tf.valueAndGrad((each) => crossEntropies(each, labels).sum())(x);
  value.dispose();
  return [crossEntropies(x, labels), grad] as const;
};

for (
  const [how, run] of [["as it is", valueAndSlope], ["compiled", compiled(valueAndSlope)]] as const
) {
  Deno.test(`cross-entropy and its gradient from logits of ±0.001 to ±500, ${how}`, () => {
    for (const label of [0, 1]) {
      const x = tf.tensor2d(LOGITS, [LOGITS.length, 1]);
      const [losses, slopes] = run(x, tf.fill(x.shape, label)).map((one) => one.dataSync());
      LOGITS.forEach((logit, i) => {
        const at = `logit ${logit}, label ${label}`;
        assertClose(losses![i]!, lossOf(logit, label), `loss at ${at}`);
        assertClose(slopes![i]!, slopeOf(logit, label), `gradient at ${at}`);
      });
      x.dispose();
    }
  });
}

Deno.test("a soft label weighs both", () => {
  const found = crossEntropies(tf.tensor1d([2]), tf.tensor1d([0.25])).dataSync()[0]!;
  assertClose(found, 0.25 * lossOf(2, 1) + 0.75 * lossOf(2, 0), "loss");
});

const LOSS = "binaryCrossentropy";

/** One sigmoid unit on one input, whose answer is a probability that rounds to 1. */
function certainModel(loss: string | string[] | Record<string, string>) {
  const model = tf.sequential({
    layers: [tf.layers.dense({
      inputShape: [1],
      name: "answer",
      units: 1,
      activation: "sigmoid",
      weights: [tf.tensor2d([60], [1, 1]), tf.tensor1d([0])],
    })],
  });
  model.compile({ optimizer: new Adam(0.1), loss, metrics: ["accuracy"] });
  return model;
}

Deno.test("compileModel: a network that is certain and wrong is corrected, as by tfjs it is not", async () => {
  const images = tf.ones([4, 1]), labels = tf.zeros([4, 1]);
  const weightAfter = async (compile: boolean, loss: Parameters<typeof certainModel>[0] = LOSS) => {
    const model = certainModel(loss);
    const fast = compile ? compileModel(model) : undefined;
    const { history } = await model.fit(images, labels, { epochs: 3, verbose: 0 });
    const [weight] = model.getWeights()[0]!.dataSync();
    fast?.dispose();
    model.dispose();
    return { weight: weight!, losses: history["loss"] as number[] };
  };
  const plain = await weightAfter(false), stable = await weightAfter(true);
  // However the loss is given.
  assert.deepEqual(await weightAfter(true, [LOSS]), stable);
  assert.deepEqual(await weightAfter(true, { answer: LOSS }), stable);
  assert.equal(plain.weight, 60);
  assert.ok(Math.abs(plain.losses[0]! - 7 * Math.LN10) < 0.2, `${plain.losses}`);
  // Adam's steps of 0.1 each: of the weight, and of the bias as well.
  assert.ok(Math.abs(stable.weight - 59.7) < 1e-3, `${stable.weight}`);
  stable.losses.forEach((loss, i) => assert.ok(Math.abs(loss - (60 - 0.2 * i)) < 1e-3, `${loss}`));
  tf.dispose([images, labels]);
});

Deno.test("compileModel: other losses, and probabilities that no sigmoid made, are as they were", async () => {
  const images = tf.tensor2d([0.1, 0.4, 0.6, 0.9], [4, 1]),
    labels = tf.tensor2d([0, 1, 0, 1], [4, 1]);
  const train = async (compile: boolean, layers: tf.layers.Layer[], loss: string) => {
    const model = tf.sequential({ layers });
    model.compile({ optimizer: new Adam(0.1), loss });
    const fast = compile ? compileModel(model, { asRecorded: true }) : undefined;
    const losses = [];
    for (let i = 0; i < 3; i++) losses.push(await model.trainOnBatch(images, labels));
    fast?.dispose();
    model.dispose();
    return losses;
  };
  const unit = (activation: "sigmoid" | "hardSigmoid") =>
    tf.layers.dense({ inputShape: [1], units: 1, activation, kernelInitializer: "ones" });
  for (
    const [layer, loss] of [["sigmoid", "meanSquaredError"], [
      "hardSigmoid",
      "binaryCrossentropy",
    ]] as const
  ) {
    assert.deepEqual(
      await train(true, [unit(layer)], loss),
      await train(false, [unit(layer)], loss),
    );
  }
  tf.dispose([images, labels]);
});
