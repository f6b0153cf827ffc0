import { PredictionsError } from "../../error.ts";
import type { Fault } from "../../fault.ts";
import { type CsvRow, parseCsv } from "../../files/csv.ts";
import { classColumns } from "../../predictions/classes/class_columns.ts";
import { scoreColumn } from "../../predictions/classes/class_predictions_csv.ts";
import { setOf } from "../../predictions/set_names.ts";
import { isClass } from "../../split/label_kinds.ts";
import type { Label } from "../../split/split.ts";
import { closest } from "../../text/closest.ts";
import { normalName } from "../../text/normal_name.ts";
import { countOf } from "../../text/numbers.ts";
import { isMissing, labelOf, numberOf, valueForm } from "../../text/values.ts";
import type { TrainingRow } from "./trainer.ts";

/** So many faults are named. */
const MOST_FAULTS = 5;

/**
 * The scores that a command has written, checked against its split row by row: every test row once with a
 * finite score; rows of training and validation at most once, with or without one. The label must be the
 * split's, and so must subject (in its normal form) and set where they are given.
 *
 * @param text The text of `predictions.csv`: at least the columns `row`, `label` and `score`.
 * @param file Its name, for messages.
 * @param rows Of the split.
 * @returns A score for each row of the split; NaN where there is none.
 * @throws {PredictionsError} It is cut off, or rows are missing, repeated, unknown, of another label, subject
 *   or set, or without a finite score: the first few are named by line and column.
 */
export function returnedScores(
  text: string,
  file: string,
  rows: readonly TrainingRow[],
): Float64Array {
  return returnedColumns(text, file, rows, ["score"])[0]!;
}

/**
 * The same of several classes, each with a column `score_NAME`.
 *
 * @returns Of each class, by its name, a score for each row of the split.
 * @throws {PredictionsError} As {@linkcode returnedScores}; or a class has no such column, or a column no class.
 */
export function returnedClassScores(
  text: string,
  file: string,
  rows: readonly TrainingRow<string>[],
  classes: readonly string[],
): Record<string, Float64Array> {
  const columns = classes.map(scoreColumn);
  const found = returnedColumns(text, file, rows, columns);
  return Object.fromEntries(classes.map((name, place) => [name, found[place]!]));
}

/** @returns Of each column of scores one for each row. */
function returnedColumns(
  text: string,
  file: string,
  rows: readonly TrainingRow<Label>[],
  columns: readonly string[],
): Float64Array[] {
  if (text !== "" && !text.endsWith("\n")) {
    throw new PredictionsError({
      file,
      line: text.split("\n").length,
      problem: "it is cut off within a line",
      hint: "the last line, too, has to end with a line break",
    });
  }
  const found = parseCsv(text, file, ["row", "label", ...columns], PredictionsError, {
    optional: ["subject", "set"],
  });
  if (columns.length > 1) expectNoOther(found, file, columns);
  const placeOf = new Map(rows.map(({ index }, place) => [index + 1, place]));
  const scores = columns.map(() => new Float64Array(rows.length).fill(NaN));
  const lineOf = new Map<number, number>(), faults: Fault[] = [];
  for (const returned of found) {
    if (faults.length === MOST_FAULTS) break;
    const fault = (column: string, expected: string): Fault => ({
      ...{ file, line: returned.line, column, expected },
      found: `"${returned.values[column]}"`,
    });
    const place = placeOf.get(Number(returned.values["row"] || NaN));
    if (place === undefined) {
      faults.push(fault("row", "a row of split.csv"));
      continue;
    }
    const before = lineOf.get(place);
    if (before !== undefined) {
      faults.push({ ...fault("row", "each row once"), problem: `it is in line ${before} as well` });
      continue;
    }
    lineOf.set(place, returned.line);
    const wrong = faultOf(returned, rows[place]!, columns, fault);
    if (wrong !== null) faults.push(wrong);
    else columns.forEach((column, i) => scores[i]![place] = scoreOf(returned, column));
  }
  const missing = faults.length > 0 ? [] : rows.filter(({ set }, place) => {
    return set === "test" && !lineOf.has(place);
  });
  if (missing.length > 0) faults.push(missingFault(file, missing, rows));
  const [first, ...others] = faults;
  if (first !== undefined) throw new PredictionsError([first, ...others]);
  return scores;
}

/** A score for what is no class is a class under another name, or one that the table does not have. */
function expectNoOther([row]: readonly CsvRow[], file: string, columns: readonly string[]): void {
  const header = Object.keys(row?.values ?? {});
  const places = classColumns(header)?.places ?? [];
  const other = places.map((place) => header[place]!).find((name) => !columns.includes(name));
  if (other === undefined) return;
  const near = closest(other, columns);
  throw new PredictionsError({
    file,
    line: 1,
    expected: `no scores but ${columns.join(", ")}`,
    found: other,
    ...near !== null && { hint: `did you mean ${near}?` },
  });
}

function scoreOf({ values }: CsvRow, column: string): number {
  const text = values[column]!;
  return isMissing(text) ? NaN : numberOf(text)?.value ?? Infinity;
}

/** What is wrong with a row that came back, if anything. */
function faultOf(
  returned: CsvRow,
  { label, subject, set }: TrainingRow<Label>,
  columns: readonly string[],
  fault: (column: string, expected: string) => Fault,
): Fault | null {
  const { values } = returned;
  if (!isOf(values["label"]!, label)) {
    return fault("label", `${label}, the label in split.csv,`);
  }
  if (values["subject"] !== undefined && normalName(values["subject"]) !== normalName(subject)) {
    return fault("subject", `${subject}, as in split.csv,`);
  }
  if (values["set"] !== undefined && setOf(values["set"]) !== set) {
    return fault("set", `${set}, as in split.csv,`);
  }
  const bad = columns.find((column) => {
    const score = scoreOf(returned, column);
    return Number.isNaN(score) ? set === "test" : !Number.isFinite(score);
  });
  if (bad === undefined) return null;
  return fault(bad, set === "test" ? "a finite number for a test row" : "a finite number");
}

/** Whether a text stands for a label. */
function isOf(text: string, label: Label): boolean {
  return isClass(label) ? valueForm(text) === valueForm(label) : labelOf(text) === label;
}

function missingFault(
  file: string,
  missing: readonly TrainingRow<Label>[],
  rows: readonly TrainingRow<Label>[],
): Fault {
  const numbers = missing.slice(0, MOST_FAULTS).map(({ index }) => index + 1).join(", ");
  const more = missing.length > MOST_FAULTS ? ", ..." : "";
  const tested = rows.filter(({ set }) => set === "test").length;
  const are = missing.length === 1 ? "is" : "are";
  return {
    file,
    expected: `a score for each of the ${countOf(tested, "test row")} of split.csv`,
    problem: `${missing.length} ${are} missing: row ${numbers}${more}`,
  };
}
