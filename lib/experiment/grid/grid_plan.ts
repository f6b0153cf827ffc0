import { dirname, join, resolve } from "node:path";
import { GridError } from "../../error.ts";
import { writeAtomically } from "../../files/write_atomically.ts";
import { checkOptions, oneOf } from "../../options.ts";
import { libraryVariant } from "../../tensorflow/library/library.ts";
import {
  distinctCells,
  experimentCells,
  type ExperimentName,
  EXPERIMENTS,
  SEED_COUNTS,
} from "../experiments.ts";
import { readingOf } from "../reading_options.ts";
import {
  type Prepared,
  type PrepareListener,
  Reproduction,
  type ReproductionOptions,
} from "../reproduction.ts";
import { type CohortGridPlan, GRID_FILE, type TableGridPlan } from "./grid_file.ts";
import { defaultThreads, gridCells } from "./planned_cells.ts";
import { planTable, type TableGridOptions } from "./table_plan.ts";

/** Which experiments to make of the project's networks, on which cohort. */
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

/** Who follows the planning of a grid. */
export interface PlanListener extends PrepareListener {
  /** Told what of a table was put right, or left out, in reading. */
  note?: (note: string) => void;
  /** Told of a cohort what it has become, once it is preprocessed. */
  prepared?: (prepared: Prepared) => void;
}

/**
 * Writes `grid.json` into a folder, in place of one that is there.
 *
 * Of a cohort, the data are prepared first, and runs do not lie in the folder but where
 * {@linkcode Reproduction} keeps them, so that grids share them. On a table, anything may train; the table
 * stays where it is, and the runs lie in the grid's folder.
 *
 * @throws {OptionsError} There is no such option, or no such value.
 * @throws {GridError} There are no seeds, no experiments, no threads or no trainers, or the table does not
 *   allow an experiment that was asked for.
 * @throws {CohortError} The folder holds no usable cohort, or studies of one label only.
 * @throws {PreprocessError} No slice can be used.
 * @throws {PredictionsError} The table cannot be read.
 * @throws {StorageError} The disk is full.
 *
 * @example The permutation ladder of a program of one's own, which knows nothing of a slice but where it stands in the table
 * ```ts
 * import { Grid, planGrid, type Trainer } from "hemoleak/experiment";
 * import { collectGrid } from "hemoleak/report/files";
 *
 * const neighbor: Trainer = {
 *   name: "neighbor",
 *   title: "nearest row",
 *   epochs: null,
 *   record: { version: 1 },
 *   train({ rows }) {
 *     const known = rows.filter(({ set }) => set === "train");
 *     const scores = rows.map(({ index }) => {
 *       const distance = (row: { index: number }) => Math.abs(row.index - index);
 *       return known.reduce((a, b) => distance(b) < distance(a) ? b : a).label;
 *     });
 *     return Promise.resolve({ scores });
 *   },
 * };
 *
 * const folder = await Deno.makeTempDir();
 * const rows = Array.from({ length: 800 }, (_, i) => `${Math.floor(i / 20)},${Math.floor(i / 20) % 2}\n`);
 * await Deno.writeTextFile(`${folder}/slices.csv`, `subject,label\n${rows.join("")}`);
 * await planGrid(folder, {
 *   table: `${folder}/slices.csv`,
 *   trainers: [neighbor],
 *   experiments: ["ladder"],
 *   seeds: 1,
 *   synthetic: true,
 * });
 *
 * const grid = new Grid(folder, { trainers: [neighbor] });
 * for (const cell of grid.plan.cells) await grid.run(cell);
 * const { results } = await collectGrid(grid, folder);
 * console.log(results[0]!.table.markdown);
 *
 * const { metrics } = (await grid.finished(grid.find("neighbor-by-slice-permuted-seed-1")))!;
 * // The slices beside it say who it is, and so its label.
 * console.assert("auc" in metrics && metrics.auc > 0.9);
 * ```
 */
export function planGrid(
  folder: string,
  options: TableGridOptions,
  listener?: PlanListener,
): Promise<TableGridPlan>;
/** The same of a cohort, on which the project's networks are trained. */
export function planGrid(
  folder: string,
  options: GridOptions,
  listener?: PlanListener,
): Promise<CohortGridPlan>;
export async function planGrid(
  folder: string,
  options: GridOptions | TableGridOptions,
  listener: PlanListener = {},
): Promise<CohortGridPlan | TableGridPlan> {
  const plan = "table" in options
    ? await tablePlan(options, listener)
    : await planCohort(options, listener);
  await writeAtomically(join(folder, GRID_FILE), JSON.stringify(plan, null, 2) + "\n");
  return plan;
}

async function tablePlan(
  options: TableGridOptions,
  { note = () => {} }: PlanListener,
): Promise<TableGridPlan> {
  const { plan, notes } = await planTable(options);
  notes.forEach((one) => note(one));
  return plan;
}

async function planCohort(
  options: GridOptions,
  listener: PlanListener,
): Promise<CohortGridPlan> {
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
  return {
    cohort,
    root: root === undefined || reproduction.synthetic ? null : resolve(root),
    ...title !== undefined && { title },
    data: dirname(reproduction.folder),
    ...reading,
    ...{ fingerprint, profile, threads, device: libraryVariant() },
    ...gridCells(planned),
  };
}

async function prepare(reproduction: Reproduction, { prepared, ...listener }: PlanListener) {
  const { cohort, store } = await reproduction.prepare(listener);
  store.close();
  prepared?.({ cohort, store, folder: reproduction.folder });
  const subjects = new Set(store.rows.map(({ subject }) => subject)).size;
  return { fingerprint: store.fingerprint, subjects };
}

function requireCount(what: string, count: number): void {
  if (Number.isInteger(count) && count >= 1) return;
  throw new GridError({ expected: `a number of ${what} of 1 or more`, found: count });
}
