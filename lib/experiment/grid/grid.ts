import { basename, join } from "node:path";
import { GridError, reasonOf } from "../../error.ts";
import { folderOwner } from "../../files/folder_lock.ts";
import { writeAtomically } from "../../files/write_atomically.ts";
import {
  epochsKept,
  placeKept,
  type TrainingPlace,
} from "../../train/checkpoints/checkpoint_folder.ts";
import type { LearningOutcome } from "../../train/learning.ts";
import type { Cell } from "../cell.ts";
import {
  type AnyRun,
  checkpointsOf,
  finishedRun,
  runCell,
  runFolder,
  type RunOptions,
} from "../run.ts";
import { readStoredRecord } from "../stored_record.ts";
import type { Trainer } from "../trainer/trainer.ts";
import { CohortSource } from "./cohort_source.ts";
import { type GridCell, type GridPlan, isTablePlan, readGridPlan } from "./grid_file.ts";
import type { GridSource, OpenSource } from "./grid_source.ts";
import { TableSource } from "./table_source.ts";

/**
 * Where a cell is: `failed` is what ended with an error the last time, `open` all else that is
 * neither finished nor being trained, whether it has begun or not.
 */
export type CellState = "finished" | "running" | "failed" | "open";

/** Where a cell is, and how far. */
export interface CellStatus extends GridCell {
  /** How far it has come. */
  state: CellState;
  /** Epochs that are finished and kept. */
  epochs: number;
  /** Of how many, at most; null where the trainer tells of none. */
  of: number | null;
  /** Of a failed cell: why. */
  why: string | null;
  /** Of a finished cell: what became of its network. */
  learning: LearningOutcome | null;
}

/** What runs a grid besides its folder. */
export interface GridRunners {
  /** The programs among its trainers, by which it was planned. */
  trainers?: readonly Trainer[];
}

/** A planned grid of experiments: its cells, and where they are. */
export class Grid {
  readonly #folder: string;
  readonly #source: GridSource;
  /** What is to be run, and with what. */
  readonly plan: GridPlan;

  /**
   * Where the project's networks train, sets how many threads this process computes with, and by which build
   * of TensorFlow.
   *
   * @param folder Where the grid was planned.
   * @throws {GridError} There is no grid in the folder, or a trainer is another one than it was planned with.
   * @throws {SetupError} TensorFlow has started with another number of threads or another build.
   */
  constructor(folder: string, { trainers = [] }: GridRunners = {}) {
    this.#folder = folder;
    this.plan = readGridPlan(folder);
    this.#source = isTablePlan(this.plan)
      ? new TableSource(folder, this.plan, trainers)
      : new CohortSource(this.plan);
  }

  /** The folder of the runs' folders. */
  get runs(): string {
    return this.#source.runs;
  }

  /** Whether the data are generated rather than from patients. */
  get synthetic(): boolean {
    return this.#source.synthetic;
  }

  /** Where the numbers come from, for the head of files of results. */
  get origin(): object {
    return this.#source.origin;
  }

  /**
   * A cell by its name, or by its number in the plan from 0 on, which suits an array of jobs.
   *
   * @throws {GridError} There is no such cell.
   */
  find(cell: string): GridCell {
    const { cells } = this.plan;
    const found = /^\d+$/.test(cell)
      ? cells[Number(cell)]
      : cells.find(({ name }) => name === cell);
    if (found) return found;
    throw new GridError({
      expected: `the name of one of the grid's ${cells.length} cells, or a number from 0 to ` +
        `${cells.length - 1},`,
      found: cell,
      hint: "`hemoleak grid status` names them with --cells",
    });
  }

  /**
   * Where a cell is.
   *
   * @param hasEnded Whether a job of Slurm has ended, in which it may have been trained.
   */
  async status(
    { name, cell }: GridCell,
    hasEnded?: RunOptions["hasEnded"],
  ): Promise<CellStatus> {
    const all = this.epochsOf(cell);
    const of = (state: CellState, epochs: number, more: Partial<CellStatus> = {}) => {
      return { name, cell, state, epochs, of: all, why: null, learning: null, ...more };
    };
    const folder = this.folderOf({ cell }), checkpoints = checkpointsOf(folder);
    const learning = await outcomeIn(folder);
    if (learning) return of("finished", all ?? 0, { learning });
    const epochs = await epochsKept(checkpoints);
    if (await folderOwner(checkpoints, hasEnded) !== null) return of("running", epochs);
    const why = await this.#failure(cell);
    return why === null ? of("open", epochs) : of("failed", epochs, { why });
  }

