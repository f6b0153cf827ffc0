import { join } from "node:path";
import type { CellState, CellStatus } from "../grid/grid.ts";
import type { QueuedTask } from "./queue.ts";
import { knownTasks } from "./slurm_programs.ts";
import { readSubmissions, readTrace, type Submission } from "./submission_folder.ts";
import { endAdvice } from "./task_outcome.ts";

/** The task of Slurm that a cell was last given to. */
export interface CellTask extends Omit<QueuedTask, "phase"> {
  /** Its name in Slurm: `12_3`. */
  id: string;
  /** Whether it waits, runs or has ended; `unknown` where Slurm cannot be asked. */
  phase: QueuedTask["phase"] | "unknown";
  /** The file that its output goes to. */
  log: string;
  /** How many cells it trains, one after the other. */
  cells: number;
}

/** Where a cell is, its task considered: `pending` is what waits in Slurm's queue. */
export interface GridCellStatus extends Omit<CellStatus, "state"> {
  state: CellState | "pending";
  task: CellTask | null;
}

/** The tasks of a grid's cells. */
export interface CellTasks {
  /** By the cells' names. */
  tasks: Map<string, CellTask>;
  /** Why Slurm cannot be asked, though there are tasks to ask for; null where all is known. */
  why: string | null;
  /** Why its accounts cannot be asked: then its tasks' scripts alone tell how they ended. */
  accounts: string | null;
}

/** The tasks that a grid's cells were last given to, and what Slurm and their scripts say of them. */
export async function cellTasks(grid: string): Promise<CellTasks> {
  const given = (await Promise.all((await readSubmissions(grid)).map(givenTasks))).flat();
  const jobs = [...new Set(given.map(({ job }) => job))];
  const { tasks: known, why, accounts } = await knownTasks(jobs);
  const tasks = new Map<string, CellTask>();
  for (const { id, cells, log, node, status } of given) {
    const found = known.get(id), isUnknown = why !== null && status === null;
    // A script that has told its status is done, whatever Slurm has forgotten.
    const said = found ?? {
      ...{ phase: isUnknown ? "unknown" as const : "ended" as const, node },
      ...{ state: stateOf(status), reason: null, elapsed: null, status, signal: null },
    };
    // Of a status of 128 and more, accounts hold what is above 128.
    const task = { ...said, id, log, cells: cells.length, status: status ?? said.status };
    for (const cell of cells) tasks.set(cell, task);
  }
  return { tasks, why, accounts };
}

/** Where cells are, their tasks considered. */
export function withTasks(
  statuses: readonly CellStatus[],
  tasks: ReadonlyMap<string, CellTask>,
): GridCellStatus[] {
  return statuses.map((status) => {
    const task = tasks.get(status.name) ?? null;
    const of = (state: GridCellStatus["state"], why = status.why) => ({
      ...status,
      state,
      why,
      task,
    });
    if (task === null || status.state === "finished" || status.state === "running") {
      return of(status.state);
    }
    if (task.phase === "ended") return of("failed", status.why ?? endAdvice(task));
    if (task.phase === "unknown") return of(status.state);
    // Of several cells, those that it is not at work on wait for it.
    return of(task.phase === "running" && task.cells === 1 ? "running" : "pending", null);
  });
}

/** A task of a submission that Slurm was given, as far as it is known by which name. */
interface GivenTask {
  id: string;
  job: string;
  cells: string[];
  log: string;
  node: string | null;
  status: number | null;
}

async function givenTasks(submission: Submission): Promise<GivenTask[]> {
  const { tasks, arrays, folder } = submission;
  const given = await Promise.all(tasks.map(async (cells, task): Promise<GivenTask[]> => {
    const array = arrays.find(({ first, count }) => first <= task && task < first + count);
    const trace = await readTrace(submission, task);
    // A script submitted by hand has no entry, but once it has begun, it has left its name.
    const own = array && { job: array.job, id: `${array.job}_${task - array.first}` };
    const named = own ?? trace;
    if (!named) return [];
    const { job, id } = named, same = trace?.id === id ? trace : null;
    return [{
      ...{ id, job, cells, log: join(folder, `${id}.log`) },
      ...{ node: same?.node ?? null, status: same?.status ?? null },
    }];
  }));
  return given.flat();
}

function stateOf(status: number | null): string {
  if (status === null) return "UNKNOWN";
  return status === 0 ? "COMPLETED" : "FAILED";
}
