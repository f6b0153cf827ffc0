import { writeAtomically } from "../../files/write_atomically.ts";
import { formatWholeTable } from "../../predictions/whole_table.ts";
import { type GridTable, SPLIT_COLUMNS } from "../table/grid_table.ts";
import type { Label } from "../../split/split.ts";
import type { TrainingRow } from "./trainer.ts";

/**
 * Writes the `split.csv` that a command is given: comma-separated, in UTF-8, with a row for each slice that
 * the cell uses. `row` is its number in the table, from 1 on, `label` that of the cell, which stands nowhere
 * else; then follow the table's other columns as they stand.
 *
 * @throws {StorageError} The disk is full, or the path may not be written to.
 */
export async function writeTrainerSplit(
  path: string,
  rows: readonly TrainingRow<Label>[],
  { names, fields }: Pick<GridTable, "names" | "fields">,
): Promise<void> {
  const table = {
    names: [...SPLIT_COLUMNS, ...names],
    rows: rows.map(({ index, subject, label, set }) => {
      return [String(index + 1), subject, String(label), set, ...fields[index]!];
    }),
    dialect: { separator: ",", lineEnd: "\n", hasMark: false } as const,
  };
  await writeAtomically(path, formatWholeTable(table, {}));
}
