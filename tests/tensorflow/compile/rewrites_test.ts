// Expected values: the same function with its operations as they were recorded.
import assert from "node:assert/strict";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { Random } from "hemoleak/random.ts";
import { useTensorFlow } from "hemoleak/tensorflow/backend/backend.ts";
import { nativeBinding } from "hemoleak/tensorflow/backend/kernel_backend.ts";
import { compiled } from "hemoleak/tensorflow/compile/compiled.ts";
import { finishedGraph } from "hemoleak/tensorflow/compile/finished_graph.ts";
import { record } from "hemoleak/tensorflow/compile/recording.ts";
import { rewrites } from "hemoleak/tensorflow/compile/rewrites/rewrites.ts";

await useTensorFlow();

type Operation = (...inputs: tf.Tensor[]) => tf.Tensor;

const uniform = (random: Random, shape: number[]) =>
  tf.tensor(
    Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => random.uniform(-1, 1)),
    shape,
  );

const whole = (random: Random, shape: number[], count = 5) =>
  tf.tensor(
    Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => random.integer(count) - 2),
    shape,
  );

/** What a function gives and its gradients of a weighted sum of it, as one list. */
function withGradients(
  operation: Operation,
  weights: tf.Tensor,
): (...x: tf.Tensor[]) => tf.Tensor[] {
  return (...inputs) => [
    operation(...inputs),
    ...tf.grads((...x) => operation(...x).mul(weights).sum())(inputs),
  ];
}

/** The operations that the rewrites leave of a function, and how many elements each gives. */
function operationsOf(run: Operation, ...inputs: tf.Tensor[]): string[] {
  const metadata = inputs.map(({ shape }) => ({ shape, dtype: 1 }));
  const recording = record(metadata, (tensors) => [run(...tensors)]);
  const finished = finishedGraph(nativeBinding(), recording, rewrites());
  const names = finished.graph.nodes.map(({ operation, outputs }) =>
    `${operation} ${tf.util.sizeFromShape([...outputs[0]!.shape])}`
  );
  recording.recorder.dispose();
  finished.dispose();
  return names;
}

const both = (run: (...x: tf.Tensor[]) => tf.Tensor[]) => [
  compiled(run),
  compiled(run, { asRecorded: true }),
];

const layer = (pad: "same" | "valid"): Operation => (x, filter, bias) =>
  tf.maxPool(
    tf.relu(tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, pad).add(bias!)),
    2,
    2,
    pad,
  );

Deno.test("a convolution, its bias, ReLU and pooling: the same whole numbers, gradients included", () => {
  const shapes = fc.record({
    size: fc.integer({ min: 4, max: 11 }),
    channels: fc.integer({ min: 1, max: 4 }),
    filters: fc.integer({ min: 1, max: 8 }),
    pad: fc.constantFrom("same" as const, "valid" as const),
    seed: fc.nat(),
  });
  fc.assert(
    fc.property(shapes, ({ size, channels, filters, pad, seed }) => {
      const random = new Random(seed);
      const inputs = [[2, size, size, channels], [3, 3, channels, filters], [filters]]
        .map((shape) => whole(random, shape));
      const weights = whole(random, layer(pad)(...inputs).shape);
      const [fast, plain] = both(withGradients(layer(pad), weights));
      const expected = plain!(...inputs) as tf.Tensor[];
      (fast!(...inputs) as tf.Tensor[]).forEach((found, i) =>
        // tfjs writes some zeros as -0.
        assert.deepEqual(found.add(0).dataSync(), expected[i]!.add(0).dataSync())
      );
      fast!.dispose();
      plain!.dispose();
    }),
    { numRuns: 30 },
  );
});

Deno.test("the gradient of a ReLU before a pooling is taken at the pooled elements", () => {
  const random = new Random(1);
  const inputs = [[2, 8, 8, 3], [3, 3, 3, 5], [5]].map((shape) => whole(random, shape));
  const step: Operation = (...x) => withGradients(layer("same"), tf.scalar(1))(...x)[2]!;
  const names = operationsOf(step, ...inputs);
  assert.ok(names.includes("ReluGrad 160") && !names.includes("ReluGrad 640"), names.join());
  assert.ok(names.includes("BiasAdd 640") && names.includes("Relu 640"), names.join());
});

Deno.test("a ReLU that serves elsewhere too has its gradient where it is", () => {
  const random = new Random(2);
  const x = whole(random, [2, 8, 8, 3]);
  const twice: Operation = (x) => {
    const y = tf.relu(x!) as tf.Tensor4D;
    return tf.maxPool(y, 2, 2, "valid").sum().add(y.square().sum());
  };
  const run = withGradients(twice, tf.scalar(1));
  assert.ok(operationsOf((x) => run(x!)[1]!, x).includes("ReluGrad 384"));
  const [fast, plain] = both(run);
  const expected = plain!(x) as tf.Tensor[];
  (fast!(x) as tf.Tensor[]).forEach((found, i) =>
    assert.deepEqual(found.dataSync(), expected[i]!.dataSync())
  );
});

