import { basename } from "node:path";
import { isHemoleakError, PredictionsError } from "hemoleak/error.ts";
import { isStandardInput } from "hemoleak/files/standard_input.ts";
import type { AnyTable } from "hemoleak/predictions/classes/class_table.ts";
import { joinFolds } from "hemoleak/predictions/folds.ts";
import type { NamedTable } from "hemoleak/predictions/match_predictions.ts";
import { readAnyPredictions } from "hemoleak/predictions/predictions_csv.ts";
import type { PredictionsOptions } from "hemoleak/predictions/predictions_reader.ts";
import { printable } from "hemoleak/text/printable.ts";
import { ofFolds } from "./class_requests.ts";
import type { TableOptions } from "./columns_option.ts";
import type { System } from "./system.ts";

/** Reads a `predictions.csv` bit by bit: it may have millions of rows. Says what of it was put right. */
export async function readPredictionsFile(
  path: string,
  options: PredictionsOptions,
  system: Omit<System, "compareImages">,
): Promise<NamedTable<AnyTable>> {
  const file = isStandardInput(path) ? "standard input" : basename(path);
  try {
    const bytes = system.tableBytes(path, { file, fail: PredictionsError });
    const table = await readAnyPredictions(bytes, file, options);
    for (const note of table.notes) console.error(printable(`hemoleak: note: ${file}: ${note}`));
    return { file, table };
  } catch (error) {
    if (isHemoleakError(error)) throw error;
    throw new PredictionsError({
      file: path,
      expected: "a predictions.csv",
      problem: system.whyNot(error),
    });
  }
}

/**
 * Reads one file, or several of which each is a fold.
 *
 * @param paths At least one.
 */
export async function readFoldFiles(
  paths: readonly string[],
  options: PredictionsOptions,
  system: Omit<System, "compareImages">,
): Promise<NamedTable<AnyTable>> {
  if (paths.length === 1) return await readPredictionsFile(paths[0]!, options, system);
  const tables: NamedTable[] = [];
  for (const [i, path] of paths.entries()) {
    const { file, table } = ofFolds(await readPredictionsFile(path, options, system));
    tables.push({ file: isStandardInput(path) ? file : foldName(i, paths), table });
  }
  const file = tables.map((each) => each.file).join(", ");
  return { file, table: joinFolds(tables) };
}

/** The end of a file's path that tells it from the others, `fold1/predictions.csv` where need be. */
function foldName(at: number, paths: readonly string[]): string {
  const parts = paths.map((path) => path.split(/[\\/]+/));
  const own = parts[at]!;
  const endOf = (of: readonly string[], count: number) => of.slice(-count).join("/");
  for (let count = 1; count < own.length; count++) {
    const name = endOf(own, count);
    if (parts.every((other, i) => i === at || endOf(other, count) !== name)) return name;
  }
  return paths[at]!;
}

/** What of a command's options says how a table is read. */
export function tableOptions(options: TableOptions): TableOptions {
  const { columns, positive, classes, sets } = options;
  return {
    ...columns !== undefined && { columns },
    ...positive !== undefined && { positive },
    ...classes !== undefined && { classes },
    ...options.class !== undefined && { class: options.class },
    ...sets !== undefined && { sets },
  };
}
