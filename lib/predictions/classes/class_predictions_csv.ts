import { PredictionsError } from "../../error.ts";
import { formatCsv } from "../../files/csv.ts";
import { readCsvText } from "../../files/csv_records.ts";
import { PREDICTION_COLUMNS } from "../prediction_columns.ts";
import { sliceAt } from "../prediction_table.ts";
import { PredictionsReader } from "../predictions_reader.ts";
import type { ClassPrediction } from "./class_prediction.ts";
import { isClassTable } from "./class_table.ts";

/**
 * Formats predictions of several classes as CSV with the columns `subject,study,slice,set,label` and a column
 * `score_NAME` for each class, as `readAnyPredictions` reads them. Scores keep every digit.
 */
export function formatClassPredictions(predictions: readonly ClassPrediction[]): string {
  const classes = Object.keys(predictions[0]?.scores ?? {});
  const columns = PREDICTION_COLUMNS.filter((column) => column !== "score");
  const rows = predictions.map(({ scores, ...row }): Record<string, string | number> => {
    const { subject, study, slice, set, label } = row;
    const scored = classes.map((name) => [scoreColumn(name), scores[name]!]);
    return { subject, study, slice, set, label, ...Object.fromEntries(scored) };
  });
  return formatCsv(rows, [...columns, ...classes.map(scoreColumn)]);
}

/**
 * Reads the same.
 *
 * @param classes Those that there are, whether or not rows are of them.
 * @throws {PredictionsError} As `readAnyPredictions`.
 */
export function parseClassPredictions(
  text: string,
  file: string,
  classes: readonly string[],
): ClassPrediction[] {
  const reader = new PredictionsReader(file, { classes });
  readCsvText(text, { file, fail: PredictionsError, note: () => {}, receiver: reader });
  const table = reader.finish();
  if (!isClassTable(table)) throw new PredictionsError({ file, expected: "scores of classes" });
  return Array.from({ length: table.length }, (_, row) => ({
    ...sliceAt(table, row),
    label: table.classes[table.classOf[row]!]!,
    scores: Object.fromEntries(
      table.classes.map((name, place) => [name, table.classScores[place]![row]!]),
    ),
  }));
}

/** The column of a class's scores. */
export function scoreColumn(name: string): string {
  return `score_${name}`;
}
