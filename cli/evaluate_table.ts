import { basename } from "node:path";
import type { StudyScore } from "hemoleak/evaluate/study_scores.ts";
import { printableLines } from "hemoleak/text/printable.ts";
import type { TableOptions } from "./columns_option.ts";
import { judge, judgedJson } from "./judge.ts";
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

/** Judges the predictions of a file, or compares two; those of folds fold by fold. */
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
  const judged = judge(first, second, { unit, studyScore });
  console.log(
    printableLines(json ? judgedJson(judged) : describeJudged(judged, basename(other ?? ""))),
  );
}
