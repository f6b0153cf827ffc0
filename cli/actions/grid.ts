import { basename, resolve } from "node:path";
import { GridError, OptionsError } from "hemoleak/error.ts";
import { measurePaces, secondsLeft } from "hemoleak/experiment/grid/estimate.ts";
import { CellBusy, Grid } from "hemoleak/experiment/grid/grid.ts";
import { isTablePlan, type PlannedGrid } from "hemoleak/experiment/grid/grid_file.ts";
import { type GridOptions, planGrid } from "hemoleak/experiment/grid/grid_plan.ts";
import type { TableGridOptions } from "hemoleak/experiment/grid/table_plan.ts";
import { cellTasks, withTasks } from "hemoleak/experiment/slurm/cell_tasks.ts";
import { endedByNow } from "hemoleak/experiment/slurm/slurm_programs.ts";
import { parseTrainer } from "hemoleak/experiment/trainer/command_text.ts";
import type { FolderOwner } from "hemoleak/files/folder_lock.ts";
import { collectGrid } from "hemoleak/report/experiments/collect_grid_folder.ts";
import { gridTestsTable } from "hemoleak/report/experiments/experiment_tests.ts";
import { printable } from "hemoleak/text/printable.ts";
import { useTensorFlow } from "hemoleak/tensorflow/backend/backend.ts";
import { epochListener } from "../epoch_listener.ts";
import { networkCells } from "../estimate_text.ts";
import { BUSY, SUSPENDED } from "../exit_status.ts";
import { describeCommands, describeGrid, gridJson } from "../grid_text.ts";
import { preparedLines } from "../prepared_text.ts";
import { withBars } from "../progress.ts";
import { labelUnitNotes } from "../reading_options.ts";
import { runText, waitingText } from "../run_text.ts";
import { suspendOnSignal } from "../suspend_on_signal.ts";

/** The options of `hemoleak grid plan`. */
export type PlanCliOptions =
  & GridOptions
  & Partial<Omit<TableGridOptions, keyof GridOptions | "trainers">>
  & { trainer?: string[]; out: string };

/** Prepares the data and writes the plan, and says how large it is. */
export async function plan({ out, ...options }: PlanCliOptions): Promise<void> {
  const { table, trainer, ...others } = options;
  if (table !== undefined) {
    expectNone(others, COHORT_OPTIONS, "--table");
    if (trainer === undefined) {
      throw new OptionsError({
        expected: "--trainer with --table",
        found: "none",
        hint: "as in --trainer 'python train.py {split} {predictions} {seed}'",
      });
    }
    const own = { ...others as Omit<TableGridOptions, "trainers" | "table"> };
    const { cells, experiments, refused, ...planned } = await planGrid(
      out,
      { ...own, table, trainers: trainer.map(parseTrainer) },
      { note: (note) => console.error(printable(`hemoleak: note: ${basename(table)}: ${note}`)) },
    );
    for (const { name, why } of refused) console.error(`${name} is left out: ${why}`);
    sayPlanned(out, { ...planned, cells, experiments });
    for (const line of describeCommands({ ...planned, cells, experiments, refused })) {
      console.log(line);
    }
    return;
  }
  expectNone(options, TABLE_OPTIONS, "a cohort");
  for (const note of labelUnitNotes(options)) console.error(note);
  const lines: string[] = []; // Said after the bars.
  const planned = await withBars((bar) =>
    planGrid(out, others as GridOptions, {
      phantom: bar("Writing the phantom"),
      cohort: bar("Reading headers"),
      preprocess: bar("Preprocessing slices", "slices"),
      prepared: (prepared) => lines.push(...preparedLines(prepared)),
    })
  );
  for (const line of lines) console.error(line);
  sayPlanned(out, planned);
}

function sayPlanned(
  out: string,
  { cells, experiments, threads }: Pick<PlannedGrid, "cells" | "experiments" | "threads">,
): void {
  const names = experiments.map(({ name }) => name).join(", ");
  console.log(`${out}: ${cells.length} cells for ${names}; ${threads} threads each`);
}

/** Options that have no meaning for a table. */
const COHORT_OPTIONS = [
  ...["cohort", "root", "profile", "patience", "warmUp", "precision", "data"],
  ...["labelUnit", "finding", "modality", "imageWindow", "channel"],
];
/** Options that have none without one. */
const TABLE_OPTIONS = ["trainer", "timeout", "columns", "positive", "classes", "synthetic"];

function expectNone(options: object, names: readonly string[], of: string): void {
  const found = Object.keys(options).filter((name) => names.includes(name)).map((name) => {
    return `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  });
  if (found.length === 0) return;
  throw new OptionsError({
    expected: of === "--table" ? "--table without options of a cohort" : "--table as well",
    found: found.join(" and "),
  });
}

/** Trains a cell, and says how well it went. */
export async function runCell(
  folder: string,
  name: string,
  { wait }: { wait: boolean },
): Promise<void> {
  const grid = new Grid(folder), cell = grid.find(name);
  for (const line of describeCommands(grid.plan)) console.error(line);
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
  const grid = new Grid(folder), { plan } = grid;
  if (isTablePlan(plan)) {
    throw new GridError({ problem: "how long a command takes, only a run tells" });
  }
  const { profile } = plan;
  const cells = networkCells(await grid.statuses()).filter(({ state }) => state !== "finished");
  using source = await grid.open();
  await useTensorFlow();
  const process = performance.now() / 1000; // From its very start; each cell's takes as long.
  const seconds = secondsLeft(cells, profile, source.data.rows, await measurePaces(cells, profile));
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
  if (json) return console.log(gridJson(grid.statuses));
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
