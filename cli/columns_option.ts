import { InvalidArgumentError, Option } from "commander";
import {
  PREDICTION_COLUMNS,
  type PredictionColumn,
} from "hemoleak/predictions/prediction_columns.ts";

/** Options of commands that read a `predictions.csv`. */
export interface TableOptions {
  columns?: Partial<Record<PredictionColumn, string>>;
  positive?: string;
}

/** `--columns subject=PatientID,score=p1`: columns of other names than usual. */
export function columnsOption(): Option {
  return new Option(
    "--columns <names>",
    "columns of other names, such as subject=PatientID,score=p1",
  ).argParser(parseColumns);
}

/** `--positive ICH`: the label that is positive. */
export function positiveOption(): Option {
  return new Option("--positive <label>", "the positive label, where labels are not 0 and 1");
}

/** Names of columns from `subject=PatientID,score=p1`; a name may hold a comma where no column follows. */
function parseColumns(text: string): TableOptions["columns"] {
  const columns: TableOptions["columns"] = {};
  const known = PREDICTION_COLUMNS.join("|");
  for (const part of text.split(new RegExp(`,(?=(?:${known})=)`))) {
    const [, column, name] = new RegExp(`^\\s*(${known})=(.+)$`).exec(part) ?? [];
    if (column === undefined) {
      throw new InvalidArgumentError(
        `Expected names such as subject=PatientID,score=p1 (of ${
          PREDICTION_COLUMNS.join(", ")
        }) but found "${part}".`,
      );
    }
    columns[column as PredictionColumn] = name!;
  }
  return columns;
}
