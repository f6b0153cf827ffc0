import { join, relative } from "node:path";
import { PredictionsError } from "../../error.ts";
import { parseCsv } from "../../files/csv.ts";
import { compareNaturally } from "../../text/natural_order.ts";
import { assertSameSlices } from "../../leakage/trials/responses.ts";
import { parseRunPredictions } from "../../experiment/trainer/run_predictions.ts";
import type { TrialRows } from "../../leakage/trials/test_views.ts";
import { areOfClasses } from "../../predictions/classes/class_prediction.ts";
import type { BesideMethod, CellTrial } from "./experiment_report.ts";

/**
 * Reads what other methods predict on the slices of a grid's cells: a folder for each method, which it is
 * called after. It holds a `predictions.csv` for each cell, called `<cell>.csv`, or is the folder of a collected
 * grid of another trainer on a table, with its own run of each cell.
 *
 * @param cells The finished cells that the methods are to stand beside.
 * @param judgedPart What of the predictions the analyses need.
 * @throws {PredictionsError} No folder of a method, no file of a cell, one that is malformed, or one that
 *   tests other slices or labels than its cell.
 */
export async function readBesideFolder(
  folder: string,
  cells: ReadonlyMap<string, CellTrial>,
  judgedPart: (predictions: TrialRows) => TrialRows,
): Promise<BesideMethod[]> {
  const methods = (await foldersIn(folder)).sort(compareNaturally);
  if (methods.length === 0) {
    throw new PredictionsError({
      file: folder,
      expected: "a folder for each method, with <cell>.csv for each cell",
      found: "none",
      hint: "examples/plain_methods.py writes such folders",
    });
  }
  const beside: BesideMethod[] = [];
  for (const method of methods) {
    const title = method.replaceAll(/[-_]/g, " "), trials: CellTrial[] = [];
    const runs = await runsIn(join(folder, method));
    for (const [name, trained] of cells) {
      const file = runs === null
        ? join(folder, method, `${name}.csv`)
        : join(folder, method, runOf(name, trained.cell, runs, join(folder, method, CELLS)));
      const predictions = judgedPart(
        parseRunPredictions(await textOf(file), file, classesOf(trained)),
      );
      const { cell, cohort } = trained;
      const trial = { cell, title, predictions, ...cohort && { cohort } };
      assertSameSlices(trained, trial, ["the grid's cell", relative(folder, file)]);
      trials.push(trial);
    }
    beside.push({ title, trials });
  }
  return beside;
}

const CELLS = "cells.csv";

/** Of a grid's folder, where its run of each cell has its predictions, by what a cell is but for its trainer. */
async function runsIn(folder: string): Promise<Map<string, string> | null> {
  const file = join(folder, CELLS);
  const text = await Deno.readTextFile(file).catch((error) => {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  });
  if (text === null) return null;
  const rows = parseCsv(text, file, ["cell", "model", "run"], PredictionsError);
  return new Map(rows.map(({ values: { cell = "", model = "", run = "" } }) => [
    cell.slice(model.length),
    join("runs", run, "predictions.csv"),
  ]));
}

function runOf(
  name: string,
  { model }: CellTrial["cell"],
  runs: ReadonlyMap<string, string>,
  file: string,
): string {
  const run = runs.get(name.slice(model.length));
  if (run !== undefined) return run;
  throw new PredictionsError({
    file,
    expected: `a cell as ${name}, by another trainer,`,
    found: "none",
    hint: "plan both grids with the same experiments and seeds",
  });
}

async function foldersIn(folder: string): Promise<string[]> {
  const names: string[] = [];
  try {
    for await (const { isDirectory, name } of Deno.readDir(folder)) {
      if (isDirectory) names.push(name);
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory)) {
      throw error;
    }
    throw new PredictionsError({
      file: folder,
      expected: "a folder for each method",
      problem: "there is no such folder",
    });
  }
  return names;
}

async function textOf(file: string): Promise<string> {
  try {
    return await Deno.readTextFile(file);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new PredictionsError({
      file,
      expected: "the method's predictions on this cell's slices",
      problem: "there is none",
    });
  }
}

function classesOf({ predictions }: CellTrial): string[] | null {
  return areOfClasses(predictions) ? Object.keys(predictions[0]!.scores) : null;
}
