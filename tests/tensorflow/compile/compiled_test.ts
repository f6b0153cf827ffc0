import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import * as tf from "@tensorflow/tfjs";
import { TensorFlowError } from "hemoleak/error.ts";
import { Random } from "hemoleak/random.ts";
import { useTensorFlow } from "hemoleak/tensorflow/backend/backend.ts";
import { tensorFlowBackend } from "hemoleak/tensorflow/backend/kernel_backend.ts";
import { seededUniform } from "hemoleak/tensorflow/backend/seeded_uniform.ts";
import { compiled } from "hemoleak/tensorflow/compile/compiled.ts";
import { hostScalars } from "hemoleak/tensorflow/compile/host_scalars.ts";

await useTensorFlow();

const random = new Random(5, "compiled");

function uniform<R extends tf.Rank>(...shape: tf.ShapeMap[R]): tf.Tensor<R> {
  const size = shape.reduce((product, length) => product * length, 1);
  return tf.tensor(Float32Array.from({ length: size }, () => random.uniform(-1, 1)), shape);
}

const bits = (tensor: tf.Tensor) => new Uint32Array(tensor.dataSync().slice().buffer);
const numbers = (tensor: tf.Tensor) => [...tensor.dataSync()];

function refused(work: () => unknown, message: RegExp): void {
  assert.throws(work, (error) => {
    assert.ok(error instanceof TensorFlowError, String(error));
    assert.match(error.message, message);
    return true;
  });
}

type Operation = (...inputs: tf.Tensor[]) => tf.Tensor;

const operations: [string, Operation, tf.Tensor[]][] = [
  ["convolution", (x, w) => tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, "same"), [
    uniform<tf.Rank.R4>(2, 8, 8, 3),
    uniform<tf.Rank.R4>(3, 3, 3, 4),
  ]],
  ["dense layer", (x, w, b) => tf.relu(tf.matMul(x!, w!).add(b!)), [
    uniform<tf.Rank.R2>(5, 7),
    uniform<tf.Rank.R2>(7, 3),
    uniform<tf.Rank.R1>(3),
  ]],
  ["sums and means", (x) => tf.sum(x!, 0).add(tf.mean(x!)), [uniform<tf.Rank.R2>(4, 6)]],
  ["mean of booleans", (x) => tf.mean(x!.greater(0)), [uniform<tf.Rank.R2>(4, 6)]],
  ["lists of tensors", (x, y) => tf.concat([tf.stack([x!, y!]), tf.stack([y!, x!])], 1), [
    uniform<tf.Rank.R2>(2, 3),
    uniform<tf.Rank.R2>(2, 3),
  ]],
  ["several outputs", (x) => tf.split(x!, 3, 1)[1]!.mul(2), [uniform<tf.Rank.R2>(4, 6)]],
  [
    "gather, slice and pad",
    (x) =>
      tf.pad(tf.gather(tf.slice(x!, [1, 0], [3, 6]), tf.tensor1d([2, 0], "int32")), [[1, 0], [
        0,
        2,
      ]]),
    [
      uniform<tf.Rank.R2>(4, 6),
    ],
  ],
  ["loss", (x) => tf.metrics.binaryCrossentropy(tf.ones([8, 1]), tf.sigmoid(x!)), [
    uniform<tf.Rank.R2>(8, 1),
  ]],
  ["gradients", (x, w) => {
    const f = (w: tf.Tensor) => tf.tanh(tf.matMul(x!, w)).square().mean<tf.Scalar>();
    return tf.grad(f)(w!);
  }, [uniform<tf.Rank.R2>(9, 4), uniform<tf.Rank.R2>(4, 5)]],
];

for (const [name, operation, inputs] of operations) {
  Deno.test(`${name}: the compiled result is the eager one, bit for bit`, () => {
    const expected = operation(...inputs);
    const step = compiled(operation);
    for (let call = 0; call < 2; call++) {
      const found = step(...inputs);
      assert.deepEqual([found.shape, found.dtype], [expected.shape, expected.dtype]);
      assert.deepEqual(bits(found), bits(expected));
    }
    assert.equal(step.size, 1);
    step.dispose();
  });
}

