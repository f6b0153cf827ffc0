import { type Options, parse as parseStream } from "csv-parse";
import { parse } from "csv-parse/sync";
import { PredictionsError } from "../error.ts";
import { formatCsv } from "../files/csv.ts";
import type { Prediction } from "./prediction.ts";
import { predictionAt, type PredictionTable } from "./prediction_table.ts";
import {
  PREDICTION_COLUMNS,
  type PredictionsOptions,
  PredictionsReader,
} from "./predictions_reader.ts";

/**
 * Formats predictions as CSV with the columns `subject,study,slice,set,label,score`. Scores keep
 * every digit, so that reading them back gives the same numbers.
 */
export function formatPredictions(predictions: readonly Prediction[]): string {
  return formatCsv(predictions, PREDICTION_COLUMNS);
}

/**
 * Reads predictions of any framework: columns in any order, others ignored. `label` is 0 or 1;
 * `score` is any finite number, higher meaning more likely positive. Without a column `set` every
 * row is of the test set. `study` and `slice` may be empty; where a slice is named it may occur
 * once only, or with `acrossSets` once in each set.
 *
 * @param text The file's text.
 * @param file The file's name, for messages.
 * @throws {PredictionsError} A column is missing or named twice, there are no rows, or rows are
 * bad: the first few are named by line and column, with what was found and what was expected.
 */
export function parsePredictions(
  text: string,
  file: string,
  options: PredictionsOptions = {},
): Prediction[] {
  const reader = new PredictionsReader(file, options);
  try {
    parse(text, csvOptions(reader));
  } catch (error) {
    throw unreadable(error, file);
  }
  const table = reader.finish();
  return Array.from({ length: table.length }, (_, row) => predictionAt(table, row));
}

/**
 * Reads the same from a stream, without ever holding the whole text: ten million rows take less than
 * 2 GB of memory.
 *
 * @throws {PredictionsError} As {@linkcode parsePredictions}.
 */
export async function readPredictions(
  bytes: AsyncIterable<Uint8Array>,
  file: string,
  options: PredictionsOptions = {},
): Promise<PredictionTable> {
  const reader = new PredictionsReader(file, options);
  const parser = parseStream(csvOptions(reader));
  const failed = new Promise<never>((_, reject) => parser.once("error", reject));
  // An error between two chunks is for whoever awaits next.
  failed.catch(() => {});
  const ended = new Promise<void>((resolve) => parser.once("end", resolve));
  // No record is ever handed on, but the stream ends only for those who read it.
  parser.resume();
  try {
    for await (const chunk of bytes) {
      if (parser.write(chunk)) continue;
      await Promise.race([failed, new Promise((resolve) => parser.once("drain", resolve))]);
    }
    parser.end();
    await Promise.race([failed, ended]);
  } catch (error) {
    throw unreadable(error, file);
  } finally {
    parser.destroy();
  }
  return reader.finish();
}

function csvOptions(reader: PredictionsReader): Options<string[]> {
  return {
    bom: true,
    trim: true,
    skip_empty_lines: true,
    on_record: (record, { lines }) => {
      reader.record(record as unknown as string[], lines);
      return null;
    },
  };
}

/** An error of the parser in words for the user; one of ours is so already. */
function unreadable(error: unknown, file: string): unknown {
  if (error instanceof PredictionsError || !(error instanceof Error)) return error;
  if (!("code" in error) || !String(error.code).startsWith("CSV_")) return error;
  return new PredictionsError({ file, problem: `not readable as CSV: ${error.message}` });
}
