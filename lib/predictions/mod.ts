/**
 * Predictions, the contract between training and judging: a row per slice with its subject, study,
 * set, label and score, from any framework.
 *
 * @example
 * ```ts
 * import { formatPredictions, parsePredictions } from "hemoleak/predictions";
 *
 * const text = "subject,study,slice,set,label,score\nA,1,0,test,1,0.9\nB,2,0,test,0,0.25\n";
 * const predictions = parsePredictions(text, "predictions.csv");
 * console.assert(predictions[0]?.subject === "A" && formatPredictions(predictions) === text);
 * ```
 *
 * @module
 */

export { OptionsError, PredictionsError } from "../error.ts";
export type { Prediction } from "./prediction.ts";
export type { PredictionRows, PredictionTable, Study } from "./prediction_table.ts";
export {
  formatPredictions,
  parsePredictions,
  readAnyPredictions,
  readPredictions,
} from "./predictions_csv.ts";
export type { ClassPrediction } from "./classes/class_prediction.ts";
export { type AnyTable, type ClassTable, oneVersusRest } from "./classes/class_table.ts";
export type { CodedColumn } from "./coded_column.ts";
export { type FoldSplit, foldSplits, joinFolds } from "./folds.ts";
export type { NamedTable } from "./match_predictions.ts";
export type { NameStore, StoredNames } from "./name_store.ts";
export type { PredictionsOptions } from "./predictions_reader.ts";
export type {
  ColumnNames,
  NAMED_COLUMNS,
  PREDICTION_COLUMNS,
  PredictionColumn,
} from "./prediction_columns.ts";
export type { JudgedSet } from "./set_rows.ts";
