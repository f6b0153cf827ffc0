/**
 * Whether a large store keeps training waiting: CNN4 on a store of 193,317 slices of 256 x 256 pixels,
 * as many as the paper's (sparse files, so the disk is spared). Prints the time from opening the store to
 * the first batch, the time that steps wait for data, and the memory.
 *
 *     deno run -A --v8-flags=--expose-gc bench/data.ts [folder data/large-store] [steps 8]
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { cnn4 } from "hemoleak/model/cnn4.ts";
import { openStore } from "hemoleak/preprocess/store/slice_store.ts";
import { Random } from "hemoleak/random.ts";
import { Adam } from "hemoleak/tensorflow/backend/adam.ts";
import { useTensorFlow } from "hemoleak/tensorflow/backend/backend.ts";
import { imageBytes } from "hemoleak/train/image_source.ts";
import { readBatches } from "hemoleak/train/read_batches.ts";
import { trainingStep } from "hemoleak/train/training_step.ts";
import { SIZE, writeLargeStore } from "./large_store.ts";

const BATCH = 32;
const folder = Deno.args[0] ?? "data/large-store", steps = Number(Deno.args[1] ?? 8);
const { gc } = globalThis as { gc?: () => void };
const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`;
const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(3)} s`;
const median = (values: number[]) => values.toSorted((a, b) => a - b)[values.length >> 1]!;

function heap(): number {
  gc?.();
  return Deno.memoryUsage().heapUsed;
}

await writeLargeStore(folder);
await useTensorFlow();
const empty = heap(), begin = performance.now();
using store = await openStore(folder);
const opened = performance.now();
const order = new Random(1, "batches").shuffled(store.rows.keys());
for await (const _ of readBatches(store, order, { batchSize: BATCH })) break;
const first = performance.now();
console.log(
  `First batch ${seconds(first - begin)} after the start (opening the store: ${
    seconds(opened - begin)
  })`,
);
console.log(`Index and permutation: ${megabytes(heap() - empty)} of heap`);

async function readAll(ahead: (images: Uint8Array) => Promise<void>, batches: number) {
  const waits: number[] = [], times: number[] = [];
  let last = performance.now();
  const indices = order.slice(0, BATCH * batches);
  const waited = (milliseconds: number) => waits.push(milliseconds);
  for await (const { images } of readBatches(store, indices, { batchSize: BATCH, waited })) {
    await ahead(images);
    times.push(performance.now() - last);
    last = performance.now();
  }
  return { waits, times };
}

const model = cnn4({ size: SIZE, random: new Random(1, "weights") });
const optimizer = new Adam(3e-4), step = trainingStep(model, optimizer, 1);
const labels = tf.tensor2d(Array.from({ length: BATCH }, (_, i) => i % 2), [BATCH, 1]);
const train = async (images: Uint8Array) => {
  const bytes = imageBytes({ images, indices: order.slice(0, BATCH) }, store);
  tf.dispose([await step.runAsync(bytes, labels), bytes]);
};
await readAll(train, 2);
const before = Deno.memoryUsage().rss;
const { waits, times } = await readAll(train, steps);
const waiting = median(waits.slice(1)), stepping = median(times);
console.log(
  `CNN4, ${SIZE} x ${SIZE}, batches of ${BATCH}: ${seconds(stepping)} a step, of which ` +
    `${waiting.toFixed(2)} ms wait for data (${(100 * waiting / stepping).toFixed(3)} %; at most ` +
    `${Math.max(...waits.slice(1)).toFixed(2)} ms)`,
);
console.log(`Memory grew by ${megabytes(Deno.memoryUsage().rss - before)} in ${steps} steps`);
const alone = await readAll(() => Promise.resolve(), 200);
console.log(`Reading alone: ${median(alone.times).toFixed(2)} ms per batch`);
