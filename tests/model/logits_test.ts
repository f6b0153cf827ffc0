import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { cnn4 } from "hemoleak/model/cnn4.ts";
import { logits } from "hemoleak/model/logits.ts";
import { vgg16 } from "hemoleak/model/vgg16.ts";
import { Random } from "hemoleak/random.ts";
import { useTensorFlow } from "hemoleak/tensorflow/backend/backend.ts";

await useTensorFlow();

const random = () => new Random(1);
const unit = (activation?: "sigmoid" | "softmax", useBias = true) =>
  tf.layers.dense({ units: 1, useBias, ...activation && { activation } });
const flat = () => tf.layers.flatten({ inputShape: [32, 32, 1] });

const NETWORKS: [string, () => tf.LayersModel][] = [
  ["CNN4", () => cnn4({ size: 32, random: random(), filters: [4, 4], dense: 8 })],
  ["VGG16", () => vgg16({ size: 32, random: random(), width: 0.05 })],
  ["no bias", () => tf.sequential({ layers: [flat(), unit("sigmoid", false)] })],
  [
    "a sigmoid of its own",
    () =>
      tf.sequential({ layers: [flat(), unit(), tf.layers.activation({ activation: "sigmoid" })] }),
  ],
  ["layers by name", () => {
    const input = tf.input({ shape: [32, 32, 1] });
    const output = unit("sigmoid").apply(flat().apply(input)) as tf.SymbolicTensor;
    return tf.model({ inputs: input, outputs: output });
  }],
];

for (const [name, make] of NETWORKS) {
  Deno.test(`the sigmoid of the logits is the network's probability: ${name}`, () => {
    const model = make(), before = tf.memory().numTensors;
    const images = tf.randomUniform([3, 32, 32, 1], 0, 1, "float32", 1);
    const found = tf.tidy(() => logits(model, images).sigmoid().dataSync());
    const expected = tf.tidy(() => (model.apply(images) as tf.Tensor).dataSync());
    assert.equal(found.length, 3);
    found.forEach((value, i) => assert.ok(Math.abs(value - expected[i]!) < 1e-6));
    images.dispose();
    assert.equal(tf.memory().numTensors, before);
    model.dispose();
  });
}

Deno.test("a network that does not end in a sigmoid is refused, and what it ends in is named", () => {
  const images = tf.zeros([1, 32, 32, 1]);
  const refused = (layers: tf.layers.Layer[], message: RegExp) => {
    const model = tf.sequential({ layers: [flat(), ...layers] });
    assert.throws(() => logits(model, images), { name: "TrainingError", message });
    model.dispose();
  };
  refused([unit()], /end in a sigmoid .* found Dense "dense_.*" with the activation "linear"/);
  refused([unit("sigmoid"), tf.layers.reshape({ targetShape: [1] })], /found Reshape .* "none"/);
  images.dispose();
});
