import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { vgg16 } from "hemoleak/model/vgg16.ts";
import { Random } from "hemoleak/random.ts";
import { useTensorFlow } from "hemoleak/tensorflow/backend/backend.ts";
import { binaryCrossEntropy } from "hemoleak/train/binary_cross_entropy.ts";
import { bestEpoch } from "hemoleak/train/history.ts";
import { learningOf } from "hemoleak/train/learning.ts";
import { logitStep, predict, predictWith } from "hemoleak/train/predict.ts";
import {
  type BatchEvent,
  type EpochEvent,
  train,
  type TrainingEvent,
} from "hemoleak/train/train.ts";
import {
  type TrainingData,
  type TrainingOptions,
  WARM_UP,
} from "hemoleak/train/training_options.ts";
import { type BrightSide, brightSide, smallCnn4 } from "./bright_side.ts";

await useTensorFlow();

const BATCH = 16;

const options = (more: Partial<TrainingOptions> = {}): TrainingOptions => ({
  epochs: 3,
  random: new Random(1, "shuffle"),
  batchSize: BATCH,
  learningRate: 3e-3,
  warmUp: 0,
  ...more,
});

const weightsOf = (model: tf.LayersModel) => model.getWeights().map((w) => w.dataSync().slice());

const membersOf = ({ sets }: BrightSide, set: string) =>
  [...sets.keys()].filter((i) => sets[i] === set);

/** The loss of a network's present weights on some images. Batches of another size may round otherwise. */
async function lossOn(
  model: tf.LayersModel,
  data: BrightSide,
  members: readonly number[],
): Promise<number> {
  const step = logitStep(model, 1);
  const logits = await predictWith(step, data.store, members, { batchSize: BATCH });
  step.dispose();
  return binaryCrossEntropy(logits, members.map((i) => data.labels[i]!));
}

Deno.test("a small separable task is learned, and held on images never seen", async () => {
  const data = brightSide(200);
  const model = smallCnn4();
  const { rows, stopped } = await train(model, data, options({ epochs: 8 }));
  assert.equal(stopped, false);
  assert.deepEqual(rows.map(({ epoch }) => epoch), [1, 2, 3, 4, 5, 6, 7, 8]);
  assert.ok(rows.at(-1)!.loss < 0.1, `loss ${rows.at(-1)!.loss}`);
  assert.equal(rows.at(-1)!.validationAccuracy, 1);
  const members = membersOf(data, "test");
  const scores = await predict(model, data.store, members, { batchSize: 7 });
  assert.ok(members.every((i, at) => (scores[at]! >= 0.5 ? 1 : 0) === data.labels[i]));
  model.dispose();
});

Deno.test("two trainings give the same weights, bit for bit; other seeds give others", async () => {
  const run = async (weights: number, shuffle: number) => {
    const model = smallCnn4(weights);
    const { rows } = await train(model, brightSide(), options({ random: new Random(shuffle) }));
    const result = { rows, weights: weightsOf(model) };
    model.dispose();
    return result;
  };
  const first = await run(1, 1);
  assert.deepEqual(await run(1, 1), first);
  assert.notDeepEqual((await run(1, 2)).weights, first.weights);
  assert.notDeepEqual((await run(2, 1)).weights, first.weights);
});

Deno.test("the weights of the least validation loss are put back", async () => {
  const data = brightSide();
  // With turned labels in validation, learning the task raises the validation loss.
  data.labels = data.labels.map((label, i) =>
    data.sets[i] === "validation" ? (label === 1 ? 0 : 1) : label
  );
  const model = smallCnn4();
  const { rows } = await train(model, data, options({ epochs: 5 }));
  const losses = rows.map((row) => row.validationLoss);
  assert.ok(losses.at(-1)! > Math.min(...losses) + 0.5, losses.join());
  assert.equal(await lossOn(model, data, membersOf(data, "validation")), Math.min(...losses));
  assert.equal(bestEpoch(rows)!.validationLoss, Math.min(...losses));
  model.dispose();
});

Deno.test("of epochs with equal validation loss the first is the best", async () => {
  const events: EpochEvent[] = [];
  const model = smallCnn4();
  const still = options({ learningRate: 0 });
  const { rows } = await train(model, brightSide(), still, (event) => {
    if (event.kind === "epoch") events.push(event);
  });
  assert.equal(new Set(rows.map((row) => row.validationLoss)).size, 1);
  // Nothing changes any more, so the third epoch is not made.
  assert.deepEqual(events.map(({ best }) => best), [true, false]);
  assert.equal(bestEpoch(rows)!.epoch, 1);
  model.dispose();
});

