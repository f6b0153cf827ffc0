/**
 * Whether checkpoints keep other work waiting: the longest time that a timer waits while a training of
 * CNN4 at 256 pixels or VGG16 at 64 (whole, of random weights) saves its state and goes on from it, and
 * the memory that this takes. Where other processes use the processors, the time that this thread itself
 * computed within the longest wait tells more (Linux).
 *
 *     deno run -A bench/checkpoints.ts [epochs 3]
 *
 * @module
 */
import { cnn4 } from "hemoleak/model/cnn4.ts";
import { vgg16 } from "hemoleak/model/vgg16.ts";
import { Random } from "hemoleak/random.ts";
import { useTensorFlow } from "hemoleak/tensorflow/backend/backend.ts";
import { CheckpointFolder } from "hemoleak/train/checkpoints/checkpoint_folder.ts";
import { train } from "hemoleak/train/train.ts";
import type { TrainingData } from "hemoleak/train/training_options.ts";

interface Wait {
  end: number;
  length: number;
  computed: number;
}

const waits: Wait[] = [];

/** What this thread has computed since it began, in ms. */
function computed(): number {
  const path = `/proc/self/task/${Deno.pid}/schedstat`;
  return Number(Deno.readTextFileSync(path).split(" ")[0]) / 1e6;
}

function watch(): ReturnType<typeof setInterval> {
  let last = { time: performance.now(), computed: computed() };
  return setInterval(() => {
    const now = { time: performance.now(), computed: computed() };
    const length = now.time - last.time;
    waits.push({ end: now.time, length, computed: now.computed - last.computed });
    last = now;
  }, 1);
}

function memory(field: "VmRSS" | "VmHWM"): number {
  const text = Deno.readTextFileSync("/proc/self/status");
  return Number(new RegExp(`${field}:\\s+(\\d+)`).exec(text)![1]) / 1024;
}

async function measured<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
  const begin = performance.now(), before = memory("VmRSS");
  Deno.writeTextFileSync("/proc/self/clear_refs", "5"); // Forgets the peak.
  const result = await work();
  const end = performance.now(), grown = memory("VmHWM") - before;
  const inside = waits.filter((wait) => wait.end > begin && wait.end - wait.length < end);
  const longest = (of: "length" | "computed") => Math.max(0, ...inside.map((wait) => wait[of]));
  console.log(
    `${name}: ${(end - begin).toFixed(0)} ms, longest wait ${longest("length").toFixed(0)} ms ` +
      `(longest computation ${longest("computed").toFixed(0)} ms), at most ${
        grown.toFixed(0)
      } MiB more`,
  );
  return result;
}

function noise(size: number): TrainingData {
  const random = new Random(1, "noise");
  const read = (indices: readonly number[]) =>
    Uint8Array.from({ length: indices.length * size * size }, () => random.integer(256));
  const labels = Array.from({ length: 8 }, (_, i) => i % 2 as 0 | 1);
  return {
    store: { size, read },
    labels,
    sets: labels.map((_, i) => i < 4 ? "train" : "validation"),
  };
}

const epochs = Number(Deno.args[0] ?? 3);
await useTensorFlow();
const timer = watch();
const { save } = CheckpointFolder.prototype;
CheckpointFolder.prototype.save = function (checkpoint) {
  return measured("  save", () => save.call(this, checkpoint));
};
const networks = {
  "CNN4, 256 x 256": { size: 256, make: (random: Random) => cnn4({ size: 256, random }) },
  "VGG16, 64 x 64": { size: 64, make: (random: Random) => vgg16({ size: 64, random }) },
};
for (const [name, { size, make }] of Object.entries(networks)) {
  const folder = await Deno.makeTempDir();
  for (const last of [epochs, epochs + 1]) {
    const model = make(new Random(1, "weights")), stop = new AbortController();
    await new Promise((resolve) => setTimeout(resolve, 100)); // The making of the network is not ours.
    console.log(`${name}, ${(model.countParams() / 1e6).toFixed(1)} million weights`);
    const options = { epochs: 100, batchSize: 2, learningRate: 1e-5, checkpoints: folder };
    const { promise: begun, resolve } = Promise.withResolvers<void>();
    const training = train(
      model,
      noise(size),
      { ...options, random: new Random(1), signal: stop.signal },
      (event) => {
        if (event.kind === "resume") resolve();
        if (event.kind === "epoch" && event.epoch === last) stop.abort();
      },
    );
    if (last > epochs) await measured("  resume", () => begun);
    await training;
    model.dispose();
  }
  await Deno.remove(folder, { recursive: true });
}
clearInterval(timer);
