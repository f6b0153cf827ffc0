import { resolve } from "node:path";
import { measurePaces, secondsLeft } from "hemoleak/experiment/grid/estimate.ts";
import { CellBusy, Grid } from "hemoleak/experiment/grid/grid.ts";
import { type GridOptions, planGrid } from "hemoleak/experiment/grid/grid_plan.ts";
import { cellTasks, withTasks } from "hemoleak/experiment/slurm/cell_tasks.ts";
import { endedByNow } from "hemoleak/experiment/slurm/slurm_programs.ts";
import type { FolderOwner } from "hemoleak/files/folder_lock.ts";
import { collectGrid } from "hemoleak/report/experiments/collect_grid_folder.ts";
import { gridTestsTable } from "hemoleak/report/experiments/experiment_tests.ts";
import { useTensorFlow } from "hemoleak/tensorflow/backend/backend.ts";
import { epochListener } from "../epoch_listener.ts";
import { BUSY, SUSPENDED } from "../exit_status.ts";
import { describeGrid, gridJson } from "../grid_text.ts";
import { withBars } from "../progress.ts";
import { labelUnitNotes } from "../reading_options.ts";
import { runText, waitingText } from "../run_text.ts";
import { suspendOnSignal } from "../suspend_on_signal.ts";

/** Prepares the data and writes the plan, and says how large it is. */
export async function plan({ out, ...options }: GridOptions & { out: string }): Promise<void> {
  for (const note of labelUnitNotes(options)) console.error(note);
  const { cells, experiments, threads } = await withBars((bar) =>
    planGrid(out, options, {
      phantom: bar("Writing the phantom"),
      cohort: bar("Reading headers"),
      preprocess: bar("Preprocessing slices", "slices"),
    })
  );
  const names = experiments.map(({ name }) => name).join(", ");
  console.log(`${out}: ${cells.length} cells for ${names}; ${threads} threads each`);
}

/** Trains a cell, and says how well it went. */
export async function runCell(
  folder: string,
  name: string,
  { wait }: { wait: boolean },
): Promise<void> {
  const grid = new Grid(folder), cell = grid.find(name);
  const onWait = (owner: FolderOwner | null) => {
    if (!wait) throw new CellBusy();
    console.error(waitingText(cell.name, owner));
  };
  using told = suspendOnSignal();
  try {
    const { metrics, learning } = await withBars((bar) => {
      const listener = epochListener(cell.name, bar(cell.name));
      return grid.run(cell, { onWait, listener, suspend: told.signal });
    });
    console.log(`${cell.name}: ${runText({ metrics, learning })}`);
  } catch (error) {
    if (error instanceof CellBusy) Deno.exit(BUSY);
    if (!told.signal.aborted || error !== told.signal.reason) throw error;
    console.error(`${cell.name}: ${told.signal.reason.message}`);
    Deno.exit(SUSPENDED);
  }
}

/** Seconds that each unfinished cell will take in a process of its own, by its name; null if it will fail. */
export type CellSeconds = Record<string, number | null>;

/** Measures them with one process like those that train cells. */
export async function estimate(folder: string): Promise<void> {
  const grid = new Grid(folder), { profile } = grid.plan;
  const cells = (await grid.statuses()).filter(({ state }) => state !== "finished");
  using store = await grid.store();
  await useTensorFlow();
  const process = performance.now() / 1000; // From its very start; each cell's takes as long.
  const seconds = secondsLeft(cells, profile, store.rows, await measurePaces(cells, profile));
  const named = cells.map((
    { name },
    i,
  ) => [name, seconds[i] === null ? null : process + seconds[i]!]);
  console.log(JSON.stringify(Object.fromEntries(named) satisfies CellSeconds));
}

/** Says where the cells are, by their files and, if they were given to Slurm, by what that says. */
export async function status(
  folder: string,
  { cells, json }: { cells?: true; json?: true },
): Promise<void> {
  const { plan, ...grid } = await withSlurm(folder);
  if (json) return console.log(gridJson(plan, grid.statuses));
  if (grid.why !== null) console.error(`What Slurm says is missing: ${grid.why}`);
  if (grid.accounts !== null) {
    console.error(`Without accounts, only scripts tell how tasks ended (sacct: ${grid.accounts})`);
  }
  console.log(describeGrid(plan, grid.statuses, { cells: cells === true }));
}

async function withSlurm(folder: string) {
  const grid = new Grid(folder), { tasks, ...unknown } = await cellTasks(resolve(folder));
  const statuses = withTasks(await grid.statuses(endedByNow()), tasks);
  return { plan: grid.plan, statuses, ...unknown };
}

/** Judges the finished cells, and prints the tables. */
export async function collect(
  folder: string,
  { out = folder, strict, ...options }: { out?: string; beside?: string; strict?: true },
): Promise<void> {
  const grid = new Grid(folder);
  const { finished, results, tests, missing, unfinished } = await collectGrid(grid, out, options);
  for (const { table } of results) console.log(`${table.markdown}\n`);
  if (tests.length > 0) console.log(`${gridTestsTable(tests).markdown}\n`);
  for (const { name, why } of missing) console.error(`${name}: no result yet: ${why}`);
  for (const { name, why } of unfinished) {
    console.error(`missing: ${name}${why === null ? "" : `: ${why}`}`);
  }
  console.log(`${finished} of ${grid.plan.cells.length} cells are finished; see ${resolve(out)}`);
  if (strict && unfinished.length > 0) Deno.exit(1);
}
