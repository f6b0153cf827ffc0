import { basename, normalize } from "node:path";
import { isHemoleakError, PredictionsError, StorageError } from "hemoleak/error.ts";
import { isStandardInput } from "hemoleak/files/standard_input.ts";
import { packed } from "hemoleak/files/table_file.ts";
import type { PredictionColumn } from "hemoleak/predictions/prediction_columns.ts";
import {
  formatWholeTable,
  readWholeTable,
  type WholeTable,
} from "hemoleak/predictions/whole_table.ts";
import { printable } from "hemoleak/text/printable.ts";
import type { FileSystem } from "./system.ts";

/** Reads any table with subjects, and says what of it was put right. */
export async function readTableFile(
  path: string,
  columns: Partial<Record<PredictionColumn, string>> | undefined,
  system: FileSystem,
): Promise<WholeTable> {
  const file = isStandardInput(path) ? "standard input" : basename(path);
  try {
    const bytes = system.tableBytes(path, { file, fail: PredictionsError });
    const table = await readWholeTable(bytes, file, columns);
    for (const note of table.notes) console.error(printable(`hemoleak: note: ${file}: ${note}`));
    return table;
  } catch (error) {
    if (isHemoleakError(error)) throw error;
    throw new PredictionsError({ file: path, expected: "a table", problem: system.whyNot(error) });
  }
}

/**
 * Makes sure that nothing is written over what is read, nor over something else that is written.
 *
 * @param outputs What is written where, by the options that name it.
 * @throws {StorageError} Two paths lead to one file.
 */
export async function expectOtherFiles(
  inputs: readonly string[],
  outputs: Readonly<Record<string, string | undefined>>,
  system: FileSystem,
): Promise<void> {
  const written = new Map<string, string>();
  for (const [option, output] of Object.entries(outputs)) {
    if (output === undefined) continue;
    const path = normalize(output), other = written.get(path);
    const over = other !== undefined
      ? `that of ${other}`
      : await isAmong(inputs, output, system)
      ? "those that are read"
      : null;
    if (over !== null) {
      throw new StorageError({
        file: output,
        expected: `another file than ${over}`,
        problem: "it is the same",
        hint: `give ${option} another name`,
      });
    }
    written.set(path, option);
  }
}

async function isAmong(
  inputs: readonly string[],
  output: string,
  system: FileSystem,
): Promise<boolean> {
  for (const input of inputs) {
    if (!isStandardInput(input) && await system.isSameFile(input, output)) return true;
  }
  return false;
}

/**
 * Writes a table in its own dialect with columns that are new, whole or not at all; without a path to
 * standard output.
 *
 * @param leftOut A column that is not written.
 */
export async function writeTableFile(
  path: string | undefined,
  table: WholeTable,
  columns: Readonly<Record<string, readonly string[]>>,
  leftOut: string | null,
  system: FileSystem,
): Promise<void> {
  const kept = leftOut === null ? table : withoutColumn(table, table.names.indexOf(leftOut));
  const pieces = formatWholeTable(kept, columns);
  if (path === undefined) await system.writeOutput(pieces);
  else await system.writeBytes(path, path.endsWith(".gz") ? packed(pieces) : pieces);
}

function withoutColumn({ names, rows, dialect }: WholeTable, place: number) {
  return {
    names: names.toSpliced(place, 1),
    rows: rows.map((fields) => fields.toSpliced(place, 1)),
    dialect,
  };
}
