import { PredictionsError } from "../error.ts";
import { type CsvRow, formatCsv, parseCsv } from "../files/csv.ts";
import { SET_NAMES } from "../split/split.ts";
import type { Prediction } from "./prediction.ts";

const COLUMNS = ["subject", "study", "slice", "set", "label", "score"] as const;
const REQUIRED = COLUMNS.filter((column) => column !== "set");
const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const SHOWN = 5;

/**
 * Formats predictions as CSV with the columns `subject,study,slice,set,label,score`. Scores keep
 * every digit, so that reading them back gives the same numbers.
 */
export function formatPredictions(predictions: readonly Prediction[]): string {
  return formatCsv(predictions, COLUMNS);
}

/**
 * Reads predictions of any framework: columns in any order, others ignored. `label` is 0 or 1;
 * `score` is any finite number, higher meaning more likely positive. Without a column `set` every
 * row is of the test set. `study` and `slice` may be empty; where a slice is named it may occur
 * once only.
 *
 * @param text The file's text.
 * @param file The file's name, for messages.
 * @throws {PredictionsError} A column is missing or named twice, there are no rows, or rows are
 * bad: the first few are named by line and column, with what was found and what was expected.
 */
export function parsePredictions(text: string, file: string): Prediction[] {
  assertColumnsOnce(text, file);
  const rows = parseCsv(text, file, REQUIRED, PredictionsError);
  if (rows.length === 0) {
    throw new PredictionsError(`${file}: expected predictions but found only the header`);
  }
  const faults: string[] = [];
  const predictions = rows.map((row) =>
    toPrediction(row, (column, expected) => {
      faults.push(
        `${file}, line ${row.line}, column ${column}: expected ${expected} ` +
          `but found "${row.values[column]}"`,
      );
    })
  );
  findRepeats(rows, file, faults);
  if (faults.length > 0) {
    const more = faults.length - SHOWN;
    throw new PredictionsError(
      [...faults.slice(0, SHOWN), ...(more > 0 ? [`... and ${more} more`] : [])].join("\n"),
    );
  }
  return predictions;
}

function toPrediction(
  { values }: CsvRow,
  fault: (column: string, expected: string) => void,
): Prediction {
  const { subject = "", study = "", slice = "", set = "test", label = "", score = "" } = values;
  if (subject === "") fault("subject", "a name");
  const setName = SET_NAMES.find((name) => name === set);
  if (!setName) fault("set", SET_NAMES.join(", "));
  if (label !== "0" && label !== "1") fault("label", "0 or 1");
  const number = Number(score);
  if (!DECIMAL.test(score) || !Number.isFinite(number)) fault("score", "a finite number");
  return {
    subject,
    study,
    slice,
    set: setName ?? "test",
    label: label === "1" ? 1 : 0,
    score: number,
  };
}

function assertColumnsOnce(text: string, file: string): void {
  const header = (/^\ufeff?([^\r\n]*)/.exec(text)![1] ?? "").split(",")
    .map((name) => name.trim().replace(/^"(.*)"$/, "$1"));
  const repeated = COLUMNS.filter((column) => header.filter((name) => name === column).length > 1);
  if (repeated.length > 0) {
    throw new PredictionsError(
      `${file}, line 1: expected each column once but found ${repeated.join(", ")} several times`,
    );
  }
}

function findRepeats(rows: readonly CsvRow[], file: string, faults: string[]): void {
  const firstLine = new Map<string, number>();
  for (const { line, values: { subject, study, slice } } of rows) {
    if (slice === "") continue;
    const key = JSON.stringify([subject, study, slice]);
    const first = firstLine.get(key);
    if (first === undefined) firstLine.set(key, line);
    else {
      faults.push(
        `${file}, line ${line}: expected each slice once but subject "${subject}", study ` +
          `"${study}", slice "${slice}" is in line ${first} as well`,
      );
    }
  }
}
