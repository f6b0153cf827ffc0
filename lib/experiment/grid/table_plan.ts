import { resolve } from "node:path";
import { GridError, reasonOf, SplitError } from "../../error.ts";
import { reasonText } from "../../fault.ts";
import {
  checkOptions,
  FLAG,
  numberAbove,
  oneOf,
  type OptionRules,
  PART,
  TEXT,
  TEXTS,
  wholeFrom,
} from "../../options.ts";
import { isModelName } from "../../model/networks.ts";
import { type Cell, cellName } from "../cell.ts";
import { lackingClasses, splitCell } from "../cell_split.ts";
import {
  distinctCells,
  experimentCells,
  type ExperimentName,
  EXPERIMENTS,
  type ExperimentScope,
  SEED_COUNTS,
} from "../experiments.ts";
import type { Label, PlacedSlice } from "../../split/split.ts";
import { expectTakesClasses } from "../trainer/run_predictions.ts";
import { type AnyGridTable, type GridTableOptions, readAnyGridTable } from "../table/grid_table.ts";
import { checkCommand } from "../trainer/command_text.ts";
import type { Trainer } from "../trainer/trainer.ts";
import type { PlannedTrainer, TableGridPlan } from "./grid_file.ts";
import { defaultThreads, gridCells, type PlannedExperiment } from "./planned_cells.ts";

/** Which experiments to make on a table, and what trains. */
export interface TableGridOptions extends GridTableOptions {
  /** The table's file. */
  table: string;
  /**
   * Commands (see `commandTrainer`) and programs, the simplest first: `table2` takes all of them, `repeated`
   * compares the second with the first, all other experiments take the first.
   */
  trainers: readonly ({ name: string; command: string } | Trainer)[];
  /** Default: all that the table allows. */
  experiments?: readonly ExperimentName[];
  /** The first seed. Default 1. */
  seed?: number;
  /** How many seeds repeat each experiment. Default 3. */
  seeds?: number;
  /** How many threads each training may use. Default: the cores, but not more than 4. */
  threads?: number;
  /** Seconds after which a command is ended. Default: none is. */
  timeout?: number;
  /** What the reader sees the data called. Default: the table's name. */
  title?: string;
  /** Whether the data are generated rather than from patients: tables and figures then say so. */
  synthetic?: boolean;
  /** The folder that commands are run in. Default: the working directory. */
  directory?: string;
}

const TABLE_GRID_RULES: OptionRules<TableGridOptions> = {
  table: TEXT,
  trainers: {
    expected: "a list of commands and programs",
    allows: (value) => Array.isArray(value) && value.every((one) => PART.allows(one)),
  },
  experiments: {
    expected: `some of ${EXPERIMENTS.join(", ")}`,
    allows: (value) => Array.isArray(value) && value.every((one) => oneOf(EXPERIMENTS).allows(one)),
  },
  seed: wholeFrom(0),
  seeds: wholeFrom(1),
  threads: wholeFrom(1),
  timeout: numberAbove(0),
  title: TEXT,
  synthetic: FLAG,
  directory: TEXT,
  columns: PART,
  positive: TEXT,
  classes: TEXTS,
};

/**
 * Reads a table and works out which cells its experiments have: every split is tried with the first seed, so
 * that what the table does not allow is known before anything is trained.
 *
 * @returns The plan, and what of the table was put right in reading.
 */
