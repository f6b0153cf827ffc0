import { basename, join } from "node:path";
import { PredictionsError, reasonOf } from "../../error.ts";
import type { ExperimentName } from "../../experiment/experiments.ts";
import type { Grid } from "../../experiment/grid/grid.ts";
import { type GridCell, type GridPlan, isTablePlan } from "../../experiment/grid/grid_file.ts";
import type { AnyRun } from "../../experiment/run.ts";
import { formatCsv } from "../../files/csv.ts";
import { writeAtomically } from "../../files/write_atomically.ts";
import type { TrialRows } from "../../leakage/trials/test_views.ts";
import type { CohortSlice } from "../../leakage/trials/trial.ts";
import type { Label } from "../../split/split.ts";
import type { SetName } from "../../split/split.ts";
import { countOf } from "../../text/numbers.ts";
import { readBesideFolder } from "./beside_folder.ts";
import { type GridTest, gridTests, gridTestsTable } from "./experiment_tests.ts";
import { type CellTrial, type ExperimentResult, experimentResult } from "./experiment_report.ts";

/** What has been collected, and what could not be. */
export interface Collection {
  /** How many cells are finished. */
  finished: number;
  /** What each experiment has shown. */
  results: (ExperimentResult & { name: ExperimentName })[];
  /** The tests of all experiments, adjusted for each other. */
  tests: GridTest[];
  /** Experiments without a result, and why. */
  missing: { name: string; why: string }[];
  /** Cells without a finished run, in the plan's order; why, where it is known. */
  unfinished: { name: string; why: string | null }[];
}

/**
 * Collects a grid's finished cells: `cells.csv`, one row per cell, and for each experiment `<name>.json`
 * and, where it has a figure, `<name>.svg`; `tests.csv`, the p-values of all experiments, alone and
 * adjusted for each other; `collected.json` and `collected.md` have all tables and name the cells that
 * are missing, as do those of an experiment that lacks some. The same runs give the same bytes, in
 * whatever order and however often they were begun.
 *
 * @param out The folder for all of it.
 * @param beside A folder with what other methods predict on the slices of the ladder's cells, which the
 *   ladder's table, JSON and figure then hold as well; see `readBesideFolder`.
 * @throws {StorageError} `out` may not be written to.
 * @throws {PredictionsError} What is in `beside` does not fit the cells.
 */
export async function collectGrid(
  grid: Grid,
  out: string,
  { beside }: { beside?: string } = {},
): Promise<Collection> {
  const rows: CellRow[] = [], trials = new Map<string, CellTrial>();
  let cohort: CohortSlice<Label>[] = [];
  const unfinished: Collection["unfinished"] = [];
  for (const cell of grid.plan.cells) {
    const { run, why } = await finishedRun(grid, cell);
    if (run === null) {
      unfinished.push({ name: cell.name, why });
      continue;
    }
    rows.push(rowOf(cell, run, isTablePlan(grid.plan)));
    const { title, learning, predictions } = run;
    const judged = judgedPart(predictions);
    trials.set(cell.name, { cell: cell.cell, title, learning, predictions: judged });
    if (cohort.length === 0 && cell.cell.labels === "true" && usesAll(cell)) {
      cohort = predictions.map(({ subject, study, slice, label }) => {
        return { subject, study, slice, label };
      });
    }
  }
  await writeAtomically(join(out, "cells.csv"), formatCsv(rows, columnsOf(grid.plan)));
  const collection: Collection = {
    finished: rows.length,
    ...{ results: [], tests: [], missing: [], unfinished },
  };
  for (const { name, cells } of grid.plan.experiments) {
    const known = new Map(cells.flatMap((cell) => {
      const trial = trials.get(cell);
      if (trial === undefined) return [];
      return [[cell, usesAll(trial) && cohort.length > 0 ? { ...trial, cohort } : trial]];
    }));
    const methods = beside === undefined || name !== "ladder"
      ? []
      : await readBesideFolder(beside, known, judgedPart);
    const own = [...known.values()];
    try {
      collection.results.push({
        name,
        ...await experimentResult(name, own, grid.synthetic, methods),
      });
    } catch (error) {
      if (!(error instanceof PredictionsError)) throw error;
      collection.missing.push({ name, why: error.message });
    }
  }
  for (const result of collection.results) {
    await writeResult(grid, result, missingOf(grid, result.name, unfinished), out);
  }
  collection.tests = gridTests(collection.results);
  await writeAtomically(join(out, "tests.csv"), formatCsv(collection.tests.map(testRow), TESTS));
  await writeAtomically(join(out, "collected.json"), formatJson(summaryOf(grid, collection)));
  await writeAtomically(join(out, "collected.md"), markdownOf(grid, collection));
  return collection;
}

/** Whether a cell uses all slices of the cohort, which are then the same for all such cells. */
function usesAll({ cell: { dose, gap, subjects } }: Pick<CellTrial, "cell">): boolean {
  return dose === undefined && gap === undefined && subjects === undefined;
}

/** A cell's run if it is finished and whole, and if not, why, as far as that is known. */
async function finishedRun(
  grid: Grid,
  cell: GridCell,
): Promise<{ run: AnyRun<string> | null; why: string | null }> {
  try {
    const run = await grid.finished(cell);
    return { run, why: run === null ? (await grid.status(cell)).why : null };
  } catch (error) {
    return { run: null, why: `its files cannot be read: ${reasonOf(error)}` };
  }
}

/** The unfinished cells of an experiment. */
function missingOf(
  { plan }: Grid,
  experiment: ExperimentName,
  unfinished: Collection["unfinished"],
): Collection["unfinished"] {
  const { cells } = plan.experiments.find(({ name }) => name === experiment)!;
  return unfinished.filter(({ name }) => cells.includes(name));
}

