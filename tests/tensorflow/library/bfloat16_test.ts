import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { useTensorFlow } from "hemoleak/tensorflow/backend/backend.ts";
import { compiled } from "hemoleak/tensorflow/compile/compiled.ts";
import { hasBfloat16, requireBfloat16 } from "hemoleak/tensorflow/library/bfloat16.ts";
import { libraryVariant } from "hemoleak/tensorflow/library/library.ts";

await useTensorFlow();

/** 8 bits of precision: the upper half of a float32, to the nearest, ties to even. */
function bfloat16(value: number): number {
  const bits = new Uint32Array(Float32Array.of(value).buffer);
  bits[0] = (bits[0]! + 0x7fff + (bits[0]! >>> 16 & 1)) & 0xffff0000;
  return new Float32Array(bits.buffer)[0]!;
}

Deno.test({
  name: "a convolution in mixed precision is that of inputs rounded to bfloat16",
  ignore: libraryVariant() === "gpu" || !hasBfloat16(),
  fn() {
    const image = tf.tensor4d(Array.from({ length: 64 }, (_, i) => Math.sin(i)), [1, 8, 8, 1]);
    const filter = tf.tensor4d(Array.from({ length: 9 }, (_, i) => Math.cos(i)), [3, 3, 1, 1]);
    const run = (x: tf.Tensor4D, w: tf.Tensor4D) => tf.conv2d(x, w, 1, "same");
    const mixed = compiled(run, { precision: "mixed" })(image, filter).dataSync();
    const rounded = <Rank extends tf.Tensor>(tensor: Rank) =>
      tf.tensor(Array.from(tensor.dataSync(), bfloat16), tensor.shape) as Rank;
    const expected = run(rounded(image), rounded(filter)).dataSync();
    // Products are summed in 32 bits and the sum is rounded, by half a step of 1/128 at most.
    mixed.forEach((value, i) =>
      assert.ok(Math.abs(value - expected[i]!) <= Math.abs(expected[i]!) / 256 + 1e-6)
    );
    assert.deepEqual(Array.from(mixed, bfloat16), Array.from(mixed));
    assert.notDeepEqual(mixed, compiled(run)(image, filter).dataSync());
  },
});

Deno.test("mixed precision is refused where it would be no faster", () => {
  withBuild("cpu", () => {
    assert.throws(() => requireBfloat16(() => false), {
      name: "TensorFlowError",
      message: "Expected a processor that computes in bfloat16 (AVX512_BF16 or AMX) for mixed " +
        "precision but found one without; train in float32",
    });
    requireBfloat16(() => true);
  });
  withBuild("gpu", () => {
    assert.throws(() => requireBfloat16(() => true), /TensorFlow's build for GPUs/);
  });
});

function withBuild(variant: string, act: () => void): void {
  const before = Deno.env.get("HEMOLEAK_TF");
  Deno.env.set("HEMOLEAK_TF", variant);
  try {
    act();
  } finally {
    if (before === undefined) Deno.env.delete("HEMOLEAK_TF");
    else Deno.env.set("HEMOLEAK_TF", before);
  }
}