Deno.test("each shape, type and static argument is recorded once", () => {
  let recorded = 0;
  const step = compiled((x: tf.Tensor, power: number, name: string | null) => {
    recorded++;
    return name === "square" ? x.square() : x.pow(tf.scalar(power, x.dtype as "float32"));
  });
  const check = (x: tf.Tensor, power: number, name: string | null, expected: number[]) =>
    assert.deepEqual(numbers(step(x, power, name)), expected);
  check(tf.tensor1d([1, 2]), 3, null, [1, 8]);
  check(tf.tensor1d([3, 4]), 3, null, [27, 64]);
  assert.equal(recorded, 1);
  check(tf.tensor1d([3, 4]), 2, null, [9, 16]);
  check(tf.tensor1d([3, 4]), 2, "square", [9, 16]);
  check(tf.tensor1d([3, 4, 5]), 2, null, [9, 16, 25]);
  check(tf.tensor1d([3, 4], "int32"), 2, null, [9, 16]);
  check(tf.tensor2d([[3, 4]]), 2, null, [9, 16]);
  assert.deepEqual([recorded, step.size], [6, 6]);
  step.dispose();
  assert.equal(step.size, 0);
});

Deno.test("a list, one tensor and nothing can be given back", () => {
  const x = tf.tensor1d([1, 2]);
  const list = compiled((x: tf.Tensor) => [x, x.add(1), tf.scalar(9)]);
  assert.deepEqual(list(x).map(numbers), [[1, 2], [2, 3], [9]]);
  const variable = tf.variable(tf.scalar(1));
  const nothing = compiled((x: tf.Tensor) => variable.assign(x.sum()));
  assert.equal(nothing(x), undefined);
  assert.deepEqual(numbers(variable), [3]);
});

Deno.test("variables are read in each call, and assigned in it", () => {
  const counter = tf.variable(tf.scalar(1)), factor = tf.variable(tf.scalar(10));
  const step = compiled((x: tf.Tensor) => {
    counter.assign(counter.add(x));
    return counter.mul(factor);
  });
  const one = tf.scalar(1);
  assert.deepEqual(numbers(step(one)), [20]);
  assert.deepEqual(numbers(step(one)), [30]);
  factor.assign(tf.scalar(100));
  assert.deepEqual(numbers(step(one)), [400]);
  counter.assign(tf.scalar(0));
  assert.deepEqual(numbers(step(one)), [100]);
  assert.deepEqual(numbers(counter), [1]);
  tf.dispose([counter, factor]);
});

Deno.test("clones of a variable keep what they have", async () => {
  const variable = tf.variable(tf.tensor1d([1, 2]));
  const double = compiled(() => variable.assign(variable.mul(2)));
  const clones = [variable.clone()];
  for (let call = 0; call < 3; call++) {
    if (call === 1) await double.runAsync();
    else double();
    clones.push(variable.clone());
  }
  assert.deepEqual(clones.map(numbers), [[1, 2], [2, 4], [4, 8], [8, 16]]);
  const other = tf.variable(clones[0]!);
  variable.assign(clones[0]!); // Both share their elements now.
  double();
  assert.deepEqual([variable, other, clones[0]!].map(numbers), [[2, 4], [1, 2], [1, 2]]);
  tf.dispose([variable, other, clones]);
});

Deno.test("variables that share their elements when a function is recorded part later", () => {
  const value = tf.scalar(5);
  const a = tf.variable(value), b = tf.variable(value);
  const step = compiled(() => {
    a.assign(a.add(1));
    return a.sub(b);
  });
  assert.deepEqual([numbers(step()), numbers(step())], [[1], [2]]);
  assert.deepEqual([a, b, value].map(numbers), [[7], [5], [5]]);
  tf.dispose([a, b, value]);
});

Deno.test("a tensor from outside stays as it was, also when it is disposed", () => {
  const outside = tf.tensor1d([1, 2]).mul(1);
  const step = compiled((x: tf.Tensor) => x.add(outside));
  const x = tf.tensor1d([10, 20]);
  assert.deepEqual(numbers(step(x)), [11, 22]);
  outside.dispose();
  assert.deepEqual(numbers(step(x)), [11, 22]);
  step.dispose();
});

Deno.test("numbers of JavaScript's are read in each call", () => {
  let rate = 1, reads = 0;
  const step = compiled((x: tf.Tensor) => {
    const read = () => (reads++, { rate, offset: -rate });
    const scalars = hostScalars(["offset", "rate"], read);
    return x.mul(scalars.rate).add(scalars.offset);
  });
  const x = tf.scalar(5);
  assert.deepEqual(numbers(step(x)), [4]);
  rate = 3;
  assert.deepEqual(numbers(step(x)), [12]);
  assert.equal(reads, 2);
});

Deno.test("random numbers follow from their key", () => {
  const key = (step: number) => tf.tensor1d([3, step], "int32");
  const step = compiled((key: tf.Tensor1D) => seededUniform<tf.Rank.R1>([1000], key));
  const first = numbers(step(key(0)));
  assert.deepEqual(numbers(step(key(0))), first);
  assert.deepEqual(numbers(seededUniform([1000], key(0))), first);
  assert.notDeepEqual(numbers(step(key(1))), first);
  assert.ok(first.every((value) => value >= 0 && value < 1));
  assert.ok(Math.abs(first.reduce((a, b) => a + b) / 1000 - 0.5) < 0.05);
});

