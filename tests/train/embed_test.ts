import assert from "node:assert/strict";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { TrainingError } from "hemoleak/error.ts";
import { parseNpyHeader } from "hemoleak/files/npy.ts";
import { cnn4 } from "hemoleak/model/cnn4.ts";
import { vgg16 } from "hemoleak/model/vgg16.ts";
import { Random } from "hemoleak/random.ts";
import { useTensorFlow } from "hemoleak/tensorflow/backend/backend.ts";
import { embed, embedToFile, featureUnits } from "hemoleak/train/embed.ts";
import { predict } from "hemoleak/train/predict.ts";
import { withFolder } from "../fixtures/with_folder.ts";
import { brightSide, smallCnn4 } from "./bright_side.ts";

await useTensorFlow();

/** Scores, and all features in one array. */
async function embedded(model: tf.LayersModel, batchSize = 32) {
  const features: number[] = [];
  const { store } = brightSide(40, model.inputs[0]!.shape[1]!);
  const scores = await embed(model, store, INDICES, (batch) => {
    features.push(...batch);
  }, { batchSize });
  return { scores, features: Float32Array.from(features) };
}

const INDICES = Array.from({ length: 40 }, (_, i) => (i * 7) % 40);

Deno.test("scores are those of predict, bit for bit, whatever the network", async () => {
  const { store } = brightSide(40, 32);
  const models = [
    cnn4({ size: 32, random: new Random(1) }),
    vgg16({ size: 32, width: 0.25, random: new Random(1) }),
    vgg16({ size: 32, width: 0.125, channels: 3, random: new Random(2) }),
  ];
  for (const model of models) {
    const { scores, features } = await embedded(model);
    assert.deepEqual(scores, await predict(model, store, INDICES));
    assert.equal(features.length, 40 * featureUnits(model));
    model.dispose();
  }
});

Deno.test("the last layer makes the scores from the features", async () => {
  const model = smallCnn4();
  const { scores, features } = await embedded(model, 7);
  const units = featureUnits(model);
  const [kernel, bias] = model.layers.at(-1)!.getWeights().map((w) => w.dataSync<"float32">());
  for (const [i, score] of scores.entries()) {
    let logit = bias![0]!;
    for (let unit = 0; unit < units; unit++) logit += kernel![unit]! * features[i * units + unit]!;
    assert.ok(Math.abs(score - 1 / (1 + Math.exp(-logit))) < 1e-6);
  }
  model.dispose();
});

Deno.test("an activation of its own after the last dense layer is no layer of features", async () => {
  const { store } = brightSide(40);
  const model = tf.sequential({
    layers: [
      tf.layers.flatten({ inputShape: [store.size, store.size, 1] }),
      tf.layers.dense({ units: 5, activation: "relu" }),
      tf.layers.dense({ units: 1 }),
      tf.layers.activation({ activation: "sigmoid" }),
    ],
  });
  assert.equal(featureUnits(model), 5);
  assert.equal((await embedded(model)).features.length, 40 * 5);
  model.dispose();
});

Deno.test("a file of features is what is given batch by batch; no tensor is left", async () => {
  const { store } = brightSide(40);
  const model = smallCnn4();
  const { scores, features } = await embedded(model, 16);
  await withFolder(async (folder) => {
    const path = join(folder, "embeddings.npy");
    const before = tf.memory().numTensors;
    const written = await embedToFile(model, store, INDICES, path, { batchSize: 16 });
    assert.equal(tf.memory().numTensors, before);
    assert.deepEqual(written, scores);
    const bytes = await Deno.readFile(path);
    const { descr, shape, dataOffset } = parseNpyHeader(bytes, path);
    assert.deepEqual({ descr, shape }, { descr: "<f4", shape: [40, featureUnits(model)] });
    assert.deepEqual(new Float32Array(bytes.slice(dataOffset).buffer), features);
  });
  model.dispose();
});

Deno.test("the network serves as before when features have been taken, and is freed as a whole", async () => {
  const { store } = brightSide(40);
  const { numTensors } = tf.memory();
  const model = smallCnn4();
  const before = await predict(model, store, INDICES);
  await embedded(model);
  assert.deepEqual(await predict(model, store, INDICES), before);
  model.dispose();
  assert.equal(tf.memory().numTensors, numTensors);
});

Deno.test("progress is told image by image; a signal stops after the batch, and frees all", async () => {
  const { store } = brightSide(40);
  const model = smallCnn4();
  const { numTensors } = tf.memory();
  const told: number[] = [];
  const progress = (done: number) => told.push(done);
  await embed(model, store, INDICES, () => {}, { batchSize: 16, progress });
  assert.deepEqual(told, [16, 32, 40]);
  const stop = new AbortController();
  const taken: number[] = [];
  const stopped = embed(model, store, INDICES, (features) => {
    taken.push(features.length);
    stop.abort(new Error("enough"));
  }, { batchSize: 16, signal: stop.signal });
  await assert.rejects(stopped, /enough/);
  assert.deepEqual(taken, [16 * featureUnits(model)]);
  assert.equal(tf.memory().numTensors, numTensors);
  model.dispose();
});

Deno.test("a network without weights is refused", async () => {
  const { store } = brightSide(40);
  const model = tf.sequential({
    layers: [tf.layers.flatten({ inputShape: [store.size, store.size, 1] })],
  });
  await assert.rejects(embed(model, store, INDICES, () => {}), TrainingError);
});
