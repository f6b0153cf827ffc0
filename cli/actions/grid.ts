import { resolve } from "node:path";
import { CellBusy, Grid } from "hemoleak/experiment/grid/grid.ts";
import { type GridOptions, planGrid } from "hemoleak/experiment/grid/grid_plan.ts";
import type { FolderOwner } from "hemoleak/files/folder_lock.ts";
import { collectGrid } from "hemoleak/report/experiments/collect_grid_folder.ts";
import { epochListener } from "../epoch_listener.ts";
import { BUSY } from "../exit_status.ts";
import { describeGrid } from "../grid_text.ts";
import { withBars } from "../progress.ts";
import { runText, waitingText } from "../run_text.ts";

/** Prepares the data and writes the plan, and says how large it is. */
export async function plan({ out, ...options }: GridOptions & { out: string }): Promise<void> {
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
  try {
    const { metrics, learning } = await withBars((bar) => {
      const listener = epochListener(cell.name, bar(cell.name));
      return grid.run(cell, { onWait, listener });
    });
    console.log(`${cell.name}: ${runText({ metrics, learning })}`);
  } catch (error) {
    if (error instanceof CellBusy) Deno.exit(BUSY);
    throw error;
  }
}

/** Says where the cells are. */
export async function status(folder: string, { cells }: { cells?: true }): Promise<void> {
  const grid = new Grid(folder);
  console.log(describeGrid(grid.plan, await grid.statuses(), { cells: cells === true }));
}

/** Judges the finished cells, and prints the tables. */
export async function collect(folder: string, { out = folder }: { out?: string }): Promise<void> {
  const grid = new Grid(folder);
  const { finished, results, missing } = await collectGrid(grid, out);
  for (const { table } of results) console.log(`${table.markdown}\n`);
  for (const { name, why } of missing) console.error(`${name}: no result yet: ${why}`);
  console.log(`${finished} of ${grid.plan.cells.length} cells are finished; see ${resolve(out)}`);
}
