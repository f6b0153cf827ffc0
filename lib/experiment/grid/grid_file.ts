import { join } from "node:path";
import { GridError, reasonOf } from "../../error.ts";
import type { LibraryVariant } from "../../tensorflow/library/library.ts";
import { type Cell, cellName, checkCell } from "../cell.ts";
import type { CohortName } from "../cohort_name.ts";
import type { ExperimentName } from "../experiments.ts";
import type { Profile } from "../profile.ts";
import type { ReadingOptions } from "../reading_options.ts";

/** The file in a grid's folder that says what its cells are. */
export const GRID_FILE = "grid.json";

/** One cell of a grid. */
export interface GridCell {
  /** Its coordinates, as a name; see `cellName`. */
  name: string;
  /** What is run. */
  cell: Cell;
}

/** `grid.json`: all that running the cells needs, wherever that happens. */
export interface GridPlan extends ReadingOptions {
  /** Which data set. */
  cohort: CohortName;
  /** The data's folder; null for the phantom. */
  root: string | null;
  /** What the reader sees the data called, where they were given a title. */
  title?: string;
  /** The folder for everything that is computed; null, in a plan of before 0.2, for `data/` in the project. */
  data: string | null;
  /** Fingerprint of the preprocessed slices. */
  fingerprint: string;
  /** How thoroughly. */
  profile: Profile;
  /** Threads that each process computes with; they are part of what a result depends on. */
  threads: number;
  /** TensorFlow's build, as much a part of it; in a plan of before 0.2, that of the environment. */
  device?: LibraryVariant;
  /** Names of each experiment's cells. */
  experiments: { name: ExperimentName; cells: string[] }[];
  /** Each cell once. */
  cells: GridCell[];
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
    for (const { name, cell } of plan.cells) {
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
