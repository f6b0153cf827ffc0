import { PredictionsError } from "../../error.ts";
import type { Fault } from "../../fault.ts";
import { type CsvRow, parseCsv } from "../../files/csv.ts";
import { setOf } from "../../predictions/set_names.ts";
import { normalName } from "../../text/normal_name.ts";
import { countOf } from "../../text/numbers.ts";
import { isMissing, labelOf, numberOf } from "../../text/values.ts";
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
  if (text !== "" && !text.endsWith("\n")) {
    throw new PredictionsError({
      file,
      line: text.split("\n").length,
      problem: "it is cut off within a line",
      hint: "the last line, too, has to end with a line break",
    });
  }
  const found = parseCsv(text, file, ["row", "label", "score"], PredictionsError, {
    optional: ["subject", "set"],
  });
  const placeOf = new Map(rows.map(({ index }, place) => [index + 1, place]));
  const scores = new Float64Array(rows.length).fill(NaN);
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
    const wrong = faultOf(returned, rows[place]!, fault);
    if (wrong !== null) faults.push(wrong);
    else scores[place] = scoreOf(returned);
  }
  const missing = faults.length > 0 ? [] : rows.filter(({ set }, place) => {
    return set === "test" && !lineOf.has(place);
  });
  if (missing.length > 0) faults.push(missingFault(file, missing, rows));
  const [first, ...others] = faults;
  if (first !== undefined) throw new PredictionsError([first, ...others]);
  return scores;
}

function scoreOf({ values: { score = "" } }: CsvRow): number {
  return isMissing(score) ? NaN : numberOf(score)?.value ?? Infinity;
}

/** What is wrong with a row that came back, if anything. */
function faultOf(
  returned: CsvRow,
  { label, subject, set }: TrainingRow,
  fault: (column: string, expected: string) => Fault,
): Fault | null {
  const { values } = returned, score = scoreOf(returned);
  if (labelOf(values["label"]!) !== label) {
    return fault("label", `${label}, the label in split.csv,`);
  }
  if (values["subject"] !== undefined && normalName(values["subject"]) !== normalName(subject)) {
    return fault("subject", `${subject}, as in split.csv,`);
  }
  if (values["set"] !== undefined && setOf(values["set"]) !== set) {
    return fault("set", `${set}, as in split.csv,`);
  }
  if (Number.isNaN(score) ? set !== "test" : Number.isFinite(score)) return null;
  return fault("score", set === "test" ? "a finite number for a test row" : "a finite number");
}

function missingFault(
  file: string,
  missing: readonly TrainingRow[],
  rows: readonly TrainingRow[],
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
