import { basename } from "node:path";
import type { StudyScore } from "hemoleak/evaluate/study_scores.ts";
import type { NamedTable } from "hemoleak/predictions/match_predictions.ts";
import { printableLines } from "hemoleak/text/printable.ts";
import { isOfClasses, notStudies, ofClasses, ofTwoLabels } from "./class_requests.ts";
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
