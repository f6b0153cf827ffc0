/**
 * The paper's protocol at its own scale, tried out: CNN4 and the full VGG16 at 256 x 256 pixels, batches of
 * 32, for a hundred steps each, in a process of its own. Prints a Markdown table: the loss at the start, at
 * its greatest and over the last ten steps, the peak of memory, images a second, and how long the
 * protocol takes at that speed.
 *
 *     deno task bench:paper [--steps 100] [--cohort slices --root FOLDER]
 *
 * Trains on the phantom, which is synthetic, or on a cohort as `reproduce` reads it, split by slice.
 *
 * @module
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Reproduction } from "hemoleak";
import { splitCell } from "hemoleak/experiment/cell_split.ts";
import type { CohortName } from "hemoleak/experiment/cohort_name.ts";
import { modelTitle } from "hemoleak/experiment/profile.ts";
import { buildModel } from "hemoleak/experiment/trainer/network_trainer.ts";
import type { ModelName } from "hemoleak/model/networks.ts";
import { Random } from "hemoleak/random.ts";
import { useTensorFlow } from "hemoleak/tensorflow/backend/backend.ts";
import { predict } from "hemoleak/train/predict.ts";
import { WARM_UP } from "hemoleak/train/training_options.ts";
import { BATCH, meanOf, trainSteps } from "./training_steps.ts";

/** Slices of the paper's cohort; 15 % are tested, a fifth of the rest validates. */
const SLICES = 193_317;
const VALIDATED = SLICES * 0.85 * 0.2, TRAINED = SLICES * 0.85 * 0.8;
/** The first steps are compiled, and do not count for speed. */
const SKIPPED = 5;

/** What one network came to. */
interface Measurement {
  first: number;
  greatest: number;
  last: number;
  gigabytes: number;
  /** A second. */
  images: number;
  /** The same without gradients. */
  predicted: number;
}

const { values: options } = parseArgs({
  options: {
    steps: { type: "string", default: "100" },
    cohort: { type: "string", default: "phantom" },
    root: { type: "string" },
    network: { type: "string" },
  },
});
const reproduction = new Reproduction({
  cohort: options.cohort as CohortName,
  profile: "paper",
  ...options.root !== undefined && { root: options.root },
});

async function measure(model: ModelName, steps: number): Promise<Measurement> {
  await useTensorFlow();
  using store = await reproduction.store();
  const { sets, labels } = splitCell(
    { model, split: "slice", labels: "true", seed: reproduction.seed },
    store.rows,
  );
  const members = [...sets.keys()].filter((i) => sets[i] === "train");
  const network = buildModel(model, reproduction.profile, new Random(reproduction.seed, "weights"));
  const { losses, seconds } = await trainSteps(network, {
    labels: members.map((i) => labels[i]!),
    source: {
      size: store.size,
      read: (indices, out) => store.read(indices.map((i) => members[i]!), out),
    },
  }, { warmUp: WARM_UP, steps, seed: reproduction.seed });
  const some = members.slice(0, 4 * BATCH), started = performance.now();
  await predict(network, store, some);
  const status = await Deno.readTextFile("/proc/self/status");
  return {
    first: losses[0]!,
    greatest: Math.max(...losses),
    last: meanOf(losses.slice(-10)),
    gigabytes: Number(status.match(/VmHWM:\s+(\d+)/)![1]) / 1e6,
    images: (steps - SKIPPED) * BATCH / (seconds.at(-1)! - seconds[SKIPPED - 1]!),
    predicted: some.length / ((performance.now() - started) / 1000),
  };
}

async function measureApart(model: ModelName): Promise<Measurement> {
  const script = join(import.meta.dirname!, "paper.ts");
  const { success, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", script, ...Deno.args, "--network", model],
    stderr: "inherit",
  }).output();
  if (!success) throw new Error(`${model} could not be measured`);
  return JSON.parse(new TextDecoder().decode(stdout));
}

if (options.network) {
  console.log(JSON.stringify(await measure(options.network as ModelName, Number(options.steps))));
} else {
  (await reproduction.store()).close();
  const cells = await reproduction.cells();
  const hours = { cnn4: 0, vgg16: 0 };
  console.log(`On ${reproduction.synthetic ? "the phantom, which is synthetic" : options.root}:\n`);
  console.log(
    "| network | loss: first, greatest, last ten | memory, GB | images per second | hours an epoch, a training |",
  );
  console.log("| --- | ---: | ---: | ---: | ---: |");
  for (const model of ["cnn4", "vgg16"] as const) {
    const { first, greatest, last, gigabytes, images, predicted } = await measureApart(model);
    const epoch = (TRAINED / images + VALIDATED / predicted) / 3600;
    hours[model] = epoch * reproduction.profile.epochs[model];
    const loss = [first, greatest, last].map((each) => each.toFixed(2)).join(", ");
    console.log(
      `| ${modelTitle(model, reproduction.profile)} | ${loss} | ${gigabytes.toFixed(1)} | ` +
        `${images.toFixed(1)} | ${epoch.toFixed(1)}, ${Math.round(hours[model])} |`,
    );
  }
  const count = (model: ModelName) => cells.filter((cell) => cell.model === model).length;
  const all = count("cnn4") * hours.cnn4 + count("vgg16") * hours.vgg16;
  console.log(
    `\nThe paper's protocol on CQ500's ${SLICES.toLocaleString("en-US")} slices: ${
      count("cnn4")
    } ` +
      `trainings of CNN4 and ${count("vgg16")} of VGG16, ${Math.round(all)} hours.`,
  );
}