Deno.test("what cannot be compiled is refused, with the operation's name", () => {
  const x = tf.tensor1d([1, 2, 3]);
  const refuses = (run: (x: tf.Tensor) => tf.Tensor, message: RegExp) =>
    refused(() => compiled(run)(x), message);
  refuses((x) => tf.scalar(x.square().dataSync()[0]!), /what Square gives cannot be read/);
  refuses((x) => tf.unique(x).values, /Unique\w* cannot be compiled: the shape/);
  refuses((x) => tf.gather(x, x.argMax().reshape([1])), /Reshape gives cannot be read/);
  refuses((x) => x.add(tf.randomUniform([3])), /draws random numbers in JavaScript/);
  refuses((x) => x.mul(tf.variable(tf.scalar(2), true, "made_within")), /makes variables \(made_/);
  assert.equal(tf.engine().registeredVariables["made_within"], undefined);
  refuses((x) => tf.matMul(x.reshape([1, 3]), x.reshape([1, 3])), /inner|MatMul/i);
  refused(() => compiled((_: never) => x)(Symbol() as never), /argument of type symbol/);
});

Deno.test("a failed recording leaves everything as it was", () => {
  const variable = tf.variable(tf.scalar(1));
  assert.deepEqual(numbers(variable), [1]);
  const { binding } = tensorFlowBackend();
  variable.add(1).dispose(); // TensorFlow gets a tensor's elements when they are first needed.
  const before = [tf.memory().numTensors, binding.getNumOfTensors()];
  const step = compiled(() => {
    variable.assign(variable.add(1));
    throw new Error("on purpose");
  });
  assert.throws(() => step(), /on purpose/);
  assert.equal(tensorFlowBackend().binding, binding);
  assert.deepEqual([tf.memory().numTensors, binding.getNumOfTensors()], before);
  assert.deepEqual(numbers(variable), [1]);
  assert.notEqual(Math.random(), Math.random());
  variable.dispose();
});

/** As tfjs's `gather`, which looks at the indices in JavaScript. */
function gathered(x: tf.Tensor, indices: tf.Tensor): tf.Tensor {
  const axis = tf.scalar(0, "int32");
  return tensorFlowBackend().executeSingleOutput("GatherV2", [], [x, indices, axis]);
}

Deno.test("TensorFlow's refusal of a call is an error with its message", () => {
  const step = compiled(gathered);
  const x = tf.tensor1d([1, 2, 3]);
  assert.deepEqual(numbers(step(x, tf.tensor1d([2], "int32"))), [3]);
  refused(() => step(x, tf.tensor1d([9], "int32")), /indices\[0\] = 9 is not in \[0, 3\)/);
  assert.deepEqual(numbers(step(x, tf.tensor1d([0], "int32"))), [1]);
});

Deno.test("gradients through a compiled function are refused", () => {
  const square = compiled((x: tf.Tensor) => x.square());
  refused(() => tf.grad((x) => square(x))(tf.scalar(3)), /has no gradient from outside/);
  const slope = compiled((x: tf.Tensor) => tf.grad((x) => x.square())(x));
  assert.deepEqual(numbers(slope(tf.scalar(3))), [6]);
});

Deno.test("a compiled function within another becomes part of it", () => {
  const square = compiled((x: tf.Tensor) => x.square());
  const both = compiled((x: tf.Tensor) => square(x).add(1));
  assert.deepEqual(numbers(both(tf.scalar(3))), [10]);
  assert.equal(square.size, 0);
});

Deno.test("a disposed variable is named", () => {
  const variable = tf.variable(tf.scalar(1), true, "gone");
  const step = compiled(() => variable.add(1));
  step();
  variable.dispose();
  refused(() => step(), /uses the variable gone, which was disposed/);
});

Deno.test("off the thread: in order, with timers between, and variables out of reach", async () => {
  const side = 400;
  const variable = tf.variable(tf.ones<tf.Rank.R2>([side, side]));
  const step = compiled(() => {
    let product: tf.Tensor = variable;
    for (let i = 0; i < 30; i++) product = tf.matMul(product, product).mul(1 / side);
    variable.assign(product as tf.Tensor2D);
    return product.mean();
  });
  (await step.runAsync()).dispose();
  const order: string[] = [];
  const calls = ["first", "second"].map((name) => step.runAsync().then(() => order.push(name)));
  await new Promise<void>((resolve) => setTimeout(() => (order.push("timer"), resolve())));
  refused(() => variable.dataSync(), /while a compiled function that may change it runs/);
  refused(() => step(), /while a compiled function that may change it runs/);
  await Promise.all(calls);
  assert.deepEqual(order, ["timer", "first", "second"]);
  assert.ok(Math.abs(variable.dataSync()[0]! - 1) < 1e-3);
  variable.dispose();
});

Deno.test("an error off the thread reaches its caller, and the next call runs", async () => {
  const step = compiled(gathered);
  const x = tf.tensor1d([1, 2, 3]);
  const bad = step.runAsync(x, tf.tensor1d([9], "int32"));
  const good = step.runAsync(x, tf.tensor1d([1], "int32"));
  await assert.rejects(bad, { name: "TensorFlowError", message: /is not in \[0, 3\)/ });
  assert.deepEqual(numbers(await good), [2]);
});

const tensors = () => [tf.memory().numTensors, tensorFlowBackend().binding.getNumOfTensors()];

/** Hands over the elements that JavaScript holds still: of these and of all variables. */
function settle(...held: tf.Tensor[]): void {
  const touch = compiled((...held: tf.Tensor[]) => held.map((one) => one.mul(1)));
  tf.dispose(touch(...held));
  touch.dispose();
}

Deno.test("a call while the same function is compiled off the thread", async () => {
  const x = tf.tensor1d([2, 3]), outside = tf.tensor1d([1, 1]).mul(1);
  settle(x);
  const before = tensors();
  let recorded = 0;
  const step = compiled((x: tf.Tensor) => {
    recorded++;
    return x.square().add(outside);
  });
  const later = step.runAsync(x);
  while (recorded === 0) await Promise.resolve();
  assert.equal(step.size, 0);
  const now = step(x);
  assert.equal(recorded, 2);
  assert.deepEqual(numbers(now), [5, 10]);
  assert.deepEqual(numbers(await later), [5, 10]);
  assert.equal(step.size, 1);
  step.dispose();
  tf.dispose([now, await later]);
  assert.deepEqual(tensors(), before);
});

Deno.test("what cannot be compiled fails off the thread as in a call, and leaves nothing", async () => {
  const x = tf.tensor1d([2, 3]);
  settle(x);
  const before = tensors();
  const step = compiled((x: tf.Tensor) => x.mul(x.dataSync()[0]!));
  await assert.rejects(step.runAsync(x), { name: "TensorFlowError" });
  refused(() => step(x), /elements of what Placeholder gives cannot be read/);
  assert.deepEqual(tensors(), before);
});

const meanwhile: [string, (variable: tf.Variable) => void, (x: number) => number][] = [
  ["used", (variable) => variable.square().dispose(), (x) => 2 * x],
  [
    "assigned",
    (variable) => {
      const ones = tf.ones(variable.shape);
      variable.assign(ones);
      ones.dispose();
    },
    () => 2,
  ],
];

for (const [what, act, expected] of meanwhile) {
  Deno.test(`a large variable is ${what} while it is handed to TensorFlow piece by piece`, async () => {
    settle();
    const before = tensors();
    const elements = Float32Array.from({ length: 2_500_001 }, (_, i) => i % 1013);
    const variable = tf.tidy(() => tf.variable(tf.tensor1d(elements)));
    const step = compiled(() => variable.mul(2));
    const later = step.runAsync();
    await setImmediate();
    act(variable);
    const result = await later;
    assert.deepEqual(result.dataSync(), elements.map(expected));
    tf.dispose([result, variable]);
    step.dispose();
    assert.deepEqual(tensors(), before);
  });
}

Deno.test("a large variable is disposed while it is handed to TensorFlow piece by piece", async () => {
  settle();
  const before = tensors();
  const variable = tf.tidy(() => tf.variable(tf.zeros([2_500_001])));
  const step = compiled(() => variable.mul(2));
  const later = step.runAsync();
  await setImmediate();
  variable.dispose();
  await assert.rejects(later);
  assert.deepEqual(tensors(), before);
});

Deno.test("nothing is left behind", async () => {
  const before = tensors();
  const variable = tf.tidy(() => tf.variable(tf.tensor1d([1, 2])));
  const outside = tf.tidy(() => tf.tensor1d([3, 4]).mul(1)), x = tf.tensor1d([5, 6]);
  const step = compiled((x: tf.Tensor) => {
    variable.assign(variable.add(x));
    return tf.tidy(() => variable.mul(outside).add(tf.tensor1d([1, 1])));
  });
  step(x).dispose();
  const during = tensors();
  for (let call = 0; call < 5; call++) {
    step(x).dispose();
    (await step.runAsync(x)).dispose();
    const clone = variable.clone();
    step(x).dispose();
    clone.dispose();
  }
  assert.deepEqual(tensors(), during);
  step.dispose();
  tf.dispose([variable, outside, x]);
  assert.deepEqual(tensors(), before);
});
