import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { cnn4, gradCam, Random, TrainingError, useTensorFlow, vgg16 } from "hemoleak";

Deno.test("a map by hand: two channels, weighted by the mean gradient of the logit", async () => {
  await useTensorFlow();
  const model = tf.sequential({
    layers: [
      tf.layers.conv2d({
        inputShape: [2, 2, 1],
        filters: 2,
        kernelSize: 1,
        name: "convolution",
        weights: [tf.tensor4d([1, 2], [1, 1, 1, 2]), tf.zeros([2])],
      }),
      tf.layers.flatten(),
      tf.layers.dense({
        units: 1,
        activation: "sigmoid",
        // For each pixel the weight of channel 0, then of channel 1.
        weights: [tf.tensor2d([1, -1, 3, -1, 5, -1, 7, -1], [8, 1]), tf.tensor1d([100])],
      }),
    ],
  });
  const images = tf.tensor4d([1, 2, 3, -4], [1, 2, 2, 1]);
  const { heat, shape, layer } = await gradCam(model, images);
  assert.deepEqual([layer, shape], ["convolution", [1, 2, 2]]);
  // Channel 0 is the image, channel 1 twice the image; mean gradients are 4 and -1. So the map is
  // 4 x - 2 x, cut off at 0; the sigmoid, which is all but 1 here, has no say.
  assert.deepEqual([...heat], [2, 4, 6, 0]);
  // Each place by its own gradients: 1, 3, 5, 7 for channel 0, so that the map is x (g - 2).
  const places = await gradCam(model, images, { method: "hires-cam" });
  assert.deepEqual([...places.heat], [0, 2, 9, 0]);
  assert.deepEqual(places.grid, { first: 0, step: 1 });
  tf.dispose([images]);
  model.dispose();
});

Deno.test("the gradient is that of finite differences, at every convolution of CNN4", async () => {
  await useTensorFlow();
  const random = new Random(7);
  const model = cnn4({ size: 16, random, filters: [3, 4], dense: 6 });
  const images = tf.tensor4d(Float32Array.from({ length: 512 }, () => random.float()), [
    ...[2, 16, 16, 1] as const,
  ]);
  const tensors = tf.memory().numTensors;
  for (const [index, layer] of model.layers.entries()) {
    if (layer.getClassName() !== "Conv2D") continue;
    const { heat, shape } = await gradCam(model, images, { layer: layer.name });
    const expected = mapByDifferences(model, images, index);
    assert.deepEqual(shape, [2, ...layer.outputShape.slice(1, 3) as number[]]);
    const largest = Math.max(...expected);
    assert(largest > 0.001);
    heat.forEach((value, i) => assert(Math.abs(value - expected[i]!) < 0.02 * largest + 1e-6));
  }
  assert.equal(tf.memory().numTensors, tensors);
  tf.dispose(images);
  model.dispose();
});

/** The definition, each channel's mean gradient from what a small change of the channel does. */
function mapByDifferences(model: tf.LayersModel, images: tf.Tensor4D, at: number): number[] {
  return tf.tidy(() => {
    const run = (from: number, to: number, value: tf.Tensor) =>
      model.layers.slice(from, to).reduce((v, each) => each.call(v, {}) as tf.Tensor, value);
    const activation = run(0, at + 1, images) as tf.Tensor4D;
    const logit = (value: tf.Tensor) => {
      const score = run(at + 1, model.layers.length, value).dataSync();
      return [...score].map((p) => Math.log(p / (1 - p)));
    };
    const [, rows, columns, channels] = activation.shape;
    const step = 1e-3;
    const weights = Array.from({ length: channels }, (_, channel) => {
      const change = tf.oneHot(tf.tensor1d([channel], "int32"), channels).mul(step).toFloat();
      const up = logit(activation.add(change)), down = logit(activation.sub(change));
      // The whole channel is moved, so the sum over its places is what changes.
      return up.map((value, i) => (value - down[i]!) / (2 * step * rows * columns));
    });
    const values = activation.dataSync();
    const map: number[] = [];
    for (let pixel = 0; pixel < values.length / channels; pixel++) {
      const image = Math.floor(pixel / (rows * columns));
      let sum = 0;
      for (let c = 0; c < channels; c++) sum += weights[c]![image]! * values[pixel * channels + c]!;
      map.push(Math.max(0, sum));
    }
    return map;
  });
}

Deno.test("the grid tells which pixels a place sees: those whose change reaches it", async () => {
  await useTensorFlow();
  const random = new Random(3);
  let whole = 0;
  for (const model of [cnn4({ size: 32, random }), vgg16({ size: 64, random, width: 0.05 })]) {
    const [, size, , channels] = model.inputs[0]!.shape as number[];
    for (const layer of model.layers.filter((each) => each.getClassName() === "Conv2D")) {
      const images = tf.zeros<tf.Rank.R4>([1, size!, size!, channels!]);
      const { grid, shape: [, rows] } = await gradCam(model, images, { layer: layer.name });
      const place = Math.floor(rows / 2);
      const [low, high] = seenBy(model, layer, place, images);
      // At the border a place sees less than it would: only whole fields are looked at.
      if (low === 0 || high === size! - 1) continue;
      whole++;
      assert.equal(grid.first + place * grid.step, (low + high) / 2, layer.name);
    }
    model.dispose();
  }
  assert(whole > 6);
});

/** The first and the last row of the input that a row of a layer's output depends on. */
function seenBy(model: tf.LayersModel, layer: tf.layers.Layer, place: number, images: tf.Tensor4D) {
  return tf.tidy(() => {
    const part = tf.model({ inputs: model.inputs, outputs: layer.output as tf.SymbolicTensor });
    // Nothing is cut off where all is positive: then every path shows.
    part.setWeights(part.getWeights().map((weight) => tf.onesLike(weight)));
    const size = images.shape[1];
    const row = (at: number) => tf.oneHot([at], size).reshape<tf.Tensor4D>([1, size, 1, 1]);
    const seen = Array.from({ length: size }, (_, at) => {
      const input = images.add<tf.Tensor4D>(row(at));
      const change = (part.predict(input) as tf.Tensor).sub(part.predict(images) as tf.Tensor);
      return change.gather([place], 1).max().dataSync()[0]! > 0 ? [at] : [];
    }).flat();
    return [seen[0]!, seen.at(-1)!] as const;
  });
}

Deno.test("an unknown layer and a network of another kind are refused in words", async () => {
  await useTensorFlow();
  const model = cnn4({ size: 16, random: new Random(1) });
  const images = tf.zeros<tf.Rank.R4>([1, 16, 16, 1]);
  const refused = (says: RegExp) => (error: Error) => {
    assert(error instanceof TrainingError);
    assert.match(error.message, says);
    return true;
  };
  await assert.rejects(
    gradCam(model, images, { layer: "conv9" }),
    refused(/"conv9" .* found conv1, conv2, conv3, conv4$/),
  );
  const open = tf.sequential({
    layers: [tf.layers.conv2d({ inputShape: [16, 16, 1], filters: 1, kernelSize: 3, name: "c" })],
  });
  await assert.rejects(gradCam(open, images), refused(/end in a sigmoid .* found no layer/));
  tf.dispose(images);
  model.dispose();
  open.dispose();
});
