import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { Random } from "hemoleak/random.ts";
import { useTensorFlow } from "hemoleak/tensorflow/backend/backend.ts";
import type { HistoryRow } from "hemoleak/train/history.ts";
import { type ResumeEvent, train, type TrainingListener } from "hemoleak/train/train.ts";
import type { TrainingOptions } from "hemoleak/train/training_options.ts";
import { withFolder } from "../fixtures/with_folder.ts";
import { type BrightSide, brightSide } from "./bright_side.ts";

await useTensorFlow();

/** Does with a network's images what a test bids it do. */
class Hook extends tf.layers.Layer {
  static className = "Hook";
  static run: (images: tf.Tensor) => tf.Tensor;

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return Hook.run(Array.isArray(inputs) ? inputs[0]! : inputs);
  }
}

function hookedModel(): tf.Sequential {
  const kernelInitializer = tf.initializers.glorotUniform({ seed: 1 });
  return tf.sequential({
    layers: [
      new Hook({ inputShape: [16, 16, 1] }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 8, activation: "relu", kernelInitializer }),
      tf.layers.dense({ units: 1, activation: "sigmoid", kernelInitializer }),
    ],
  });
}

interface Outcome {
  rows: HistoryRow[];
  weights: number[][];
}

/** Trains a new network that has the hook in front for five epochs. */
async function trainHooked(
  options: Partial<TrainingOptions>,
  data: BrightSide = brightSide(),
  listener?: TrainingListener,
): Promise<Outcome> {
  const model = hookedModel(), random = new Random(1, "shuffle");
  try {
    const { rows } = await train(model, data, { epochs: 5, random, ...options }, listener);
    return { rows, weights: model.getWeights().map((weight) => [...weight.dataSync()]) };
  } finally {
    model.dispose();
  }
}

/** The epoch after which a training goes on from its checkpoint, and what it comes to. */
async function resumeHooked(
  checkpoints: string,
): Promise<{ after: number | undefined; outcome: Outcome }> {
  let after: number | undefined;
  const outcome = await trainHooked({ checkpoints }, undefined, (event) => {
    if (event.kind === "resume") after = event.epoch;
  });
  return { after, outcome };
}

/** Turns the images white once so many were read, as where a file is changed meanwhile. */
function whiteAfter(data: BrightSide, count: number): BrightSide {
  const { store, reads } = data;
  const read = (indices: readonly number[]) => {
    const images = store.read(indices);
    return reads.length > count ? images.fill(255) : images;
  };
  return { ...data, store: { size: store.size, read } };
}

Deno.test("an operation that fails within a step ends the training, and its checkpoint serves", () =>
  withFolder(async (folder) => {
    // Puts each image in its place in the batch, but a white one in none that there is.
    Hook.run = (images) => {
      const count = images.shape[0]!, places = tf.range(0, count, 1, "int32");
      const whites = images.max([1, 2, 3]).floor().toInt();
      return images.unsortedSegmentSum(whites.mul(tf.scalar(count, "int32")).add(places), count);
    };
    const data = brightSide(), before = tf.memory().numTensors;
    const perEpoch = data.sets.filter((set) => set !== "test").length;
    const changed = whiteAfter(data, 2.5 * perEpoch);
    await assert.rejects(trainHooked({ checkpoints: folder }, changed), {
      name: "TensorFlowError",
      message:
        /^TensorFlow refused a compiled function: .*segment_ids\[\d+\] = \d+ is out of range/,
    });
    assert.equal(tf.memory().numTensors, before);
    const { after, outcome } = await resumeHooked(folder);
    assert.equal(after, 2);
    assert.deepEqual(outcome, await trainHooked({}));
  }));

Deno.test("a training that diverges says from where it will again, and how to start over", () =>
  withFolder(async (folder) => {
    // What is divided by the distance from white is no number where an image is white.
    Hook.run = (images) => images.div(images.max([1, 2, 3], true).sub(1));
    const perEpoch = brightSide().sets.filter((set) => set !== "test").length;
    const told: ResumeEvent[] = [];
    const diverge = (isFirst: boolean) =>
      trainHooked(
        { checkpoints: folder },
        whiteAfter(brightSide(), isFirst ? 2.5 * perEpoch : 0),
        (event) => {
          if (event.kind === "resume") told.push(event);
        },
      ).then(() => assert.fail("it did not diverge"), (error: Error) => error);
    const error = await diverge(true);
    assert.equal(error.name, "TrainingError");
    assert.match(
      error.message,
      /^Training diverged: in epoch 3 .* is no longer a number\. Try a lower learning/,
    );
    assert.match(
      error.message,
      new RegExp(
        `The state after epoch 2 is kept in ${folder}: the same training goes on from ` +
          "there and diverges again; with another learning rate it starts over, and with the same " +
          "one once that folder is deleted\\.$",
      ),
    );
    const again = await diverge(false);
    assert.match(again.message, /^Training diverged: in epoch 3 /);
    assert.deepEqual(told.map(({ epoch, notes }) => [epoch, notes]), [[2, []]]);
    const other = { learningRate: 1e-4 };
    assert.deepEqual(
      await trainHooked({ checkpoints: folder, ...other }),
      await trainHooked(other),
    );
  }));