/** A network whose dense layer is beyond reach: no image makes any of its units active. */
function deadCnn4(): tf.Sequential {
  const model = smallCnn4(), [kernel, bias] = model.getLayer("dense1").getWeights();
  model.getLayer("dense1").setWeights([kernel!, tf.fill(bias!.shape, -1e3)]);
  return model;
}

Deno.test("a dead network is noticed after its first epoch, and trained for one more at most", async () => {
  const heard: boolean[] = [], data = brightSide(), model = deadCnn4();
  const { rows, stopped } = await train(model, data, options({ epochs: 9 }), (event) => {
    if (event.kind === "epoch") heard.push(event.constant);
  });
  assert.deepEqual([heard, stopped], [[true, true], false]);
  assert.deepEqual(rows.map(({ validationSpread }) => validationSpread), [0, 0]);
  const labels = membersOf(data, "validation").map((i) => data.labels[i]!);
  assert.equal(learningOf(rows, labels).outcome, "dead");
  model.dispose();
});

Deno.test("a network that is certain and wrong learns: its loss has a gradient", async () => {
  const data = brightSide(200),
    model = smallCnn4(),
    [kernel] = model.getLayer("dense2").getWeights();
  // A probability that rounds to 1 for every image; the clipped loss would be flat here.
  model.getLayer("dense2").setWeights([kernel!, tf.tensor1d([40])]);
  const certain = await predict(model, data.store, membersOf(data, "train"));
  assert.ok(certain.every((score) => score === 1));
  const { rows } = await train(model, data, options({ epochs: 30, learningRate: 3e-2 }));
  assert.ok(rows[0]!.loss > 10, `${rows[0]!.loss}`);
  assert.ok(Math.min(...rows.map(({ loss }) => loss)) < 0.3, rows.map(({ loss }) => loss).join());
  model.dispose();
});

Deno.test("the warm-up: in its first step each weight moves by a part of the rate", async () => {
  const moved = async (warmUp?: number) => {
    const data = brightSide(), model = smallCnn4(), before = weightsOf(model);
    const one = options({ epochs: 1, batchSize: 100, learningRate: 1e-3 });
    const { warmUp: _, ...rest } = one;
    await train(model, data, warmUp === undefined ? rest : { ...one, warmUp });
    const moves = weightsOf(model).map((after, i) => after.map((w, at) => w - before[i]![at]!));
    model.dispose();
    return Math.max(...moves.flatMap((each) => [...each]).map(Math.abs));
  };
  const isAbout = (found: number, expected: number) =>
    assert.ok(Math.abs(found - expected) < 0.01 * expected, `${found} for ${expected}`);
  isAbout(await moved(0), 1e-3);
  isAbout(await moved(10), 1e-4);
  isAbout(await moved(), 1e-3 / WARM_UP);
});

Deno.test("a warm-up that makes no sense is refused", async () => {
  for (const warmUp of [-1, 1.5, NaN]) {
    const model = smallCnn4();
    await assert.rejects(train(model, brightSide(), options({ warmUp })), {
      name: "TrainingError",
      message: `Expected a warm-up of a whole number of steps, 0 for none, but found ${warmUp}`,
    });
    model.dispose();
  }
});

Deno.test("each epoch reads the training set once, in another order, and never the test set", async () => {
  const data = brightSide();
  const model = smallCnn4();
  await train(model, data, options({ epochs: 2 }));
  const sorted = (indices: number[]) => indices.toSorted((a, b) => a - b);
  const [training, validation] = [membersOf(data, "train"), membersOf(data, "validation")];
  const epoch = training.length + validation.length;
  const orders = [0, epoch].map((start) => data.reads.slice(start, start + training.length));
  assert.equal(data.reads.length, 2 * epoch);
  for (const order of orders) assert.deepEqual(sorted(order), training);
  assert.notDeepEqual(orders[0], orders[1]);
  assert.notDeepEqual(orders[0], training);
  assert.deepEqual(data.reads.slice(training.length, epoch), validation);
  model.dispose();
});

