import { basename, join } from "node:path";
import { PredictionsError } from "../../error.ts";
import type { ExperimentName } from "../../experiment/experiments.ts";
import type { Grid } from "../../experiment/grid/grid.ts";
import type { GridCell } from "../../experiment/grid/grid_file.ts";
import type { Run } from "../../experiment/run.ts";
import { formatCsv } from "../../files/csv.ts";
import { writeAtomically } from "../../files/write_atomically.ts";
import type { Prediction } from "../../predictions/prediction.ts";
import type { SetName } from "../../split/split.ts";
import { readBesideFolder } from "./beside_folder.ts";
import { type CellTrial, type ExperimentResult, experimentResult } from "./experiment_report.ts";

/** What has been collected, and what could not be. */
export interface Collection {
  /** How many cells are finished. */
  finished: number;
  /** What each experiment has shown. */
  results: (ExperimentResult & { name: ExperimentName })[];
  /** Experiments without a result, and why. */
  missing: { name: string; why: string }[];
}

/**
 * Collects a grid's finished cells: `cells.csv`, one row per cell, and for each experiment `<name>.json`
 * and, where it has a figure, `<name>.svg`. The same runs give the same bytes, in
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
  for (const cell of grid.plan.cells) {
    const run = await grid.finished(cell);
    if (run === null) continue;
    rows.push(rowOf(cell, run));
    const { title, learning, predictions } = run;
    const judged = judgedPart(predictions);
    trials.set(cell.name, { cell: cell.cell, title, learning, predictions: judged });
  }
  await writeAtomically(join(out, "cells.csv"), formatCsv(rows, COLUMNS));
  const collection: Collection = { finished: rows.length, results: [], missing: [] };
  for (const { name, cells } of grid.plan.experiments) {
    const known = new Map(cells.flatMap((cell) => {
      const trial = trials.get(cell);
      return trial === undefined ? [] : [[cell, trial]];
    }));
    const methods = beside === undefined || name !== "ladder"
      ? []
      : await readBesideFolder(beside, known, judgedPart);
    const own = [...known.values()];
    try {
      collection.results.push({
        name,
        ...await experimentResult(name, own, grid.reproduction.synthetic, methods),
      });
    } catch (error) {
      if (!(error instanceof PredictionsError)) throw error;
      collection.missing.push({ name, why: error.message });
    }
  }
  for (const result of collection.results) await writeResult(grid, result, out);
  return collection;
}

async function writeResult(
  { reproduction: { provenance } }: Grid,
  { name, result, figure }: Collection["results"][number],
  out: string,
): Promise<void> {
  const { seed: _seed, ...origin } = provenance;
  const text = JSON.stringify({ experiment: name, ...origin, result }, null, 2);
  await writeAtomically(join(out, `${name}.json`), text + "\n");
  if (figure) await writeAtomically(join(out, `${name}.svg`), figure.svg);
}

/**
 * What the analyses need of a run: the test set, and of every other set one slice a subject. All
 * predictions of all cells would not fit into memory.
 */
function judgedPart(predictions: readonly Prediction[]): Prediction[] {
  const seen = new Set<string>();
  return predictions.filter(({ set, subject }) => {
    const key = `${set} ${subject}`;
    if (set !== "test" && seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

const COLUMNS = [
  ...["cell", "model", "split", "labels", "label_unit", "dose", "gap", "folds", "fold", "seed"],
  ...["subjects", "train_subjects", "test_subjects"],
  ...["train_slices", "validation_slices", "test_slices", "epochs", "training"],
  ...["auc", "clustered_low", "clustered_high", "bootstrap_low", "bootstrap_high", "run"],
] as const;

type CellRow = Record<string, string | number | undefined>;

function rowOf(
  { name, cell }: GridCell,
  { predictions, history, learning, metrics, folder }: Run,
): CellRow {
  const { model, split, labels, labelUnit = "study", dose, gap, folds, fold, seed } = cell;
  const of = (set: SetName) => predictions.filter((prediction) => prediction.set === set);
  const subjects = (rows: readonly Prediction[]) => new Set(rows.map((row) => row.subject)).size;
  // A network that died has no result.
  const found = learning.outcome === "dead" ? {} : {
    auc: metrics.auc,
    clustered_low: metrics.clustered.ci[0],
    clustered_high: metrics.clustered.ci[1],
    bootstrap_low: metrics.bootstrap.ci[0],
    bootstrap_high: metrics.bootstrap.ci[1],
  };
  const [train, validation, test] = [of("train"), of("validation"), of("test")];
  return {
    ...{ cell: name, model, split, labels, label_unit: labelUnit, dose, gap, folds, fold, seed },
    subjects: subjects(predictions),
    train_subjects: subjects(train),
    test_subjects: subjects(test),
    train_slices: train.length,
    validation_slices: validation.length,
    test_slices: test.length,
    epochs: history.rows.length,
    training: learning.outcome,
    ...found,
    // The name of its folder among the runs.
    run: basename(folder ?? ""),
  };
}