Deno.test("what a function gives beside is given, with what belongs to it", () => {
  const random = new Random(5);
  const x = whole(random, [2, 8, 8, 3]) as tf.Tensor4D;
  const pool = (y: tf.Tensor) => tf.maxPool(y as tf.Tensor4D, 2, 2, "valid");
  const run = (x: tf.Tensor) => {
    const y = tf.relu(x);
    return [y, pool(y), tf.grad(pool)(y), tf.grad((x) => pool(tf.relu(x)))(x)];
  };
  const [fast, plain] = both((x) => run(x!));
  const expected = plain!(x) as tf.Tensor[];
  (fast!(x) as tf.Tensor[]).forEach((found, i) =>
    assert.deepEqual(found.add(0).dataSync(), expected[i]!.add(0).dataSync())
  );
});

/** The largest difference beside the largest expected value. */
function difference(found: tf.Tensor, expected: tf.Tensor): number {
  assert.deepEqual(found.shape, expected.shape);
  return tf.tidy(() => {
    const largest = expected.abs().max();
    return found.sub(expected).abs().max().div(largest).dataSync()[0]!;
  });
}

Deno.test("wide convolutions and their gradients by Winograd's method are those of the direct one", () => {
  const shapes = fc.record({
    images: fc.integer({ min: 1, max: 3 }),
    rows: fc.integer({ min: 3, max: 13 }),
    columns: fc.integer({ min: 3, max: 13 }),
    channels: fc.constantFrom([64, 128], [128, 64], [96, 96]),
    pad: fc.constantFrom("same" as const, "valid" as const),
    seed: fc.nat(),
  });
  fc.assert(
    fc.property(shapes, ({ images, rows, columns, channels: [from, to], pad, seed }) => {
      const random = new Random(seed);
      const inputs = [
        uniform(random, [images, rows, columns, from!]),
        uniform(random, [3, 3, from!, to!]),
      ];
      const convolution: Operation = (x, filter) =>
        tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, pad);
      const weights = uniform(random, convolution(...inputs).shape);
      const [fast, plain] = both(withGradients(convolution, weights));
      const expected = plain!(...inputs) as tf.Tensor[];
      (fast!(...inputs) as tf.Tensor[]).forEach((found, i) => {
        assert.ok(difference(found, expected[i]!) < 1e-4, `${difference(found, expected[i]!)}`);
      });
      tf.dispose([...inputs, weights, ...expected]);
      fast!.dispose();
      plain!.dispose();
    }),
    { numRuns: 20 },
  );
});

Deno.test("only wide 3 x 3 convolutions without strides are done by Winograd's method", () => {
  const random = new Random(3);
  const names = (size: number, from: number, to: number, strides: number) => {
    const x = uniform(random, [1, 8, 8, from]), filter = uniform(random, [size, size, from, to]);
    const run: Operation = (x, w) => tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, strides, "same");
    return operationsOf(run, x, filter).map((name) => name.split(" ")[0]);
  };
  const isDirect = (...args: [number, number, number, number]) => names(...args).includes("Conv2D");
  assert.deepEqual(
    [[3, 64, 128, 1], [3, 64, 64, 1], [5, 128, 128, 1], [3, 128, 128, 2]].map((args) =>
      isDirect(...args as [number, number, number, number])
    ),
    [false, true, true, true],
  );
});

Deno.test("dense layers: the product takes the bias along", () => {
  const random = new Random(4);
  const inputs = [[6, 7], [7, 5], [5]].map((shape) => whole(random, shape));
  const dense: Operation = (x, w, b) => tf.relu(tf.matMul(x!, w!).add(b!));
  assert.deepEqual(
    operationsOf(dense, ...inputs).map((name) => name.split(" ")[0]),
    ["Placeholder", "Placeholder", "Placeholder", "MatMul", "BiasAdd", "Relu", "Identity"],
  );
  const [fast, plain] = both(withGradients(dense, whole(random, [6, 5])));
  const expected = plain!(...inputs) as tf.Tensor[];
  (fast!(...inputs) as tf.Tensor[]).forEach((found, i) =>
    assert.deepEqual(found.add(0).dataSync(), expected[i]!.add(0).dataSync())
  );
});

Deno.test("TensorFlow joins a ReLU with the convolution and its bias, and nothing as recorded", {
  ignore: nativeBinding().isUsingGpuDevice(),
}, async () => {
  const program = `
    import * as tf from "@tensorflow/tfjs";
    import { useTensorFlow } from "hemoleak/tensorflow/backend/backend.ts";
    import { compiled } from "hemoleak/tensorflow/compile/compiled.ts";
    await useTensorFlow();
    const layer = (x, w, b) => tf.relu(tf.conv2d(x, w, 1, "valid").add(b));
    const inputs = [[1, 8, 8, 16], [3, 3, 16, 16], [16]].map((shape) => tf.ones(shape));
    for (const asRecorded of [true, false]) compiled(layer, { asRecorded })(...inputs).dataSync();`;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["eval", program],
    cwd: join(import.meta.dirname!, "..", "..", ".."),
    env: { ONEDNN_VERBOSE: "1" },
  });
  const { stdout } = await child.output();
  const steps = new TextDecoder().decode(stdout).split("\n").filter((line) =>
    line.includes(",exec,") && line.includes(",convolution,")
  );
  assert.deepEqual(steps.map((line) => line.includes("eltwise_relu")), [false, true]);
});
