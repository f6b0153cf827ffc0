import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { cnn4 } from "hemoleak/model/cnn4.ts";
import { vgg16 } from "hemoleak/model/vgg16.ts";
import { Random } from "hemoleak/random.ts";
import { useTensorFlow } from "hemoleak/tensorflow/backend/backend.ts";

await useTensorFlow();

/** Parameters of each layer that has any, by name. */
function parameters(model: tf.LayersModel): Record<string, number> {
  return Object.fromEntries(
    model.layers.map((layer) => [layer.name, layer.countParams()] as const)
      .filter(([, count]) => count > 0),
  );
}

function shapes(model: tf.LayersModel): (number | null)[][] {
  return model.layers.map((layer) => (layer.outputShape as (number | null)[]).slice(1));
}

function withModel(model: tf.LayersModel, look: (model: tf.LayersModel) => void) {
  try {
    look(model);
  } finally {
    model.dispose();
  }
}

Deno.test("CNN4 at 64 pixels: shapes and parameters of every layer", () => {
  withModel(cnn4({ size: 64, random: new Random(1) }), (model) => {
    assert.deepEqual(shapes(model), [
      [64, 64, 1],
      [62, 62, 32],
      [60, 60, 32],
      [30, 30, 32],
      [28, 28, 64],
      [26, 26, 64],
      [13, 13, 64],
      [10816],
      [128],
      [1],
    ]);
    // (3 x 3 x inputs + 1) x filters; (inputs + 1) x units.
    assert.deepEqual(parameters(model), {
      conv1: 10 * 32,
      conv2: 289 * 32,
      conv3: 289 * 64,
      conv4: 577 * 64,
      dense1: 10817 * 128,
      dense2: 129,
    });
    assert.equal(model.countParams(), 1_449_697);
  });
});

Deno.test("CNN4: what the paper leaves open is an option", () => {
  const options = { size: 16, filters: [4, 6], dense: 5, channels: 3 } as const;
  withModel(cnn4({ ...options, random: new Random(1) }), (model) => {
    assert.deepEqual(parameters(model), {
      conv1: 28 * 4,
      conv2: 37 * 4,
      conv3: 37 * 6,
      conv4: 55 * 6,
      dense1: (6 + 1) * 5,
      dense2: 6,
    });
  });
});

Deno.test("VGG16 with 224 x 224 x 3 has the published parameters but for the last layer's classes", () => {
  // Simonyan and Zisserman 2015, Table 2: 138 million; Keras and torchvision list 138,357,544, of which
  // (4,096 + 1) x 1,000 in the last layer.
  const options = { size: 224, channels: 3, initializer: "zeros" } as const;
  withModel(vgg16({ ...options, random: new Random(1) }), (model) => {
    assert.deepEqual(parameters(model), {
      block1_conv1: 1792,
      block1_conv2: 36928,
      block2_conv1: 73856,
      block2_conv2: 147584,
      block3_conv1: 295168,
      block3_conv2: 590080,
      block3_conv3: 590080,
      block4_conv1: 1180160,
      block4_conv2: 2359808,
      block4_conv3: 2359808,
      block5_conv1: 2359808,
      block5_conv2: 2359808,
      block5_conv3: 2359808,
      dense1: 102764544,
      dense2: 16781312,
      predictions: 4097,
    });
    assert.equal(model.countParams() + 999 * 4097, 138_357_544);
  });
});

Deno.test("VGG16 at a quarter of its width, gray, one sigmoid unit", () => {
  const options = { size: 64, width: 0.25, initializer: "zeros" } as const;
  withModel(vgg16({ ...options, random: new Random(1) }), (model) => {
    const found = parameters(model);
    assert.equal(found["block1_conv1"], 10 * 16);
    assert.equal(found["block5_conv3"], (9 * 128 + 1) * 128);
    assert.equal(found["dense1"], (2 * 2 * 128 + 1) * 1024);
    assert.equal(found["dense2"], 1025 * 1024);
    assert.equal(found["predictions"], 1025);
    assert.equal(model.layers.at(-1)!.getConfig()["activation"], "sigmoid");
  });
});

Deno.test("probabilities come out", () => {
  const random = new Random(1);
  const options = { size: 32, width: 0.05, channels: 3 } as const;
  const models = [
    cnn4({ size: 32, random, channels: 3 }),
    vgg16({ ...options, random }),
  ];
  const images = tf.randomUniform([2, 32, 32, 3], 0, 1, "float32", 7);
  const outputs = models.map((model) => model.predict(images) as tf.Tensor2D);
  assert.deepEqual(outputs.map(({ shape }) => shape), [[2, 1], [2, 1]]);
  for (const output of outputs) assert.ok(output.dataSync().every((p) => p > 0 && p < 1));
  tf.dispose([images, outputs]);
  models.forEach((model) => model.dispose());
});

Deno.test("a seed gives one network, another seed another", () => {
  const weights = (seed: number) => {
    const model = vgg16({ size: 32, width: 0.05, random: new Random(seed, "weights") });
    const values = model.getWeights().map((tensor) => tensor.dataSync());
    model.dispose();
    return values;
  };
  const first = weights(1);
  assert.deepEqual(weights(1), first);
  assert.notDeepEqual(weights(2), first);
  // No two layers start alike, even where their shapes are the same.
  const kernels = first.filter((_, i) => i % 2 === 0).map((kernel) => kernel.slice(0, 3).join());
  assert.equal(new Set(kernels).size, kernels.length);
});

Deno.test("heNormal has He's variance 2 / fan-in, after truncation at two deviations", () => {
  withModel(cnn4({ size: 64, random: new Random(3) }), (model) => {
    const kernel = model.getLayer("dense1").getWeights()[0]!.dataSync() as Float32Array;
    const fanIn = 10816;
    const variance = kernel.reduce((sum, w) => sum + w * w, 0) / kernel.length;
    const mean = kernel.reduce((sum, w) => sum + w, 0) / kernel.length;
    // 1,384,448 values: the variance is known to 0.1 %, the mean to 1e-5.
    assert.ok(Math.abs(variance / (2 / fanIn) - 1) < 0.005, `${variance * fanIn / 2} of He's`);
    assert.ok(Math.abs(mean) < 5e-5, `mean ${mean}`);
    const limit = 2 * Math.sqrt(2 / fanIn) / 0.87962566;
    const widest = kernel.reduce((largest, w) => Math.max(largest, Math.abs(w)), 0);
    assert.ok(widest <= limit * 1.0001 && widest > limit * 0.99);
    const bias = model.getLayer("dense1").getWeights()[1]!.dataSync();
    assert.ok(bias.every((b) => b === 0));
  });
});

Deno.test("inputs that the networks cannot take", () => {
  const random = new Random(1);
  const error = (message: RegExp) => ({ name: "TrainingError", message });
  assert.throws(() => cnn4({ size: 15, random }), error(/at least 16 pixels wide but found 15/));
  assert.throws(() => vgg16({ size: 31, random }), error(/found 31 pixels/));
  assert.throws(() => vgg16({ size: 64.5, random }), error(/64.5/));
  assert.throws(() => vgg16({ size: 64, width: 0, random }), error(/width 0/));
});
