/**
 * Trains a task on this project's engine and prints a `TrainingMeasurement` as JSON.
 *
 *     deno run -A bench/training_hemoleak.ts FOLDER
 *     deno run -A bench/training_hemoleak.ts FOLDER TASK   writes the task, given as JSON
 *
 * @module
 */
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { Adam } from "hemoleak/tensorflow/backend/adam.ts";
import { useTensorFlow } from "hemoleak/tensorflow/backend/backend.ts";
import { imageBytes, type ImageSource } from "hemoleak/train/image_source.ts";
import { trainableVariables, trainingStep } from "hemoleak/train/training_step.ts";
import {
  BATCH,
  COMPARED,
  network,
  type TrainingMeasurement,
  writeTask,
  type WrittenTask,
} from "./training_task.ts";

const [folder, task] = Deno.args;
await useTensorFlow();
if (task) {
  await writeTask(folder!, JSON.parse(task));
} else {
  const written = JSON.parse(await Deno.readTextFile(join(folder!, "task.json")));
  console.log(JSON.stringify(await measure(written)));
}

async function measure(task: WrittenTask): Promise<TrainingMeasurement> {
  const images = await Deno.readFile(join(folder!, "images.bin"));
  const labels = await Deno.readFile(join(folder!, "labels.bin"));
  const pixels = task.size ** 2;
  const source: ImageSource = {
    size: task.size,
    read: ([first]) => images.subarray(first! * pixels, (first! + BATCH) * pixels),
  };
  const { learningRate, epsilon, precision } = task;
  const model = network(task), optimizer = new Adam(learningRate, { epsilon });
  const step = trainingStep(model, optimizer, 1, precision && { precision });
  const run = async (index: number) => {
    const indices = Array.from({ length: BATCH }, (_, i) => index % COMPARED * BATCH + i);
    const batch = imageBytes({ indices, images: source.read(indices) }, source);
    const truth = tf.tensor2d(indices.map((i) => labels[i]!), [BATCH, 1]);
    const loss = await step.runAsync(batch, truth);
    const [value] = loss.dataSync();
    tf.dispose([batch, truth, loss]);
    return value!;
  };
  const firstGap = watchTimers();
  await optimizer.prepare(trainableVariables(model));
  const losses = [await run(0)];
  const longestFirstGap = firstGap();
  for (let i = 1; i < COMPARED; i++) losses.push(await run(i));
  const start = performance.now(), before = process.cpuUsage();
  for (let i = 0; i < task.steps; i++) await run(i);
  const { user, system } = process.cpuUsage(before);
  const count = task.steps * BATCH, wall = performance.now() - start;
  // Apart from the steps that are timed: a timer that fires each millisecond takes time itself.
  const longestGap = watchTimers();
  for (let i = 0; i < task.steps; i++) await run(i);
  return {
    losses,
    wallMillisecondsPerImage: wall / count,
    cpuMillisecondsPerImage: (user + system) / 1000 / count,
    peakMegabytes: await peakMegabytes(),
    longestFirstGap,
    longestGap: longestGap(),
  };
}

/** Starts a timer that should fire each millisecond; the function it gives returns the longest wait. */
function watchTimers(): () => number {
  let longest = 0, last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
  }, 1);
  return () => {
    clearInterval(timer);
    return longest;
  };
}

async function peakMegabytes(): Promise<number> {
  const status = await Deno.readTextFile("/proc/self/status");
  return Number(status.match(/VmHWM:\s+(\d+)/)![1]) / 1024;
}
