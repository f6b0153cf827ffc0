import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { cnn4, Random, toOnnx, TrainingError, useTensorFlow, vgg16 } from "hemoleak";
import * as onnxRuntime from "onnxruntime-web";

onnxRuntime.env.wasm.numThreads = 1;

/** Scores of ONNX Runtime, Microsoft's own, which others will run the network with. */
async function scoresOfRuntime(onnx: Uint8Array, images: Float32Array, shape: number[]) {
  const session = await onnxRuntime.InferenceSession.create(onnx, { executionProviders: ["wasm"] });
  const { output } = await session.run({
    input: new onnxRuntime.Tensor("float32", images, shape),
  });
  await session.release();
  return output!.data as Float32Array;
}

const MODELS: Readonly<Record<string, (random: Random) => tf.Sequential>> = {
  cnn4: (random) => cnn4({ size: 37, random }),
  vgg16: (random) => vgg16({ size: 33, random, width: 0.1 }),
  "vgg16 of 3 channels": (random) => vgg16({ size: 33, random, width: 0.1, channels: 3 }),
  "a network that ends in a softmax": (random) => {
    const model = cnn4({ size: 37, random, channels: 3 });
    model.pop();
    model.add(tf.layers.dense({ name: "classes", units: 4, activation: "softmax" }));
    return model;
  },
};

for (const [name, make] of Object.entries(MODELS)) {
  Deno.test(`${name}: ONNX Runtime gives the scores of TensorFlow.js`, async () => {
    await useTensorFlow();
    const random = new Random(3, name), model = make(random);
    const shape = [5, ...model.inputs[0]!.shape.slice(1) as number[]];
    const images = Float32Array.from(
      { length: shape.reduce((product, length) => product * length) },
      () => random.float(),
    );
    const expected = tf.tidy(() =>
      (model.predict(tf.tensor(images, shape)) as tf.Tensor).dataSync()
    );
    const scores = await scoresOfRuntime(await toOnnx(model), images, shape);
    assert.equal(scores.length, expected.length);
    scores.forEach((score, i) => assert(Math.abs(score - expected[i]!) < 1e-4));
    assert(new Set(scores).size > 1);
    model.dispose();
  });
}

Deno.test("a network that ONNX cannot hold here is refused by its layer's name", async () => {
  await useTensorFlow();
  const refuses = async (layer: tf.layers.Layer, says: RegExp) => {
    const model = tf.sequential({
      layers: [tf.layers.inputLayer({ inputShape: [8, 8, 1] }), layer],
    });
    await assert.rejects(toOnnx(model), (error) => {
      assert(error instanceof TrainingError);
      assert.match(error.message, says);
      return true;
    });
    model.dispose();
  };
  await refuses(tf.layers.dropout({ rate: 0.5, name: "drop" }), /Dropout "drop"/);
  await refuses(
    tf.layers.conv2d({ filters: 1, kernelSize: 3, activation: "elu", name: "odd" }),
    /"odd" .* linear, relu, sigmoid, softmax but found elu/,
  );
});
