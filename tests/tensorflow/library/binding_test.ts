import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { TensorFlowError } from "hemoleak/error.ts";
import { useTensorFlow } from "hemoleak/tensorflow/backend/backend.ts";
import { nativeBinding } from "hemoleak/tensorflow/backend/kernel_backend.ts";
import type { TensorFlowBinding } from "hemoleak/tensorflow/library/binding.ts";
import { AttributeType, DataType } from "hemoleak/tensorflow/library/c_api.ts";

const ofFloats = [{ name: "T", type: AttributeType.TYPE, value: DataType.FLOAT }];

async function binding(): Promise<TensorFlowBinding> {
  await useTensorFlow();
  return nativeBinding();
}

function floats(native: TensorFlowBinding, ...values: number[]): number {
  return native.createTensor([values.length], DataType.FLOAT, Float32Array.from(values));
}

function refusal(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    assert.ok(error instanceof TensorFlowError, String(error));
    return error.message;
  }
  return assert.fail("Expected a TensorFlowError");
}

Deno.test("what is written is read back, for every type that is written", async () => {
  const native = await binding();
  const written = [
    [DataType.FLOAT, Float32Array.of(1.5, -0, NaN, Infinity)],
    [DataType.INT32, Int32Array.of(1, -1, 2 ** 31 - 1, -(2 ** 31))],
    [DataType.UINT8, Uint8Array.of(0, 1, 254, 255)],
    [DataType.BOOL, Uint8Array.of(0, 1, 1, 0)],
  ] as const;
  for (const [dtype, values] of written) {
    const id = native.createTensor([2, 2], dtype, values);
    assert.deepEqual(native.tensorDataSync(id), values);
    native.deleteTensor(id);
  }
  const id = native.createTensor([2], DataType.INT64, Int32Array.of(5, 0, -1, -1));
  assert.deepEqual(native.tensorDataSync(id), BigInt64Array.of(5n, -1n));
  native.deleteTensor(id);
});

Deno.test("scalars and empty tensors are written and read", async () => {
  const native = await binding();
  const scalar = native.createTensor([], DataType.FLOAT, Float32Array.of(3));
  const empty = native.createTensor([0, 4], DataType.FLOAT, new Float32Array());
  assert.deepEqual(native.tensorDataSync(scalar), Float32Array.of(3));
  assert.deepEqual(native.tensorDataSync(empty), new Float32Array());
  [scalar, empty].forEach((id) => native.deleteTensor(id));
});

Deno.test("a later change of the values does not reach the tensor", async () => {
  const native = await binding();
  const values = Float32Array.of(1, 2);
  const id = native.createTensor([2], DataType.FLOAT, values);
  values[0] = 9;
  assert.deepEqual(native.tensorDataSync(id), Float32Array.of(1, 2));
  native.deleteTensor(id);
});

Deno.test("an operation has as many outputs as it makes, even more than usual", async () => {
  const native = await binding();
  const values = Float32Array.from({ length: 40 }, (_, i) => i);
  const id = native.createTensor([40], DataType.FLOAT, values);
  const outputs = native.executeOp(
    "Unpack",
    [
      ...ofFloats,
      { name: "num", type: AttributeType.INT, value: 40 },
      { name: "axis", type: AttributeType.INT, value: 0 },
    ],
    [id],
    40,
  );
  assert.deepEqual(outputs.map((output) => native.tensorDataSync(output.id)[0]), [...values]);
  assert.deepEqual(outputs.map((output) => output.shape), outputs.map(() => []));
  for (const tensor of [id, ...outputs.map((output) => output.id)]) native.deleteTensor(tensor);
});

Deno.test("TensorFlow's refusal is an error with its own message and the operation", async () => {
  const native = await binding();
  const a = native.createTensor([2, 3], DataType.FLOAT, new Float32Array(6));
  assert.equal(
    refusal(() => native.executeOp("MatMul", ofFloats, [a, a], 1)),
    "TensorFlow refused MatMul: Matrix size-incompatible: In[0]: [2,3], In[1]: [2,3]",
  );
  assert.match(refusal(() => native.executeOp("NoSuchOp", [], [], 1)), /NoSuchOp/);
  assert.match(refusal(() => native.executeOp("MatMul", ofFloats, [a], 1)), /MatMul.*input/);
  assert.match(refusal(() => native.executeOp("Relu", ofFloats, [a, a], 1)), /Relu.*input/);
  const ofStrings = [{ name: "T", type: AttributeType.TYPE, value: DataType.STRING }];
  assert.match(refusal(() => native.executeOp("MatMul", ofStrings, [a, a], 1)), /MatMul/);
  const odd = [{ name: "T", type: 77, value: 1 }];
  assert.match(refusal(() => native.executeOp("Relu", odd, [a], 1)), /Relu: attribute T/);
  native.deleteTensor(a);
});

Deno.test("a refusal leaves nothing behind and does not touch what follows", async () => {
  const native = await binding();
  const a = native.createTensor([2, 3], DataType.FLOAT, new Float32Array(6).fill(-1));
  const before = native.getNumOfTensors();
  for (let i = 0; i < 50; i++) refusal(() => native.executeOp("MatMul", ofFloats, [a, a], 1));
  assert.equal(native.getNumOfTensors(), before);
  const [relu] = native.executeOp("Relu", ofFloats, [a], 1);
  assert.deepEqual(native.tensorDataSync(relu!.id), new Float32Array(6));
  [a, relu!.id].forEach((id) => native.deleteTensor(id));
});

Deno.test("a tensor used after its disposal is an error, not a crash", async () => {
  const native = await binding();
  const live = floats(native, 1, 2), gone = floats(native, 3, 4);
  native.deleteTensor(gone);
  const successor = floats(native, 5, 6); // May well lie where the disposed one lay.
  assert.match(refusal(() => native.tensorDataSync(gone)), /disposed/);
  assert.match(refusal(() => native.deleteTensor(gone)), /disposed/);
  assert.match(refusal(() => native.executeOp("AddV2", ofFloats, [live, gone], 1)), /AddV2.*dispo/);
  assert.match(refusal(() => native.tensorDataSync(-1)), /never existed/);
  assert.deepEqual(native.tensorDataSync(successor), Float32Array.of(5, 6));
  [live, successor].forEach((id) => native.deleteTensor(id));
});

Deno.test("a disposed tensor of tfjs is an error, not a crash", async () => {
  await useTensorFlow();
  const a = tf.tensor1d([1, 2]), b = tf.relu(a);
  [a, b].forEach((tensor) => tensor.dispose());
  assert.throws(() => a.dataSync(), /disposed/);
  assert.throws(() => b.add(1), /disposed/);
  assert.throws(() => tf.relu(a));
  assert.throws(() => tf.matMul(a, b));
  b.dispose(); // A second disposal is allowed by tfjs.
});

Deno.test("values that do not fit the shape or the type are refused", async () => {
  const native = await binding();
  const create = native.createTensor.bind(native);
  assert.equal(
    refusal(() => create([2, 2], DataType.FLOAT, new Float32Array(3))),
    "Expected 4 values for a tensor of shape [2,2] but found 3.",
  );
  assert.match(refusal(() => create([2], DataType.FLOAT, new Int32Array(2))), /Float32Array/);
  assert.match(refusal(() => create([2], DataType.INT32, [1, 2])), /Int32Array/);
  assert.match(refusal(() => create([2], DataType.INT64, new Int32Array(2))), /4 values/);
  assert.match(refusal(() => create([1], DataType.STRING, ["a"])), /cannot be written/);
});
