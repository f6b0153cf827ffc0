/**
 * How often 95 % intervals hold the true value, and tests reject where there is nothing to find, when the
 * slices of a subject are alike: over a grid of designs (`bench/coverage/designs.ts`).
 *
 *     deno task bench:coverage [samples] [folder] [part] [quick|whole] [designs]
 *
 * Normal scores with a known AUC (tests/evaluate/simulated.ts). Each design has its samples in batches of
 * 200, all designs their first batch before any its second; a batch that is done is kept in the folder
 * (default `coverage/`), so that the command goes on where it was stopped, and several may share a
 * folder, each with another part of the designs: `... 2000 coverage 1/2`. With `quick` new batches have no
 * bootstraps, which take most of the time: give that another folder. `designs` is a pattern of their
 * names, as `^74_0.1_.*_lognormal_`, to measure some of them by more samples. At the end, and at every
 * start with 0 samples, it prints the tables that `docs/statistics.md` has. With 2,000 samples a coverage
 * of 95 % comes out within 94.0-96.0, with 200 within 92.0-98.0.
 *
 * @module
 */
import { join } from "node:path";
import { sumOfCounts } from "./coverage/count.ts";
import { designName, DESIGNS } from "./coverage/designs.ts";
import { measure, type Measured } from "./coverage/measure.ts";
import { type MeasuredDesign, tablesOf } from "./coverage/tables.ts";

const BATCH = 200;

function batchFile(folder: string, name: string, batch: number): string {
  return join(folder, `${name}.${batch}.json`);
}

async function readBatch(path: string): Promise<Measured | null> {
  try {
    return JSON.parse(await Deno.readTextFile(path));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

function sumOf(batches: readonly Measured[]): Measured {
  const sum: Measured = { samples: 0, intervals: {}, rejected: {} };
  for (const { samples, rejected } of batches) {
    sum.samples += samples;
    for (const [name, count] of Object.entries(rejected)) {
      sum.rejected[name] = (sum.rejected[name] ?? 0) + count;
    }
  }
  for (const name of new Set(batches.flatMap(({ intervals }) => Object.keys(intervals)))) {
    const counts = batches.flatMap(({ intervals }) => intervals[name] ?? []);
    sum.intervals[name] = {
      plain: sumOfCounts(counts.map(({ plain }) => plain)),
      cautioned: sumOfCounts(counts.map(({ cautioned }) => cautioned)),
    };
  }
  return sum;
}

const samples = Number(Deno.args[0] ?? 2000), folder = Deno.args[1] ?? "coverage";
const [part, parts] = (Deno.args[2] ?? "1/1").split("/").map(Number) as [number, number];
const quick = Deno.args[3] === "quick", wanted = new RegExp(Deno.args[4] ?? "");
await Deno.mkdir(folder, { recursive: true });
for (let batch = 0; batch * BATCH < samples; batch++) {
  for (const [place, design] of DESIGNS.entries()) {
    const path = batchFile(folder, designName(design), batch);
    if (!wanted.test(designName(design))) continue;
    if (place % parts !== part - 1 || await readBatch(path)) continue;
    await Deno.writeTextFile(`${path}.part`, JSON.stringify(measure(design, BATCH, batch, quick)));
    await Deno.rename(`${path}.part`, path);
  }
}
const all: MeasuredDesign[] = [];
for (const design of DESIGNS) {
  const batches: Measured[] = [];
  for (let batch = 0;; batch++) {
    const measured = await readBatch(batchFile(folder, designName(design), batch));
    if (measured === null) break;
    batches.push(measured);
  }
  if (batches.length > 0) all.push({ design, measured: sumOf(batches) });
}
console.log(tablesOf(all));
