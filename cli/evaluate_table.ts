import { basename } from "node:path";
import { PredictionsError } from "hemoleak/error.ts";
import type { StudyScore } from "hemoleak/evaluate/study_scores.ts";
import {
  type AnyTable,
  type ClassTable,
  isClassTable,
} from "hemoleak/predictions/classes/class_table.ts";
import type { NamedTable } from "hemoleak/predictions/match_predictions.ts";
import { printableLines } from "hemoleak/text/printable.ts";
import { describeClasses } from "./class_text.ts";
import type { TableOptions } from "./columns_option.ts";
import { judge, judgedJson } from "./judge.ts";
import { classesJson, judgeClasses } from "./judge_classes.ts";
import { describeJudged } from "./judged_text.ts";
import { readFoldFiles, readPredictionsFile, tableOptions } from "./predictions_file.ts";
import type { System } from "./system.ts";

/** The options of `hemoleak evaluate`. */
export interface EvaluateCliOptions extends TableOptions {
  json?: true;
  unit: "slice" | "study";
  studyScore: StudyScore;
  compare?: string;
}

/**
 * Judges the predictions of a file, or compares two; those of folds fold by fold, those of several classes
 * each against the rest.
 */
export async function evaluateTable(
  files: readonly string[],
  options: EvaluateCliOptions,
  system: Omit<System, "compareImages">,
): Promise<void> {
  const { json, unit, studyScore, compare: other } = options;
  const first = await readFoldFiles(files, tableOptions(options), system);
  const second = other === undefined
    ? null
    : await readPredictionsFile(other, tableOptions(options), system);
  const name = basename(other ?? "");
  let said: string;
  if (isOfClasses(first)) {
    if (unit !== "slice") throw notStudies(first);
    const judged = judgeClasses(first, second && ofClasses(second, first));
    said = json ? classesJson(judged) : describeClasses(judged, name);
  } else {
    const judged = judge(first as NamedTable, second && ofTwoLabels(second), { unit, studyScore });
    said = json ? judgedJson(judged) : describeJudged(judged, name);
  }
  console.log(printableLines(said));
}

function isOfClasses(named: NamedTable<AnyTable>): named is NamedTable<ClassTable> {
  return isClassTable(named.table);
}

function notStudies({ file }: NamedTable<ClassTable>): PredictionsError {
  return new PredictionsError({
    file,
    expected: "slices to judge, where there are several classes,",
    found: "--unit study",
    hint: "judge studies by one class against the rest: --class NAME",
  });
}

/** The other classifier's table, which must be of classes as well. */
function ofClasses(
  named: NamedTable<AnyTable>,
  { table: { classes } }: NamedTable<ClassTable>,
): NamedTable<ClassTable> {
  if (isOfClasses(named)) return named;
  throw new PredictionsError({
    file: named.file,
    expected: `the classes ${classes.join(", ")}`,
    found: "two labels",
  });
}

/** The same of two labels. */
function ofTwoLabels(named: NamedTable<AnyTable>): NamedTable {
  if (!isOfClasses(named)) return named as NamedTable;
  throw new PredictionsError({
    file: named.file,
    expected: "two labels, as in the table that it is compared with",
    found: `the classes ${named.table.classes.join(", ")}`,
  });
}
