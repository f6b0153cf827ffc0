/**
 * Training speed of hemoleak's binding to libtensorflow against tfjs-node's compiled addon: CNN4,
 * 64 x 64, batches of 32, the same library under both, each in a process of its own, in turns.
 *
 *     deno task bench [rounds]
 *
 * @module
 */
import { join } from "node:path";
import { addonPath, addonVersion, buildAddon } from "./build_addon.ts";
import { tellWhatIsMissing } from "./missing.ts";
import type { Measurement } from "./train_once.ts";

tellWhatIsMissing();

async function measure(binding: "hemoleak" | "addon"): Promise<Measurement> {
  const script = join(import.meta.dirname!, "train_once.ts");
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", script, binding],
  }).output();
  const text = new TextDecoder();
  if (!success) throw new Error(text.decode(stderr));
  return JSON.parse(text.decode(stdout));
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b), middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

async function isFile(path: string): Promise<boolean> {
  return await Deno.stat(path).then((stat) => stat.isFile, () => false);
}

function print(name: string, { imagesPerSecond, cpuMillisecondsPerImage }: Measurement): void {
  const speed = imagesPerSecond.toFixed(0).padStart(5);
  console.log(
    `${name.padEnd(20)} ${speed} images/s  ${cpuMillisecondsPerImage.toFixed(2)} CPU ms/image`,
  );
}

if (!await isFile(addonPath)) await buildAddon();
const rounds = Number(Deno.args[0] ?? 3);
const ratios: number[] = [], cpuRatios: number[] = [];
for (let round = 0; round < rounds; round++) {
  const addon = await measure("addon"), hemoleak = await measure("hemoleak");
  print(`tfjs-node ${addonVersion}`, addon);
  print("hemoleak", hemoleak);
  ratios.push(hemoleak.imagesPerSecond / addon.imagesPerSecond);
  cpuRatios.push(addon.cpuMillisecondsPerImage / hemoleak.cpuMillisecondsPerImage);
}
console.log(
  `hemoleak trains ${median(ratios).toFixed(2)} times as many images a second ` +
    `(${median(cpuRatios).toFixed(2)} times by CPU time; median of ${rounds} rounds)`,
);
