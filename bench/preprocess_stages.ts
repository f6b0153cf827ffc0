/**
 * Where the time of preprocessing goes: milliseconds of each part for a slice, on the slices of
 * `bench:preprocess`, and beside the filter what the processor could do at most. Prints Markdown.
 *
 *     deno task bench:preprocess-stages [rounds]
 *
 * Of each part of each slice the fastest of all rounds counts. Needs what `ct512` needs, and g++ for the filter's
 * peers: the same loop in C++ by vectors of 4 floats, as WebAssembly has them, and of 16.
 *
 * @module
 */
import { join } from "node:path";
import process from "node:process";
import { encapsulatedFrames, joined } from "hemoleak/dicom/codecs/fragments.ts";
import { decodeJpegLosslessHounsfield } from "hemoleak/dicom/codecs/jpeg_lossless.ts";
import { DicomDataSet } from "hemoleak/dicom/data_set.ts";
import { headerOf } from "hemoleak/dicom/header.ts";
import { SetupError } from "hemoleak/error.ts";
import { headLimits } from "hemoleak/preprocess/chain/background.ts";
import { exponentialCoefficients } from "hemoleak/preprocess/chain/diffusion.ts";
import { isFastChainReady } from "hemoleak/preprocess/chain/fast_chain.ts";
import { imageOf } from "hemoleak/preprocess/chain/image.ts";
import { completeOptions } from "hemoleak/preprocess/chain/options.ts";
import { windowBounds } from "hemoleak/preprocess/chain/window.ts";
import * as chain from "hemoleak/preprocess/chain.wasm";
import { writeSeriesArray } from "hemoleak/preprocess/store/series_array.ts";
import { SliceSlots } from "hemoleak/preprocess/workers/slice_slots.ts";
import { ct512 } from "./ct_512.ts";
import { tellWhatIsMissing } from "./missing.ts";
import { runTool } from "./real_ct.ts";

tellWhatIsMissing();

const SIDE = 512;
const OPTIONS = completeOptions({});
/** As `ct512` stores them. */
const FORMAT = {
  ...{ bitsStored: 16, highBit: 15, signed: true },
  ...{ rescaleSlope: 1, rescaleIntercept: -1024 },
};
/** Those that a vector takes for what flows to the right and downwards: see `fluxOf` in diffusion.ts. */
const PRODUCTS = 18;

/** The least milliseconds of each part of each slice. */
const least: Record<string, number[]> = {};