Deno.test("an image without a set is as good as not there: same weights, never read", async () => {
  const run = async (data: TrainingData) => {
    const model = smallCnn4();
    const { rows } = await train(model, data, options({ epochs: 2 }));
    const result = { rows, weights: weightsOf(model) };
    model.dispose();
    return result;
  };
  const whole = brightSide();
  const used = [...whole.labels.keys()].filter((i) => i % 7 !== 3);
  const found = await run({ ...whole, sets: whole.sets.map((set, i) => i % 7 === 3 ? null : set) });
  assert.ok(whole.reads.length > 0 && whole.reads.every((i) => i % 7 !== 3));
  const rest: TrainingData = {
    store: { size: 16, read: (indices) => whole.store.read(indices.map((i) => used[i]!)) },
    labels: used.map((i) => whole.labels[i]!),
    sets: used.map((i) => whole.sets[i]!),
  };
  assert.deepEqual(found, await run(rest));
});

Deno.test("the listener hears every batch and epoch, in order", async () => {
  const data = brightSide();
  const heard: TrainingEvent[] = [];
  const model = smallCnn4();
  const { rows } = await train(model, data, options({ epochs: 2 }), (event) => {
    heard.push(event.kind === "epoch" ? { ...event, rows: [...event.rows] } : event);
  });
  // 60 training images make four batches: 16, 16, 16, 12.
  assert.deepEqual(
    heard.map((event) => event.kind === "batch" ? `${event.batch}/${event.batches}` : event.kind),
    ["1/4", "2/4", "3/4", "4/4", "epoch", "1/4", "2/4", "3/4", "4/4", "epoch"],
  );
  assert.ok(heard.every(({ epochs }) => epochs === 2));
  const last = heard.at(-1) as EpochEvent;
  assert.deepEqual(last.rows, rows);
  assert.deepEqual([last.epoch, last.loss], [2, (heard.at(-2) as BatchEvent).loss]);
  model.dispose();
});

Deno.test("the first batch's loss is that of the untrained network", async () => {
  const data = brightSide();
  const model = smallCnn4();
  let first: number | undefined;
  await train(model, data, options({ epochs: 1 }), (event) => {
    if (event.kind === "batch") first ??= event.loss;
  });
  const untrained = smallCnn4();
  const expected = await lossOn(untrained, data, data.reads.slice(0, 16));
  assert.ok(Math.abs(first! - expected) < 1e-6, `${first} for ${expected}`);
  untrained.dispose();
  model.dispose();
});

Deno.test("stopped within an epoch: the best weights so far, and a history that says so", async () => {
  const data = brightSide();
  const controller = new AbortController();
  const model = smallCnn4();
  const { rows, stopped } = await train(
    model,
    data,
    options({ epochs: 9, signal: controller.signal }),
    (event) => {
      if (event.kind === "batch" && event.epoch === 2 && event.batch === 2) controller.abort();
    },
  );
  assert.deepEqual([rows.length, stopped], [1, true]);
  assert.equal(await lossOn(model, data, membersOf(data, "validation")), rows[0]!.validationLoss);
  model.dispose();
});

Deno.test("stopped before it starts: nothing is changed", async () => {
  const model = smallCnn4();
  const before = weightsOf(model);
  const history = await train(model, brightSide(), options({ signal: AbortSignal.abort() }));
  assert.deepEqual(history, { rows: [], stopped: true });
  assert.deepEqual(weightsOf(model), before);
  model.dispose();
});

Deno.test("timers run while training goes on", async () => {
  const model = smallCnn4();
  let ticks = 0;
  const timer = setInterval(() => ticks++, 1);
  await train(model, brightSide(400), options({ epochs: 4 }));
  clearInterval(timer);
  assert.ok(ticks >= 1);
  model.dispose();
});

Deno.test("no tensor is left behind: finished, stopped or failed", async () => {
  const data = brightSide();
  const model = smallCnn4();
  const before = tf.memory().numTensors;
  await train(model, data, options());
  assert.equal(tf.memory().numTensors, before);
  await train(model, data, options({ signal: AbortSignal.abort() }));
  assert.equal(tf.memory().numTensors, before);
  await assert.rejects(
    train(model, data, options(), (event) => {
      if (event.kind === "epoch") throw new Error("from the listener");
    }),
    /from the listener/,
  );
  assert.equal(tf.memory().numTensors, before);
  await predict(model, data.store, [1, 2, 3]);
  assert.equal(tf.memory().numTensors, before);
  model.dispose();
});

