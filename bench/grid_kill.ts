/**
 * Kills a small grid at random moments, again and again, with all its processes, and makes it go on each
 * time: whether it ends with the same `cells.csv` as one that was left alone.
 *
 *     deno run -A bench/grid_kill.ts [kills 20]
 *
 * @module
 */
import { join } from "node:path";
import { Grid } from "hemoleak/experiment/grid/grid.ts";
import { planGrid } from "hemoleak/experiment/grid/grid_plan.ts";
import { PROFILES } from "hemoleak/experiment/profile.ts";
import { writePhantom } from "hemoleak/phantom/cohort.ts";
import { Random } from "hemoleak/random.ts";
import { collectGrid } from "hemoleak/report/experiments/collect_grid_folder.ts";
import config from "../deno.json" with { type: "json" };

const SEED = 1;
const PROJECT = join(import.meta.dirname!, "..");
const COMMAND = config.tasks.hemoleak.command.split(" ").slice(1);
const PROFILE = { ...PROFILES.quick, size: 32, epochs: { cnn4: 10, vgg16: 1 } };

/** Plans the ladder in a folder of its own, on the same data. */
async function plan(root: string, name: string): Promise<string> {
  const grid = join(root, name);
  await planGrid(grid, {
    ...{ cohort: "cq500", root: join(root, "dicom"), data: join(grid, "data"), profile: PROFILE },
    ...{ experiments: ["ladder"], seeds: 1 },
  });
  return grid;
}

/** Runs a grid in a process group of its own; returns whether it came to its end. */
async function run(grid: string, killAfter?: number): Promise<boolean> {
  const child = new Deno.Command("setsid", {
    args: [Deno.execPath(), ...COMMAND, "grid", "run", grid],
    ...{ cwd: PROJECT, stdout: "null", stderr: "null" },
  }).spawn();
  const timer = killAfter && setTimeout(() => Deno.kill(-child.pid, "SIGKILL"), killAfter);
  const { success, signal } = await child.status;
  clearTimeout(timer || undefined);
  if (!success && signal !== "SIGKILL") throw new Error("The grid failed");
  return success;
}

async function cellsOf(grid: string): Promise<string> {
  await collectGrid(new Grid(grid), join(grid, "collected"));
  return await Deno.readTextFile(join(grid, "collected", "cells.csv"));
}

const wanted = Number(Deno.args[0] ?? 20);
const random = new Random(SEED, "kill");
const root = await Deno.makeTempDir();
await writePhantom(join(root, "dicom"), { subjects: 20, slices: 4, size: 64 });
const alone = await plan(root, "alone");
const begin = performance.now();
await run(alone);
const duration = performance.now() - begin, expected = await cellsOf(alone);

let kills = 0, grids = 0, different = 0;
while (kills < wanted) {
  const grid = await plan(root, `grid-${grids}`);
  while (!await run(grid, kills < wanted ? random.uniform(0, duration / 2) : undefined)) kills++;
  grids++;
  if (await cellsOf(grid) !== expected) different++;
  console.log(`${kills} kills, ${grids} grids finished, ${different} with another table`);
}
await Deno.remove(root, { recursive: true });
if (different > 0) Deno.exit(1);
