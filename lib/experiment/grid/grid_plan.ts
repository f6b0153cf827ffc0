import { dirname, join, resolve } from "node:path";
import { GridError } from "../../error.ts";
import { writeAtomically } from "../../files/write_atomically.ts";
import { checkOptions, oneOf } from "../../options.ts";
import { libraryVariant } from "../../tensorflow/library/library.ts";
import { operationThreads } from "../../tensorflow/library/threads.ts";
import { cellName } from "../cell.ts";
import {
  distinctCells,
  experimentCells,
  type ExperimentName,
  EXPERIMENTS,
  SEED_COUNTS,
} from "../experiments.ts";
import { readingOf } from "../reading_options.ts";
import { type PrepareListener, Reproduction, type ReproductionOptions } from "../reproduction.ts";
import { GRID_FILE, type GridPlan } from "./grid_file.ts";

/** Which experiments to make, on what. */
export interface GridOptions extends ReproductionOptions {
  /** Default: all of them. */
  experiments?: readonly ExperimentName[];
  /** How many seeds repeat each experiment, from `seed` on. Default: `SEED_COUNTS`. */
  seeds?: number;
  /**
   * How many threads a training computes with. Results depend on it, so that all cells share it.
   * Default: the cores, but not more than 4, beyond which several trainings at a time gain more.
   */
  threads?: number;
}

/** More threads than so speed up a training less than another training beside it. */
const MOST_THREADS = 4;

/**
 * Prepares the data and writes `grid.json` into a folder, in place of one that is there. Runs do not
 * lie in it but where {@linkcode Reproduction} keeps them, so that grids share them.
 *
 * @throws {GridError} There are no seeds, no experiments or no threads.
 * @throws {CohortError} The folder holds no usable cohort, or studies of one label only.
 * @throws {PreprocessError} No slice can be used.
 * @throws {StorageError} The disk is full.
 */
export async function planGrid(
  folder: string,
  options: GridOptions,
  listener: PrepareListener = {},
): Promise<GridPlan> {
  const { experiments = EXPERIMENTS, threads = defaultThreads(), seeds, ...reproduced } = options;
  const { cohort = "phantom", root, title } = reproduced, reading = readingOf(reproduced);
  for (const name of experiments) {
    checkOptions("a grid", { experiments: name }, { experiments: oneOf(EXPERIMENTS) });
  }
  const reproduction = new Reproduction(reproduced);
  const { profile } = reproduction;
  const repeats = seeds ?? SEED_COUNTS[profile.name];
  if (experiments.length === 0) throw new GridError({ expected: "at least one experiment" });
  requireCount("seeds", repeats);
  requireCount("threads", threads);
  const { fingerprint, subjects } = await prepare(reproduction, listener);
  const scope = {
    seeds: Array.from({ length: repeats }, (_, i) => reproduction.seed + i),
    subjects,
    ...reading.labelUnit === "slice" && { labelUnit: reading.labelUnit },
  };
  const planned = [...new Set(experiments)]
    .map((name) => ({ name, cells: distinctCells(experimentCells(name, scope)) }));
  const plan: GridPlan = {
    cohort,
    root: root === undefined || reproduction.synthetic ? null : resolve(root),
    ...title !== undefined && { title },
    data: dirname(reproduction.folder),
    ...reading,
    ...{ fingerprint, profile, threads, device: libraryVariant() },
    experiments: planned.map(({ name, cells }) => ({ name, cells: cells.map(cellName) })),
    cells: distinctCells(planned.flatMap(({ cells }) => cells))
      .map((cell) => ({ name: cellName(cell), cell })),
  };
  await writeAtomically(join(folder, GRID_FILE), JSON.stringify(plan, null, 2) + "\n");
  return plan;
}

async function prepare(reproduction: Reproduction, listener: PrepareListener) {
  const { store } = await reproduction.prepare(listener);
  store.close();
  const subjects = new Set(store.rows.map(({ subject }) => subject)).size;
  return { fingerprint: store.fingerprint, subjects };
}

function defaultThreads(): number {
  return Math.min(operationThreads(), MOST_THREADS);
}

function requireCount(what: string, count: number): void {
  if (Number.isInteger(count) && count >= 1) return;
  throw new GridError({ expected: `a number of ${what} of 1 or more`, found: count });
}