Deno.test("a loss or a weight that is no longer a number stops the training with advice", async () => {
  const model = smallCnn4();
  const before = tf.memory().numTensors;
  await assert.rejects(train(model, brightSide(), options({ learningRate: 1e30 })), {
    name: "TrainingError",
    message: /diverged: in epoch 1 (the loss of batch \d+|a weight) is no longer a number\. Try a/,
  });
  assert.equal(tf.memory().numTensors, before);
  model.dispose();
});

Deno.test("a network with color input is given the gray value three times", async () => {
  const data = brightSide(20, 32);
  const gray = vgg16({ size: 32, width: 0.05, random: new Random(1) });
  const color = vgg16({ size: 32, width: 0.05, random: new Random(1), channels: 3 });
  const [kernel, ...others] = gray.getWeights();
  const thirds = tf.tidy(() => kernel!.div(3).tile([1, 1, 3, 1]));
  color.setWeights([thirds, ...others]);
  const all = [...data.labels.keys()];
  const expected = await predict(gray, data.store, all);
  const found = await predict(color, data.store, all);
  assert.ok(found.every((score, i) => Math.abs(score - expected[i]!) < 1e-5));
  assert.equal((await train(color, data, options({ epochs: 1 }))).rows.length, 1);
  thirds.dispose();
  gray.dispose();
  color.dispose();
});

Deno.test("predictions keep the order asked for, tell their progress and can be stopped", async () => {
  const data = brightSide();
  const model = smallCnn4();
  const all = [...data.labels.keys()];
  const done: number[] = [];
  const scores = await predict(model, data.store, all, {
    batchSize: 40,
    progress: (count) => done.push(count),
  });
  assert.deepEqual(done, [40, 80, 100]);
  const reversed = await predict(model, data.store, all.toReversed());
  assert.ok(reversed.toReversed().every((score, i) => Math.abs(score - scores[i]!) < 1e-6));
  assert.equal((await predict(model, data.store, [])).length, 0);
  await assert.rejects(predict(model, data.store, all, { signal: AbortSignal.abort() }), {
    name: "AbortError",
  });
  model.dispose();
});

Deno.test("data and networks that do not fit", async () => {
  const error = (message: RegExp) => ({ name: "TrainingError", message });
  const data = brightSide();
  const model = smallCnn4();
  const fails = (change: Partial<BrightSide>, message: RegExp) =>
    assert.rejects(train(model, { ...data, ...change }, options()), error(message));
  await fails({ labels: [] }, /0 labels and 100 sets/);
  await fails({ labels: data.labels.map(() => 1) }, /60 positive and 0 negative training images/);
  await fails({ sets: data.sets.map(() => "train") }, /and 0 validation images/);
  await fails({ store: brightSide(10, 32).store }, /32 x 32 pixels but found the input shape \[16/);
  const wide = tf.sequential({
    layers: [
      tf.layers.flatten({ inputShape: [32, 32, 1] }),
      tf.layers.dense({ units: 2, activation: "softmax" }),
    ],
  });
  await assert.rejects(train(wide, brightSide(20, 32), options()), error(/one output, .* \[2\]/));
  await assert.rejects(predict(wide, data.store, [0]), error(/input shape \[32, 32, 1\]/));
  model.dispose();
  wide.dispose();
});

Deno.test("binary cross-entropy by hand and as tfjs has it", () => {
  assert.ok(Math.abs(binaryCrossEntropy([0, 0], [0, 1]) - Math.LN2) < 1e-15);
  const logit = (p: number) => Math.log(p / (1 - p));
  const found = binaryCrossEntropy([logit(0.9), logit(0.2)], [1, 1]);
  assert.ok(Math.abs(found + Math.log(0.18) / 2) < 1e-15);
  assert.deepEqual([binaryCrossEntropy([-500], [1]), binaryCrossEntropy([800], [0])], [500, 800]);
  assert.equal(binaryCrossEntropy([500], [1]), Math.exp(-500));
  assert.ok(Number.isNaN(binaryCrossEntropy([NaN], [1])));
  const random = new Random(1);
  const logits = Float32Array.from({ length: 50 }, () => random.normal(0, 3));
  const labels = Array.from({ length: 50 }, () => random.integer(2));
  const expected = tf.tidy(() =>
    tf.metrics.binaryCrossentropy(tf.tensor1d(labels), tf.tensor1d(logits).sigmoid())
      .dataSync()[0]!
  );
  assert.ok(Math.abs(binaryCrossEntropy(logits, labels) - expected) < 1e-5);
});