  /** Where a cell's run is or will be. */
  folderOf({ cell }: Pick<GridCell, "cell">): string {
    return runFolder(cell, this.#source.identityOf(cell), this.plan.fingerprint, this.runs);
  }

  /** How many epochs a cell is trained at most; null where its trainer tells of none. */
  epochsOf(cell: Cell<string>): number | null {
    return this.#source.identityOf(cell).epochs;
  }

  /** How far an unfinished cell has come, of which the state is kept. */
  async place({ cell }: GridCell): Promise<TrainingPlace> {
    return await placeKept(checkpointsOf(this.folderOf({ cell })));
  }

  /** How many epochs of an unfinished cell are finished and kept. */
  async epochs({ cell }: GridCell): Promise<number> {
    return await epochsKept(checkpointsOf(this.folderOf({ cell })));
  }

  /**
   * Where all cells are, in the plan's order. One whose files cannot be read is `failed`, and why that is so:
   * the others are told all the same.
   */
  async statuses(hasEnded?: RunOptions["hasEnded"]): Promise<CellStatus[]> {
    return await Promise.all(
      this.plan.cells.map((cell) =>
        this.status(cell, hasEnded).catch((error): CellStatus => {
          const why = `its files cannot be read: ${reasonOf(error)}`;
          const of = this.epochsOf(cell.cell);
          return { ...cell, state: "failed", epochs: 0, of, why, learning: null };
        })
      ),
    );
  }

  /**
   * Trains and judges a cell, or loads it; see `runCell`. A failure is kept as `<run>.failed.json` in
   * the grid's folder, by the name of the run's folder, until the cell is run again.
   *
   * @throws {GridError} The data are not those that the grid was planned for.
   * @throws Whatever `runCell` throws.
   */
  async run({ name, cell }: GridCell, options: RunOptions = {}): Promise<AnyRun<string>> {
    const failure = this.#failureFile(cell);
    await Deno.remove(failure).catch(() => {}); // Mostly there is none.
    try {
      using source = await this.open();
      return await runCell(cell, source.trainerOf(cell), source.data, this.runs, options);
    } catch (error) {
      const isEnded = options.signal?.aborted || options.suspend?.aborted;
      if (isEnded || error instanceof CellBusy) throw error;
      const { name: kind, message } = error instanceof Error ? error : new Error(String(error));
      const text = JSON.stringify({ cell: name, error: kind, message }, null, 2) + "\n";
      await writeAtomically(failure, text).catch(() => {}); // The disk may be what failed.
      throw error;
    }
  }

  /** The run of a cell if it is finished. */
  async finished({ cell }: GridCell): Promise<AnyRun<string> | null> {
    const trainer = this.#source.identityOf(cell);
    return await finishedRun(cell, trainer, this.plan, this.runs);
  }

  /** The data that the grid was planned for, which no cell makes: many at once would. */
  async open(): Promise<OpenSource> {
    return await this.#source.open();
  }

  #failureFile(cell: Cell<string>): string {
    return join(this.#folder, `${basename(this.folderOf({ cell }))}.failed.json`);
  }

  async #failure(cell: Cell<string>): Promise<string | null> {
    const text = await Deno.readTextFile(this.#failureFile(cell)).catch(() => null);
    if (text === null) return null;
    try {
      return String((JSON.parse(text) as { message: string }).message);
    } catch {
      return "it failed, but why cannot be read";
    }
  }
}

/** Thrown to avoid waiting for another process that is training the same cell. */
export class CellBusy extends Error {}

/** What became of the network of a finished run; null where none is finished. */
async function outcomeIn(folder: string): Promise<LearningOutcome | null> {
  const exists = await Deno.stat(folder).then(() => true, () => false);
  if (!exists) return null;
  return (await readStoredRecord(folder)).learning?.outcome ?? "unknown";
}