function summaryOf(grid: Grid, { finished, results, missing, unfinished }: Collection) {
  return {
    cells: grid.plan.cells.length,
    finished,
    missing: unfinished,
    experiments: grid.plan.experiments.map(({ name }) => ({
      name,
      result: results.some((one) => one.name === name) ? `${name}.json` : null,
      why: missing.find((one) => one.name === name)?.why ?? null,
      missing: missingOf(grid, name, unfinished).map((cell) => cell.name),
    })),
  };
}

function markdownOf(
  grid: Grid,
  { finished, results, tests, missing, unfinished }: Collection,
): string {
  const total = grid.plan.cells.length;
  return [
    `# ${finished} of ${total} cells are finished`,
    ...results.flatMap(({ name, table }) => {
      const lacking = missingOf(grid, name, unfinished);
      return [
        `## ${name}`,
        table.markdown,
        ...lacking.length === 0 ? [] : [
          `Made without ${countOf(lacking.length, "cell")}, named under “Missing cells”.`,
        ],
      ];
    }),
    ...tests.length === 0 ? [] : ["## Tests", gridTestsTable(tests).markdown],
    ...missing.flatMap(({ name, why }) => [`## ${name}`, `No result yet: ${why}.`]),
    ...unfinished.length === 0 ? [] : [
      "## Missing cells",
      unfinished.map(({ name, why }) => `- ${name}${why === null ? "" : `: ${why}`}`).join("\n"),
    ],
  ].join("\n\n") + "\n";
}

function formatJson(value: unknown): string {
  return JSON.stringify(value, null, 2) + "\n";
}

async function writeResult(
  { origin }: Grid,
  { name, result, figure }: Collection["results"][number],
  lacking: Collection["unfinished"],
  out: string,
): Promise<void> {
  const missing = lacking.length === 0 ? {} : { missing: lacking.map((cell) => cell.name) };
  const written = { experiment: name, ...origin, ...missing, result };
  await writeAtomically(join(out, `${name}.json`), formatJson(written));
  if (figure) await writeAtomically(join(out, `${name}.svg`), figure.svg);
}

/**
 * What the analyses need of a run beside its cohort: the test set, and of every other set one slice a
 * subject. All predictions of all cells would not fit into memory.
 */
function judgedPart(predictions: TrialRows): TrialRows {
  const seen = new Set<string>();
  return predictions.filter(({ set, subject }) => {
    const key = `${set} ${subject}`;
    if (set !== "test" && seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

const TESTS = ["experiment", "question", "p", "p_holm"] as const;

function testRow({ experiment, question, p, holm }: GridTest) {
  return { experiment, question, p: p ?? undefined, p_holm: holm ?? undefined };
}

const CELL_COLUMNS = [
  ...["cell", "model", "split", "labels", "label_unit", "dose", "gap", "folds", "fold", "seed"],
  ...["subjects", "train_subjects", "test_subjects"],
  ...["train_slices", "validation_slices", "test_slices", "epochs", "training"],
];

/** Of two labels the AUC and its intervals; of several classes the macro AUC with its own, and the AUC of each. */
function columnsOf(plan: GridPlan): string[] {
  const classes = isTablePlan(plan) ? plan.classes : undefined;
  const found = classes === undefined
    ? ["auc", "clustered_low", "clustered_high", "bootstrap_low", "bootstrap_high"]
    : ["macro_auc", "clustered_low", "clustered_high", ...classes.map((name) => `auc_${name}`)];
  return [...CELL_COLUMNS, ...found, "run"];
}

type CellRow = Record<string, string | number | undefined>;

function rowOf(
  { name, cell }: GridCell,
  { predictions, history, learning, metrics, folder }: AnyRun<string>,
  isOfTable: boolean,
): CellRow {
  // A table says not what its labels are of, nor do all trainers tell of epochs.
  const unit = isOfTable ? undefined : "study", epochs = history.rows.length;
  const { model, split, labels, labelUnit = unit, dose, gap, folds, fold, seed } = cell;
  const all: TrialRows = predictions;
  const of = (set: SetName) => all.filter((prediction) => prediction.set === set);
  const subjects = (rows: TrialRows) => new Set(rows.map((row) => row.subject)).size;
  // A network that died has no result.
  const found = learning.outcome === "dead" ? {} : areasOf(metrics);
  const [train, validation, test] = [of("train"), of("validation"), of("test")];
  return {
    ...{ cell: name, model, split, labels, label_unit: labelUnit, dose, gap, folds, fold, seed },
    subjects: subjects(predictions),
    train_subjects: subjects(train),
    test_subjects: subjects(test),
    train_slices: train.length,
    validation_slices: validation.length,
    test_slices: test.length,
    epochs: isOfTable && epochs === 0 ? undefined : epochs,
    training: learning.outcome,
    ...found,
    // The name of its folder among the runs.
    run: basename(folder ?? ""),
  };
}

function areasOf(metrics: AnyRun["metrics"]): CellRow {
  if ("macro" in metrics) {
    const { macro: { auc, ci: [low, high] }, classes } = metrics;
    const ofClasses = classes.map(({ name, clustered }) => [`auc_${name}`, clustered?.auc]);
    const macro = { macro_auc: auc, clustered_low: low, clustered_high: high };
    return { ...macro, ...Object.fromEntries(ofClasses) };
  }
  return {
    auc: metrics.auc,
    clustered_low: metrics.clustered.ci[0],
    clustered_high: metrics.clustered.ci[1],
    bootstrap_low: metrics.bootstrap.ci[0],
    bootstrap_high: metrics.bootstrap.ci[1],
  };
}
