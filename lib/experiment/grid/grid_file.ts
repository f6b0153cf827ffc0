import { join } from "node:path";
import { GridError, reasonOf } from "../../error.ts";
import { networkOf } from "../../model/networks.ts";
import type { LibraryVariant } from "../../tensorflow/library/library.ts";
import { type Cell, cellName, checkCell } from "../cell.ts";
import type { CohortName } from "../cohort_name.ts";
import type { ExperimentName } from "../experiments.ts";
import type { Profile } from "../profile.ts";
import type { ReadingOptions } from "../reading_options.ts";
import type { GridTableOptions } from "../table/grid_table.ts";
import type { TrainerRecord } from "../trainer/trainer.ts";

/** The file in a grid's folder that says what its cells are. */
export const GRID_FILE = "grid.json";

/** One cell of a grid. */
export interface GridCell {
  /** Its coordinates, as a name; see `cellName`. */
  name: string;
  /** What is run. */
  cell: Cell<string>;
}

/** What every grid's plan says. */
export interface PlannedGrid {
  /** What the reader sees the data called, where they were given a title. */
  title?: string;
  /** Fingerprint of the data. */
  fingerprint: string;
  /** Threads that each training computes with; they are part of what a result may depend on. */
  threads: number;
  /** Names of each experiment's cells. */
  experiments: { name: ExperimentName; cells: string[] }[];
  /** Each cell once. */
  cells: GridCell[];
}

/** `grid.json` of a cohort, on which the project's networks are trained. */
export interface CohortGridPlan extends PlannedGrid, ReadingOptions {
  /** Which data set. */
  cohort: CohortName;
  /** The data's folder; null for the phantom. */
  root: string | null;
  /** The folder for everything that is computed; null, in a plan of before 0.2, for `data/` in the project. */
  data: string | null;
  /** How thoroughly. */
  profile: Profile;
  /** TensorFlow's build, as much a part of what a result depends on; in a plan of before 0.2, that of the environment. */
  device?: LibraryVariant;
}

/** What trains the cells of a table: a command, or (without one) a program that gives itself to the `Grid`. */
export type PlannedTrainer =
  | { name: string; command: string }
  | { name: string; title: string; epochs: number | null; record: TrainerRecord };

/** `grid.json` of a table, on which anything is trained. */
export interface TableGridPlan extends PlannedGrid, GridTableOptions {
  /** The table's file. */
  table: string;
  /** Given where the data are generated rather than from patients. */
  synthetic?: true;
  /** What trains, the first of it most. */
  trainers: PlannedTrainer[];
  /** The folder that commands are run in. */
  directory: string;
  /** Seconds after which a command is ended. */
  timeout?: number;
  /** Experiments that the table does not allow, and why. */
  refused: { name: ExperimentName; why: string }[];
}

/** `grid.json`: all that running the cells needs, wherever that happens. */
export type GridPlan = CohortGridPlan | TableGridPlan;

/** Whether the cells are run on a table. */
export function isTablePlan(plan: GridPlan): plan is TableGridPlan {
  return "table" in plan;
}

/**
 * Reads what `planGrid` wrote.
 *
 * @throws {GridError} There is no grid in the folder, or its file is something else.
 */
export function readGridPlan(folder: string): GridPlan {
  const path = join(folder, GRID_FILE);
  const text = readText(path);
  try {
    const plan = JSON.parse(text) as GridPlan;
    const trainers = isTablePlan(plan) ? plan.trainers.map(({ name }) => name) : null;
    for (const { name, cell } of plan.cells) {
      if (trainers === null) networkOf(cell.model);
      else if (!trainers.includes(cell.model)) {
        throw new GridError(`there is no trainer ${cell.model}`);
      }
      checkCell(cell);
      if (name !== cellName(cell)) throw new GridError(`${name} names another cell`);
    }
    const names = new Set(plan.cells.map(({ name }) => name));
    if (names.size < plan.cells.length) throw new GridError("it has two cells of one name");
    for (const { cells } of plan.experiments) {
      const unknown = cells.find((name) => !names.has(name));
      if (unknown !== undefined) throw new GridError(`there is no cell ${unknown}`);
    }
    return plan;
  } catch (error) {
    throw new GridError({
      file: path,
      expected: "a grid of experiments",
      problem: reasonOf(error),
      hint: "plan it again with `hemoleak grid plan`",
    });
  }
}

function readText(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new GridError({
      file: path,
      expected: "a grid of experiments",
      problem: "there is none",
      hint: "plan it first with `hemoleak grid plan`",
    });
  }
}
