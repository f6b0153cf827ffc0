/**
 * Training beside its peers: Keras on TensorFlow with oneDNN, and PyTorch with channels last, plain
 * and by `torch.compile`. Same initial weights, same batches of 32, same Adam; each run in a process of
 * its own, in turns. Prints a Markdown table of the medians; the losses of the first 20 steps are the
 * proof that the work is the same. A second table has the losses on head-like images at the usual rate,
 * where the first steps are rough: each peer must come back from them. A third one, where the processor
 * computes in bfloat16, is of mixed precision: Keras' policy `mixed_bfloat16`, PyTorch's autocast.
 *
 *     deno task bench:train [--rounds 3] [--only cnn4-64,vgg16-64]
 *
 * The peers are installed into the cache by the first run (2.4 GB).
 *
 * @module
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { NETWORKS } from "hemoleak/model/networks.ts";
import { useTensorFlow } from "hemoleak/tensorflow/backend/backend.ts";
import { hasBfloat16 } from "hemoleak/tensorflow/library/bfloat16.ts";
import { tellWhatIsMissing } from "./missing.ts";
import { benchmarkPython } from "./python_environment.ts";
import type { TrainingMeasurement, TrainingTask } from "./training_task.ts";

tellWhatIsMissing();

const TASKS: readonly TrainingTask[] = [
  { model: "cnn4", size: 64, steps: 40 },
  { model: "cnn4", size: 128, steps: 10 },
  { model: "cnn4", size: 256, steps: 4 },
  { model: "vgg16", size: 64, steps: 6 },
  { model: "vgg16", size: 128, steps: 3 },
];

const HERE = import.meta.dirname!;

const PEERS = ["hemoleak", "Keras", "PyTorch", "PyTorch, compiled"] as const;
type Peer = typeof PEERS[number];
type Measurements = Partial<Record<Peer, TrainingMeasurement[]>>;

async function run(command: string, args: string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(command, { args }).output();
  const text = new TextDecoder();
  if (!success) throw new Error(`${command} ${args.join(" ")}: ${text.decode(stderr).trim()}`);
  return text.decode(stdout);
}

const interpreter = await benchmarkPython("training");
const python = (script: string, ...args: string[]) =>
  run(interpreter, [join(HERE, "python", script), ...args]);
const hemoleak = (...args: string[]) =>
  run(Deno.execPath(), ["run", "-A", join(HERE, "training_hemoleak.ts"), ...args]);

const COMMANDS: Record<Peer, (folder: string) => Promise<string>> = {
  "hemoleak": (folder) => hemoleak(folder),
  "Keras": (folder) => python("train_keras.py", folder),
  "PyTorch": (folder) => python("train_torch.py", folder),
  "PyTorch, compiled": (folder) => python("train_torch.py", folder, "compile"),
};

/** All rounds of one task. */
async function measure(task: TrainingTask, rounds: number): Promise<Measurements> {
  const folder = await Deno.makeTempDir({ prefix: "hemoleak-bench-" });
  const measurements: Measurements = {};
  try {
    await hemoleak(folder, JSON.stringify(task));
    for (let round = 0; round < rounds; round++) {
      for (const peer of PEERS) await addMeasurement(measurements, peer, folder, task);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
  return measurements;
}

async function addMeasurement(
  measurements: Measurements,
  peer: Peer,
  folder: string,
  { model, size }: TrainingTask,
): Promise<void> {
  try {
    const one: TrainingMeasurement = JSON.parse(await COMMANDS[peer](folder));
    (measurements[peer] ??= []).push(one);
    const { cpuMillisecondsPerImage: cpu, wallMillisecondsPerImage: wall, longestGap } = one;
    const gap = longestGap === undefined ? "" : `, longest gap ${longestGap.toFixed(0)} ms ` +
      `(in the first step ${one.longestFirstGap!.toFixed(0)})`;
    console.error(
      `${model} ${size} ${peer}: CPU ${cpu.toFixed(2)}, wall ${wall.toFixed(2)} ms/image${gap}`,
    );
  } catch (error) {
    // torch.compile does not work everywhere; a peer that is missing has no column.
    if (peer === "hemoleak" || peer === "Keras") throw error;
    console.error(`${model} ${size} ${peer} failed: ${(error as Error).message.slice(-200)}`);
  }
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b), middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

type Quantity = Exclude<keyof TrainingMeasurement, "losses" | `longest${string}`>;

const medianOf = (all: TrainingMeasurement[] | undefined, quantity: Quantity) =>
  all ? median(all.map((one) => one[quantity])) : NaN;

/** The largest relative difference between the losses of two peers. */
function lossDifference(a: TrainingMeasurement, b: TrainingMeasurement): number {
  return Math.max(...a.losses.map((loss, i) => Math.abs(loss - b.losses[i]!) / b.losses[i]!));
}

/** The least time that a peer takes, of hemoleak's. */
function ratio(all: Measurements, own: number, quantity: Quantity): number {
  const peers = PEERS.slice(1).map((peer) => medianOf(all[peer], quantity));
  return Math.min(...peers.filter(Number.isFinite)) / own;
}

const text = (value: number, digits: number) =>
  Number.isFinite(value) ? value.toFixed(digits) : "-";

/** CPU time, and wall time in brackets, of the best peer in `all` over that of hemoleak in `own`. */
function ratios(all: Measurements, own: Measurements): string {
  const [cpu, wall] = (["cpuMillisecondsPerImage", "wallMillisecondsPerImage"] as const).map(
    (quantity) => text(ratio(all, medianOf(own.hemoleak, quantity), quantity), 2),
  );
  return `${cpu} (${wall})`;
}

function row({ model, size }: TrainingTask, all: Measurements): string {
  const of = (quantity: Quantity) => PEERS.map((peer) => medianOf(all[peer], quantity));
  const cells = PEERS.map((peer) =>
    `${text(medianOf(all[peer], "cpuMillisecondsPerImage"), 1)} ` +
    `(${text(medianOf(all[peer], "wallMillisecondsPerImage"), 1)})`
  );
  return [
    nameOf({ model, size }),
    ...cells,
    ratios(all, all),
    of("peakMegabytes").slice(0, 3).map((megabytes) => text(megabytes / 1000, 1)).join(" / "),
    lossDifference(all.hemoleak![0]!, all.Keras![0]!).toExponential(0),
  ].join(" | ");
}

/** Some of the compared steps, from 1. */
const SHOWN = [1, 2, 3, 5, 10, 20];

function roughRow({ model, size }: TrainingTask, all: Measurements): string {
  const peers = PEERS.slice(0, 3).map((peer) => {
    const losses = all[peer]?.[0]?.losses;
    return losses ? SHOWN.map((step) => losses[step - 1]!.toFixed(2)).join(", ") : "-";
  });
  const [own, keras] = [all.hemoleak![0]!.losses[0]!, all.Keras![0]!.losses[0]!];
  const difference = Math.abs(own - keras) / keras;
  return [nameOf({ model, size }), ...peers, difference.toExponential(0)].join(" | ");
}

function nameOf({ model, size }: Pick<TrainingTask, "model" | "size">): string {
  return `${NETWORKS[model].title({ vgg16Width: 1 })}, ${size} px`;
}

const ROUGH_HEADER = ["", ...PEERS.slice(0, 3), "the first differs from Keras' by"];

const HEADER = [
  "CPU (wall) ms per image",
  ...PEERS,
  "best peer / hemoleak",
  "peak GB: hemoleak / Keras / PyTorch",
  "loss differs from Keras' by",
];

const { values: options } = parseArgs({
  args: Deno.args,
  options: { rounds: { type: "string", default: "3" }, only: { type: "string" } },
});
const only = options.only?.split(",");
const tasks = TASKS.filter(({ model, size }) => only?.includes(`${model}-${size}`) ?? true);
const rows: string[] = [], roughRows: string[] = [], mixedRows: string[] = [];
await useTensorFlow();
for (const task of tasks) {
  const exact = await measure(task, Number(options.rounds));
  rows.push(row(task, exact));
  roughRows.push(roughRow(task, await measure({ ...task, steps: 1, isRough: true }, 1)));
  if (!hasBfloat16()) continue;
  const mixed = await measure({ ...task, precision: "mixed" }, Number(options.rounds));
  mixedRows.push(`${row(task, mixed)} | ${ratios(exact, mixed)}`);
}
printTable(HEADER, rows);
console.log(`\nHead-like images, a rate of 3e-4: the loss in steps ${SHOWN.join(", ")}\n`);
printTable(ROUGH_HEADER, roughRows);
if (mixedRows.length > 0) {
  console.log("\nIn mixed precision, each peer in its own\n");
  printTable([...HEADER, "best peer in float32 / hemoleak"], mixedRows);
}

function printTable(header: readonly string[], rows: readonly string[]): void {
  console.log(`| ${header.join(" | ")} |\n|${" --- |".repeat(header.length)}`);
  for (const row of rows) console.log(`| ${row} |`);
}