function time<T>(part: string, slice: number, work: () => T): T {
  const begin = performance.now(), result = work(), took = performance.now() - begin;
  const slices = least[part] ??= [];
  slices[slice] = Math.min(slices[slice] ?? Infinity, took);
  return result;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** One slice through all parts. */
function preprocess(folder: string, name: string, slice: number, slots: SliceSlots): void {
  const bytes = time("read the file", slice, () => Deno.readFileSync(join(folder, name)));
  const frame = time("read its header", slice, () => {
    const data = DicomDataSet.parse(bytes, name);
    headerOf(data);
    return joined(encapsulatedFrames(data, 1)[0]!);
  });
  const { hounsfield } = time(
    "decode JPEG Lossless to HU",
    slice,
    () => decodeJpegLosslessHounsfield(frame, name, FORMAT, undefined, true),
  );
  isFastChainReady(imageOf(hounsfield, SIDE, SIDE), OPTIONS);
  const { above, reach, leastThickness, leastLength } = headLimits(OPTIONS, SIDE);
  const { low, width } = windowBounds(OPTIONS);
  time("copy to the chain's memory", slice, () => {
    new Int16Array(chain.memory.buffer, chain.pixelsAt(), SIDE * SIDE).set(hounsfield);
  });
  const integers = 1;
  time("find the head", slice, () => {
    chain.findHead(integers, above, reach, leastThickness, leastLength);
  });
  time("window", slice, () => chain.applyWindow(integers, low, width, OPTIONS.iterations));
  time("filter", slice, () => {
    chain.diffuseExponentially(OPTIONS.iterations, ...exponentialCoefficients(OPTIONS));
  });
  time("normalize and resize", slice, () => chain.resize(1));
  const { size } = OPTIONS;
  time("keep", slice, () => {
    const pixels = new Uint8Array(chain.memory.buffer, chain.grayLevelsAt(), size ** 2).slice();
    slots.write(slice, { kind: "image", pixels, notes: [] });
  });
}

/** How many vectors of 4 pixels the filter goes over, once, by the spans that it works on. */
function filteredVectors(hounsfield: ArrayLike<number>): number {
  const { low } = windowBounds(OPTIONS), { iterations } = OPTIONS;
  const spans = Array.from({ length: SIDE }, (_, y) => {
    let first = SIDE, last = -1;
    for (let x = 0; x < SIDE; x++) {
      const inHead = isInHead(x, y) && hounsfield[y * SIDE + x]! > low;
      if (!inHead) continue;
      first = Math.min(first, x);
      last = x;
    }
    return { first, last };
  });
  let vectors = 0;
  for (let y = 0; y < SIDE; y++) {
    let first = SIDE, last = -1;
    for (let other = Math.max(0, y - iterations); other <= y + iterations; other++) {
      const span = spans[other], reach = iterations - Math.abs(other - y);
      if (span === undefined || span.last < 0) continue;
      first = Math.min(first, span.first - reach);
      last = Math.max(last, span.last + reach);
    }
    if (last < 0) continue;
    vectors += (Math.min(SIDE, (last + 4) & ~3) - (Math.max(0, first) & ~3)) / 4;
  }
  return vectors;
}

function isInHead(x: number, y: number): boolean {
  const row = chain.headAt() + y * chain.bytesOfMaskRow();
  return (new Uint8Array(chain.memory.buffer, row + (x >> 3), 1)[0]! >> (x & 7) & 1) === 1;
}

/** Nanoseconds that C++ takes for a vector, and the products the processor can do a second. */
async function compiled(width: number, flags: readonly string[]): Promise<[number, number] | null> {
  const folder = await Deno.makeTempDir({ prefix: "hemoleak-bench-" });
  try {
    const source = join(import.meta.dirname!, "native", "flux.cc"), program = join(folder, "flux");
    const options = ["-O3", "-ffp-contract=off", `-DWIDTH=${width}`, ...flags];
    await runTool("g++", [...options, "-o", program, source], "Debian's g++");
    const { success, stdout } = await new Deno.Command(program).output();
    if (!success) return null; // This processor has no such vectors.
    return new TextDecoder().decode(stdout).trim().split(" ").map(Number) as [number, number];
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function printPeers(vectors: number): Promise<void> {
  const ours = mean(least.filter!);
  const each = 1e6 * ours / vectors / OPTIONS.iterations;
  console.log(
    `\nThe filter goes over ${vectors.toFixed(0)} vectors of 4 pixels a slice, ` +
      `${OPTIONS.iterations} times: ${each.toFixed(2)} ns for each.`,
  );
  try {
    const four = await compiled(4, ["-mavx2"]);
    const sixteen = await compiled(16, ["-mavx512f", "-mprefer-vector-width=512"]);
    if (four === null) return;
    const [ns, products] = four;
    console.log(
      `The processor multiplies ${products.toFixed(1)}e9 of them a second, so that ` +
        `${PRODUCTS} products take ${
          (PRODUCTS / products).toFixed(2)
        } ns. The loop in C++ by g++ -O3: ` +
        `${ns.toFixed(2)} ns` +
        (sixteen === null
          ? "."
          : `, with vectors of 16 pixels ${sixteen[0].toFixed(2)} ns a vector.`),
    );
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    console.error(`The filter has no peers here. ${error.message}`);
  }
}

const { folder, files } = await ct512();
const work = await Deno.makeTempDir({ prefix: "hemoleak-bench-" });
try {
  const layout = { key: "0".repeat(64), count: files.length, size: OPTIONS.size };
  using slots = new SliceSlots(join(work, "slots"), layout);
  slots.prepare();
  const vectors: number[] = [], arrays: number[] = [];
  for (let round = 0; round < Number(Deno.args[0] ?? 20); round++) {
    for (const [slice, name] of files.entries()) {
      preprocess(folder, name, slice, slots);
      if (round > 0) continue;
      const pixels = new Int16Array(chain.memory.buffer, chain.pixelsAt(), SIDE * SIDE);
      vectors.push(filteredVectors(pixels));
    }
    // Longer than a turn of the system's clock among other work, so by the processor's.
    const before = process.cpuUsage();
    writeSeriesArray(join(work, "series.npy"), slots, layout);
    const { user, system } = process.cpuUsage(before);
    arrays.push((user + system) / 1000 / files.length);
  }
  const rows = [
    ...Object.entries(least).map(([part, slices]): [string, number] => [part, mean(slices)]),
    ["write the series as .npy", Math.min(...arrays)] as [string, number],
  ];
  console.log("| part | ms a slice |\n|---|---:|");
  for (const [part, ms] of rows) console.log(`| ${part} | ${ms.toFixed(3)} |`);
  console.log(`| all | ${rows.reduce((sum, [, ms]) => sum + ms, 0).toFixed(2)} |`);
  await printPeers(mean(vectors));
} finally {
  await Deno.remove(work, { recursive: true });
}
