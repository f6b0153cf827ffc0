/**
 * The first steps of training, where Adam may throw a network: the loss of both networks at all sizes and
 * widths, from initial weights of several seeds, with one warm-up of the rate beside another.
 *
 *     deno task bench:first-steps [--warm-ups 0,50] [--seeds 10] [--steps 60] [--images FOLDER]
 *       [--only cnn4-256,vgg16-0.5-128] [--zero-last]
 *
 * Trains on generated heads, ellipses of random gray with random labels, unless `--images` names a folder in
 * which `hemoleak preprocess` has put slices of each size (`slices-64`, `slices-128`, ...): of those, on the
 * training set of a split by subject. Nothing is looked at but the training loss. With `--zero-last` the
 * last layer starts at zero.
 *
 * Prints a Markdown table, one row for each network and warm-up: the greatest loss of any step (of the upper
 * median of the seeds, of the worst), the mean loss of the last half (likewise), and how many networks died:
 * gave 32 images the same answer. What each seed came to is printed to standard error.
 *
 * @module
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import * as tf from "@tensorflow/tfjs";
import { cnn4 } from "hemoleak/model/cnn4.ts";
import { vgg16 } from "hemoleak/model/vgg16.ts";
import { openStore } from "hemoleak/preprocess/store/slice_store.ts";
import { Random } from "hemoleak/random.ts";
import { splitBySubject } from "hemoleak/split/by_subject.ts";
import { useTensorFlow } from "hemoleak/tensorflow/backend/backend.ts";
import type { ImageSource } from "hemoleak/train/image_source.ts";
import { spreadOf } from "hemoleak/train/learning.ts";
import { logitStep, predictWith } from "hemoleak/train/predict.ts";
import { heads } from "./heads.ts";
import { BATCH, type LabeledImages, meanOf, trainSteps } from "./training_steps.ts";

interface Network {
  name: string;
  size: number;
  make(random: Random): tf.LayersModel;
}

const NETWORKS: readonly Network[] = [
  ...[64, 128, 256].map((size) => ({
    name: `cnn4-${size}`,
    size,
    make: (random: Random) => cnn4({ size, random }),
  })),
  ...[0.25, 0.5, 1].flatMap((width) =>
    [64, 128, 224].map((size) => ({
      name: `vgg16-${width}-${size}`,
      size,
      make: (random: Random) => vgg16({ size, random, width }),
    }))
  ),
];

/** What one network came to. */
interface Outcome {
  greatest: number;
  /** Mean of the last half of the steps. */
  last: number;
  isDead: boolean;
}

async function trainingImages(
  size: number,
  folder: string | undefined,
): Promise<LabeledImages> {
  if (folder === undefined) return heads(832, size);
  const store = await openStore(join(folder, `slices-${size}`));
  const sets = splitBySubject(store.rows, { random: new Random(1, "first steps") });
  const members = [...sets.keys()].filter((i) => sets[i] === "train");
  const read: ImageSource["read"] = (indices, out) =>
    store.read(indices.map((i) => members[i]!), out);
  return { source: { size, read }, labels: members.map((i) => store.rows[i]!.label) };
}

/** Lets the last layer give the same answer to every image at first. */
function startAtZero(model: tf.LayersModel): void {
  const last = model.layers.at(-1)!;
  last.setWeights(last.getWeights().map((weight) => tf.zerosLike(weight)));
}

async function firstSteps(
  model: tf.LayersModel,
  images: LabeledImages,
  options: { warmUp: number; steps: number; seed: number },
): Promise<Outcome> {
  const { losses } = await trainSteps(model, images, options);
  const { source, labels } = images;
  const some = Array.from({ length: Math.min(BATCH, labels.length) }, (_, i) => i);
  const step = logitStep(model, 1);
  const answers = await predictWith(step, source, some, {});
  step.dispose();
  return {
    greatest: Math.max(...losses),
    last: meanOf(losses.slice(Math.floor(losses.length / 2))),
    isDead: spreadOf(answers) === 0,
  };
}

function row(name: string, warmUp: number, outcomes: readonly Outcome[]): string {
  const spread = (values: number[]) => {
    const sorted = values.toSorted((a, b) => a - b);
    return `${sorted[sorted.length >> 1]!.toFixed(2)}, ${sorted.at(-1)!.toFixed(2)}`;
  };
  return `| ${
    [
      name,
      warmUp,
      outcomes.length,
      spread(outcomes.map(({ greatest }) => greatest)),
      spread(outcomes.map(({ last }) => last)),
      outcomes.filter(({ isDead }) => isDead).length,
    ].join(" | ")
  } |`;
}

const { values: options } = parseArgs({
  options: {
    "warm-ups": { type: "string", default: "0,50" },
    seeds: { type: "string", default: "10" },
    steps: { type: "string", default: "60" },
    images: { type: "string" },
    only: { type: "string" },
    "zero-last": { type: "boolean", default: false },
  },
});
const only = options.only?.split(",");
const steps = Number(options.steps);

await useTensorFlow();
console.log(
  "| network | warm-up | seeds | greatest loss: upper median, worst | last half: upper median, worst | dead |",
);
console.log("| --- | ---: | ---: | ---: | ---: | ---: |");
for (const { name, size, make } of NETWORKS) {
  if (only && !only.includes(name)) continue;
  const training = await trainingImages(size, options.images);
  for (const warmUp of options["warm-ups"].split(",").map(Number)) {
    const outcomes: Outcome[] = [];
    for (let seed = 1; seed <= Number(options.seeds); seed++) {
      const model = make(new Random(seed, "weights"));
      if (options["zero-last"]) startAtZero(model);
      const outcome = await firstSteps(model, training, { warmUp, steps, seed });
      outcomes.push(outcome);
      console.error(name, { warmUp, seed, ...outcome });
      model.dispose();
    }
    console.log(row(name, warmUp, outcomes));
  }
}
