import { GridError } from "hemoleak/error.ts";
import { CellBusy, Grid } from "hemoleak/experiment/grid/grid.ts";
import type { GridCell } from "hemoleak/experiment/grid/grid_file.ts";
import { hasEnded } from "hemoleak/experiment/slurm/slurm_programs.ts";
import { readSubmission } from "hemoleak/experiment/slurm/submission_folder.ts";
import type { FolderOwner } from "hemoleak/files/folder_lock.ts";
import { epochListener } from "../epoch_listener.ts";
import { BUSY, STALLED, SUSPENDED, TERMINATED } from "../exit_status.ts";
import { describeCommands } from "../grid_text.ts";
import { tellError } from "../last_resort.ts";
import { withBars } from "../progress.ts";
import { busyText, runText } from "../run_text.ts";
import { suspendOnSignal, type ToldToEnd } from "../suspend_on_signal.ts";

/**
 * How a cell's turn ended; `there`: it was finished before; `further`: told to end after it had got further,
 * `stuck`: before.
 */
type Turn = "there" | "finished" | "failed" | "busy" | "further" | "stuck";

/** Trains the cells of a task of Slurm, one after the other, and ends with what became of them. */
export async function runTask(folder: string, submission: string, task: string): Promise<void> {
  using told = suspendOnSignal();
  const grid = new Grid(folder), cells = await cellsOf(grid, folder, submission, task);
  for (const line of describeCommands(grid.plan)) console.error(line);
  const turns: Turn[] = [];
  for (const cell of cells) {
    if (told.signal.aborted) break;
    turns.push(await runTurn(grid, cell, told));
  }
  const isCut = turns.length < cells.length ||
    turns.some((turn) => turn === "further" || turn === "stuck");
  if (isCut) Deno.exit(told.by === "SIGTERM" ? TERMINATED : isFurther(turns) ? SUSPENDED : STALLED);
  Deno.exit(turns.includes("failed") ? 1 : turns.includes("busy") ? BUSY : 0);
}

async function cellsOf(
  grid: Grid,
  folder: string,
  submission: string,
  task: string,
): Promise<GridCell[]> {
  const { tasks, folder: own } = await readSubmission(folder, Number(submission));
  const names = tasks[Number(task)];
  if (names === undefined) {
    throw new GridError({
      file: own,
      expected: `the number of a task, from 0 to ${tasks.length - 1},`,
      found: task,
    });
  }
  return names.map((name) => grid.find(name));
}

async function runTurn(grid: Grid, cell: GridCell, { signal }: ToldToEnd): Promise<Turn> {
  const { name } = cell, before = await grid.place(cell);
  const { state } = await grid.status(cell).catch(() => ({ state: "failed" }));
  const onWait = (owner: FolderOwner | null) => {
    throw new CellBusy(busyText(name, owner));
  };
  try {
    const run = await withBars((bar) => {
      const listener = epochListener(name, bar(name));
      return grid.run(cell, { onWait, listener, hasEnded, suspend: signal });
    });
    console.log(`${name}: ${runText(run)}`);
    return state === "finished" ? "there" : "finished";
  } catch (error) {
    if (error instanceof CellBusy) {
      console.error(error.message);
      return "busy";
    }
    if (!signal.aborted || error !== signal.reason) {
      tellError(error, `hemoleak grid run-task, ${name}`);
      return "failed";
    }
    const after = await grid.place(cell);
    const further = after.epoch - before.epoch || after.batch - before.batch;
    const done = grid.epochsOf(cell.cell) === null
      ? ""
      : `; ${after.epoch} epochs and ${after.batch} batches are done`;
    console.error(`${name}: ${signal.reason.message}${done}`);
    return further > 0 ? "further" : "stuck";
  }
}

function isFurther(turns: readonly Turn[]): boolean {
  return turns.some((turn) => turn === "finished" || turn === "further");
}
