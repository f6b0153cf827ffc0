import { basename, join } from "node:path";
import { PredictionsError } from "../../error.ts";
import { compareNaturally } from "../../text/natural_order.ts";
import { assertSameSlices } from "../../leakage/trials/responses.ts";
import type { Prediction } from "../../predictions/prediction.ts";
import { parsePredictions } from "../../predictions/predictions_csv.ts";
import type { BesideMethod, CellTrial } from "./experiment_report.ts";

/**
 * Reads what other methods predict on the slices of a grid's cells: a folder for each method, which it is
 * called after, with a `predictions.csv` for each cell, called `<cell>.csv`.
 *
 * @param cells The finished cells that the methods are to stand beside.
 * @param judgedPart What of the predictions the analyses need.
 * @throws {PredictionsError} No folder of a method, no file of a cell, one that is malformed, or one that
 *   tests other slices or labels than its cell.
 */
export async function readBesideFolder(
  folder: string,
  cells: ReadonlyMap<string, CellTrial>,
  judgedPart: (predictions: readonly Prediction[]) => Prediction[],
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
    for (const [name, trained] of cells) {
      const file = join(folder, method, `${name}.csv`);
      const predictions = judgedPart(parsePredictions(await textOf(file), file));
      const trial = { cell: trained.cell, title, predictions };
      assertSameSlices(trained, trial, ["the grid's cell", join(method, basename(file))]);
      trials.push(trial);
    }
    beside.push({ title, trials });
  }
  return beside;
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
