import assert from "node:assert/strict";
import type * as tf from "@tensorflow/tfjs";
import { Random } from "hemoleak/random.ts";
import { useTensorFlow } from "hemoleak/tensorflow/backend/backend.ts";
import { hasBfloat16, type Precision } from "hemoleak/tensorflow/library/precision.ts";
import { type BatchEvent, train } from "hemoleak/train/train.ts";
import { trainingKey } from "hemoleak/train/checkpoints/training_key.ts";
import { brightSide, smallCnn4 } from "./bright_side.ts";

await useTensorFlow();

const options = (precision?: Precision) => ({
  ...{ epochs: 3, batchSize: 16, learningRate: 3e-3, warmUp: 0 },
  random: new Random(1, "shuffle"),
  ...precision && { precision },
});

/** The mean losses that a training reports batch by batch, and the weights that it ends with. */
async function trained(precision?: Precision) {
  const model = smallCnn4(), losses: number[] = [];
  const { rows } = await train(model, brightSide(200), options(precision), (event) => {
    if (event.kind === "batch") losses.push((event satisfies BatchEvent).loss);
  });
  return { rows, losses, weights: model.getWeights().map((w: tf.Tensor) => w.dataSync().slice()) };
}

Deno.test({
  name: "in mixed precision a network learns the same, by losses and weights of 32 bits",
  ignore: !hasBfloat16(),
  async fn() {
    const exact = await trained(), mixed = await trained("mixed");
    // bfloat16 has 8 bits: a step of 0.4 % at most, in activations and gradients.
    assert.notDeepEqual(mixed.losses, exact.losses);
    assert.ok(Math.abs(mixed.losses[0]! / exact.losses[0]! - 1) < 0.01);
    assert.ok(Math.abs(mixed.rows[0]!.loss / exact.rows[0]!.loss - 1) < 0.05);
    assert.ok(mixed.rows.at(-1)!.validationAccuracy > 0.95);
    const isShort = (value: number) =>
      (new Uint32Array(Float32Array.of(value).buffer)[0]! & 0xffff) === 0;
    assert.ok(!isShort(mixed.losses[0]!), "the loss was rounded to bfloat16");
    const weights = mixed.weights.flatMap((values) => [...values]);
    assert.ok(weights.filter(isShort).length < weights.length / 100);
    assert.deepEqual(await trained("mixed"), mixed, "not the same bits twice");
  },
});

Deno.test("float32 is a training's usual precision, and mixed makes it another one", async () => {
  const data = brightSide(40), model = smallCnn4();
  const key = (precision?: Precision) => trainingKey(model, data, options(precision));
  assert.equal(await key("float32"), await key());
  assert.notEqual(await key("mixed"), await key());
});