export async function planTable(
  options: TableGridOptions,
): Promise<{ plan: TableGridPlan; notes: readonly string[] }> {
  checkOptions("a grid", options, TABLE_GRID_RULES);
  const { table: path, columns, positive, classes, title, timeout, synthetic, directory = "." } =
    options;
  const { experiments, threads = defaultThreads(), seed = 1, seeds = SEED_COUNTS.quick } = options;
  const trainers = options.trainers.map(plannedTrainer);
  const names = trainers.map(({ name }) => name);
  checkNames(names);
  const reading = { ...columns && { columns }, ...positive !== undefined && { positive } };
  const table = await readAnyGridTable(path, { ...reading, ...classes && { classes } });
  const ofClasses = "classes" in table ? { classes: table.classes } : {};
  if ("classes" in table) options.trainers.forEach(expectClassTrainer);
  const scope: ExperimentScope<string> = {
    seeds: Array.from({ length: seeds }, (_, i) => seed + i),
    subjects: new Set(table.rows.map(({ subject }) => subject)).size,
    trainers: names,
  };
  const planned: PlannedExperiment[] = [], refused: TableGridPlan["refused"] = [];
  const notes = new Set(table.notes);
  for (const name of new Set(experiments ?? EXPERIMENTS)) {
    const why = whyNot(name, scope, table, notes);
    if (why === null) {
      planned.push({ name, cells: distinctCells(experimentCells(name, scope)) });
    } else refused.push({ name, why });
  }
  if (refused.length > 0 && (experiments !== undefined || planned.length === 0)) {
    const [first, ...others] = refused.map(({ name, why }) => ({
      problem: `the experiment ${name} cannot be made of ${table.file}: ${why}`,
    }));
    throw new GridError([first!, ...others]);
  }
  const plan: TableGridPlan = {
    table: resolve(path),
    ...{ ...reading, ...ofClasses },
    ...title !== undefined && { title },
    ...synthetic && { synthetic },
    trainers,
    directory: resolve(directory),
    ...timeout !== undefined && { timeout },
    ...{ fingerprint: table.fingerprint, threads },
    ...gridCells(planned),
    refused,
  };
  return { plan, notes: [...notes] };
}

function expectClassTrainer(trainer: TableGridOptions["trainers"][number]): void {
  if (!("command" in trainer)) expectTakesClasses(trainer);
}

function plannedTrainer(trainer: TableGridOptions["trainers"][number]): PlannedTrainer {
  if ("command" in trainer) {
    const { name, command } = trainer;
    checkCommand({ name, command });
    return { name, command };
  }
  const { name, title, epochs, record } = trainer;
  return { name, title, epochs, record };
}

function checkNames(names: readonly string[]): void {
  if (names.length === 0) throw new GridError({ expected: "at least one trainer" });
  const network = names.find(isModelName);
  if (network !== undefined) {
    throw new GridError({
      expected: "trainers by other names than those of the project's networks",
      found: network,
    });
  }
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice === undefined) return;
  throw new GridError({
    expected: "trainers of different names",
    found: `${twice} twice`,
    hint: "name them, as in --trainer forest='python forest.py {split} {predictions}'",
  });
}

/** Why a table does not allow an experiment, as its splits tell; null if it does. */
function whyNot(
  experiment: ExperimentName,
  scope: ExperimentScope<string>,
  table: AnyGridTable,
  notes: Set<string>,
): string | null {
  const { withoutPlaces } = table, rows: readonly PlacedSlice<Label>[] = table.rows;
  if (experiment === "distance" && withoutPlaces !== null) return reasonText(withoutPlaces);
  try {
    // Whether there are enough slices of two labels, one seed tells; who comes along with whom is chance.
    const seeds = "classes" in table ? scope.seeds : scope.seeds.slice(0, 1);
    const cells = experimentCells(experiment, { ...scope, seeds });
    // What the splits draw does not depend on who trains.
    const splits = cells.map((cell): Cell<string> => ({ ...cell, model: cells[0]!.model }));
    for (const cell of distinctCells(splits)) {
      for (const { set, classes } of lackingClasses(rows, splitCell(cell, rows))) {
        notes.add(`no slices of ${classes.join(", ")} in the ${set} set of ${cellName(cell)}`);
      }
    }
    return null;
  } catch (error) {
    if (error instanceof SplitError) return reasonOf(error);
    throw error;
  }
}
