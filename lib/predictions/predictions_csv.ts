import { PredictionsError } from "../error.ts";
import { formatCsv } from "../files/csv.ts";
import { readCsvPieces, readCsvText } from "../files/csv_records.ts";
import { tableText } from "../files/table_text.ts";
import { type AnyTable, isClassTable } from "./classes/class_table.ts";
import type { Prediction } from "./prediction.ts";
import { PREDICTION_COLUMNS } from "./prediction_columns.ts";
import { predictionAt, type PredictionTable } from "./prediction_table.ts";
import { type PredictionsOptions, PredictionsReader } from "./predictions_reader.ts";

/**
 * Formats predictions as CSV with the columns `subject,study,slice,set,label,score` and, where the first
 * prediction has them, `fold`, `repeat` and its attributes. Scores keep every digit, so that reading
 * them back gives the same numbers.
 */
export function formatPredictions(predictions: readonly Prediction[]): string {
  const [{ fold, repeat, attributes = {} } = {} as Partial<Prediction>] = predictions;
  const more = [
    ...fold === undefined ? [] : ["fold"],
    ...repeat === undefined ? [] : ["repeat"],
    ...Object.keys(attributes),
  ];
  if (more.length === 0) return formatCsv(predictions, PREDICTION_COLUMNS);
  const rows = predictions.map((prediction) => ({ ...prediction.attributes, ...prediction }));
  return formatCsv(rows, [...PREDICTION_COLUMNS, ...more] as (keyof Prediction)[]);
}

/**
 * Reads predictions of any framework: columns in any order, also under the names that other tools have for
 * them (`PatientID`, `y_true`, `y_score`, `split`), others ignored; any usual separator. `label` is 0 or 1,
 * also as `1.0` or `True`; `score` is any finite number, higher meaning more likely positive, and may be
 * missing (NaN) in training and validation rows. Without a column `set` every row is of the test set.
 * `study` and `slice` may be empty or not there; where a slice is named it may occur once only, or with
 * `acrossSets` once in each set; of folds once in each. A column `fold` that counts names the fold in which a
 * row is tested ({@linkcode foldSplits}), `repeat` the repetition; `attributes` are kept as they are.
 *
 * @param text The file's text.
 * @param file The file's name, for messages.
 * @throws {OptionsError} There is no such option, or no such value.
 * @throws {PredictionsError} A column is missing or named twice, there are no rows, or rows are
 * bad: the first few are named by line and column, with what was found and what was expected.
 */
export function parsePredictions(
  text: string,
  file: string,
  options: PredictionsOptions = {},
): Prediction[] {
  const reader = new PredictionsReader(file, options);
  readCsvText(text, sourceOf(reader, file));
  const table = ofTwoLabels(reader.finish(), file);
  return Array.from({ length: table.length }, (_, row) => predictionAt(table, row));
}

/**
 * Reads the same from a stream, without ever holding the whole text: ten million rows take less than
 * 2 GB of memory. What was put right is in the table's `notes`.
 *
 * @throws {OptionsError} There is no such option, or no such value.
 * @throws {PredictionsError} As {@linkcode parsePredictions}, or the bytes are no text, or the rows are of
 * several classes ({@linkcode readAnyPredictions}).
 */
export async function readPredictions(
  bytes: AsyncIterable<Uint8Array>,
  file: string,
  options: PredictionsOptions = {},
): Promise<PredictionTable> {
  return ofTwoLabels(await readAnyPredictions(bytes, file, options), file);
}

/**
 * Reads predictions of two labels or of several classes, as the table has them. Of classes, `label` is any
 * name, and each has a column of scores, `score_NAME`; there is no column `score`, or the option `classes`
 * says which they are. Names are compared without case, a blank, a hyphen and an underscore being the same.
 * With the option `class`, one class is positive and the rest are negative: predictions of two labels.
 *
 * @throws {OptionsError} There is no such option, or no such value.
 * @throws {PredictionsError} As {@linkcode readPredictions}; or a label without a column of scores, a column
 * of scores without a label (unless `classes` names it), or two columns of one class.
 *
 * @example
 * ```ts
 * import { evaluate, evaluateClasses } from "hemoleak/evaluate";
 * import { readAnyPredictions } from "hemoleak/predictions";
 *
 * const text = "subject,label,score_EDH,score_SDH,score_none\n" +
 *   "A,EDH,0.7,0.2,0.1\nB,SDH,0.1,0.8,0.1\nC,none,0.2,0.1,0.7\nD,SDH,0.3,0.4,0.3\n";
 * const table = await readAnyPredictions(new Blob([text]).stream(), "predictions.csv");
 * const auc = "classes" in table ? evaluateClasses(table).macro.auc : evaluate(table).auc;
 * console.assert(auc === 1);
 * ```
 */
export async function readAnyPredictions(
  bytes: AsyncIterable<Uint8Array>,
  file: string,
  options: PredictionsOptions = {},
): Promise<AnyTable> {
  const reader = new PredictionsReader(file, options);
  const source = sourceOf(reader, file);
  await readCsvPieces(tableText(bytes, source), source);
  return reader.finish();
}

/** @throws {PredictionsError} The rows are of several classes. */
function ofTwoLabels(table: AnyTable, file: string): PredictionTable {
  if (!isClassTable(table)) return table;
  throw new PredictionsError({
    file,
    expected: "predictions of two labels",
    found: `the classes ${table.classes.join(", ")}`,
    hint: "hemoleak audit and hemoleak evaluate take them on the command line, a program by " +
      "readAnyPredictions",
  });
}

function sourceOf(reader: PredictionsReader, file: string) {
  return {
    file,
    fail: PredictionsError,
    note: (note: string) => reader.note(note),
    receiver: reader,
  };
}
