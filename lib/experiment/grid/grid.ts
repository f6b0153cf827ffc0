import { basename, join } from "node:path";
import { GridError, reasonOf } from "../../error.ts";
import { folderOwner } from "../../files/folder_lock.ts";
import { writeAtomically } from "../../files/write_atomically.ts";
import type { SliceStore } from "../../preprocess/store/slice_store.ts";
import { useVariant } from "../../tensorflow/library/library.ts";
import { useThreads } from "../../tensorflow/library/threads.ts";
import {
  epochsKept,
  placeKept,
  type TrainingPlace,
} from "../../train/checkpoints/checkpoint_folder.ts";
import type { LearningOutcome } from "../../train/learning.ts";
import type { Cell } from "../cell.ts";
import { readingOf } from "../reading_options.ts";
import { Reproduction } from "../reproduction.ts";
import {
  checkpointsOf,
  finishedRun,
  type Run,
  runCell,
  runFolder,
  type RunOptions,
} from "../run.ts";
import { readStoredRecord } from "../stored_record.ts";
import { type GridCell, type GridPlan, readGridPlan } from "./grid_file.ts";

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
  /** Of a failed cell: why. */
  why: string | null;
  /** Of a finished cell: what became of its network. */
  learning: LearningOutcome | null;
}

/** A planned grid of experiments: its cells, and where they are. */
export class Grid {
  readonly #folder: string;
  readonly #runs: string;
  /** What is to be run, and with what. */
  readonly plan: GridPlan;
  /** The data that the cells are run on. */
  readonly reproduction: Reproduction;

  /**
   * Sets how many threads this process computes with, and by which build of TensorFlow.
   *
   * @param folder Where the grid was planned.
   * @throws {GridError} There is no grid in the folder.
   * @throws {SetupError} TensorFlow has started with another number of threads or another build.
   */
  constructor(folder: string) {
    this.#folder = folder;
    this.plan = readGridPlan(folder);
    const { cohort, root, title, data, profile, threads, device } = this.plan;
    useThreads(threads);
    if (device !== undefined) useVariant(device);
    this.reproduction = new Reproduction({
      ...{ cohort, profile },
      ...root !== null && { root },
      ...title !== undefined && { title },
      ...data !== null && { data },
      ...readingOf(this.plan),
    });
    this.#runs = this.reproduction.runs;
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
    const of = (state: CellState, epochs: number, more: Partial<CellStatus> = {}) => {
      return { name, cell, state, epochs, why: null, learning: null, ...more };
    };
    const folder = this.#runFolder(cell), checkpoints = checkpointsOf(folder);
    const learning = await outcomeIn(folder);
    if (learning) return of("finished", this.plan.profile.epochs[cell.model], { learning });
    const epochs = await epochsKept(checkpoints);
    if (await folderOwner(checkpoints, hasEnded) !== null) return of("running", epochs);
    const why = await this.#failure(cell);
    return why === null ? of("open", epochs) : of("failed", epochs, { why });
  }

  /** How far an unfinished cell has come, of which the state is kept. */
  async place({ cell }: GridCell): Promise<TrainingPlace> {
    return await placeKept(checkpointsOf(this.#runFolder(cell)));
  }

  /** How many epochs of an unfinished cell are finished and kept. */
  async epochs({ cell }: GridCell): Promise<number> {
    return await epochsKept(checkpointsOf(this.#runFolder(cell)));
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
          return { ...cell, state: "failed", epochs: 0, why, learning: null };
        })
      ),
    );
  }

  /**
   * Trains and judges a cell, or loads it; see `runCell`. A failure is kept as `<run>.failed.json` in
   * the grid's folder, by the name of the run's folder, until the cell is run again.
   *
   * @throws {GridError} The slices are not those that the grid was planned for.
   * @throws Whatever `runCell` throws.
   */
  async run({ name, cell }: GridCell, options: RunOptions = {}): Promise<Run> {
    const failure = this.#failureFile(cell);
    await Deno.remove(failure).catch(() => {}); // Mostly there is none.
    try {
      using store = await this.store();
      return await runCell(cell, this.plan.profile, store, this.#runs, options);
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
  async finished({ cell }: GridCell): Promise<Run | null> {
    const { profile, fingerprint } = this.plan;
    return await finishedRun(cell, profile, fingerprint, this.#runs);
  }

  /** The slices that the grid was planned for, which no cell makes: many at once would. */
  async store(): Promise<SliceStore> {
    const { slices } = this.reproduction;
    const index = join(slices, "slices.parquet");
    if (!await Deno.stat(index).then(() => true, () => false)) {
      throw new GridError({
        file: slices,
        expected: "the slices that the grid was planned for",
        problem: `they are not on ${Deno.hostname()}`,
        hint: "is that folder shared by all nodes? On the machine that planned the grid, " +
          "`hemoleak grid plan` makes them again",
      });
    }
    const store = await this.reproduction.store();
    if (store.fingerprint === this.plan.fingerprint) return store;
    store.close();
    throw new GridError({
      file: this.reproduction.folder,
      expected: `the slices that the grid in ${this.#folder} was planned for`,
      found: "others",
      hint: "plan it again with `hemoleak grid plan`",
    });
  }

  #runFolder(cell: Cell): string {
    const { profile, fingerprint } = this.plan;
    return runFolder(cell, profile, fingerprint, this.#runs);
  }

  #failureFile(cell: Cell): string {
    return join(this.#folder, `${basename(this.#runFolder(cell))}.failed.json`);
  }

  async #failure(cell: Cell): Promise<string | null> {
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
