import { basename } from "node:path";
import { compare, type Comparison } from "hemoleak/evaluate/compare.ts";
import { evaluate } from "hemoleak/evaluate/evaluate.ts";
import { compareFolds, type FoldComparison } from "hemoleak/evaluate/folds/compare_folds.ts";
import { evaluateFolds, type FoldMetrics } from "hemoleak/evaluate/folds/evaluate_folds.ts";
import type { Metrics } from "hemoleak/evaluate/metrics.ts";
import type { StudyScore } from "hemoleak/evaluate/study_scores.ts";
import { printableLines } from "hemoleak/text/printable.ts";
import { describeComparison, describeMetrics } from "./evaluate_text.ts";
import type { TableOptions } from "./columns_option.ts";
import { describeFoldComparison, describeFolds } from "./fold_text.ts";
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
    ? undefined
    : await readPredictionsFile(other, tableOptions(options), system);
  const how = { unit, studyScore };
  const isFolded = first.table.folds !== null;
  const metrics = isFolded ? evaluateFolds(first.table, how) : evaluate(first.table, how);
  const paired = second === undefined
    ? undefined
    : isFolded
    ? compareFolds(first, second, how)
    : compare(first, second, how);
  console.log(printableLines(json ? jsonText(metrics, paired) : text(metrics, paired, other)));
}

type Judged = Metrics | FoldMetrics;
type Compared = Comparison | FoldComparison;

function jsonText(metrics: Judged, paired: Compared | undefined): string {
  return JSON.stringify(paired === undefined ? metrics : { ...metrics, paired }, null, 2);
}

function text(metrics: Judged, paired: Compared | undefined, other = ""): string {
  const described = "folds" in metrics ? describeFolds(metrics) : describeMetrics(metrics);
  if (paired === undefined) return described;
  const name = basename(other);
  const compared = "differences" in paired
    ? describeFoldComparison(paired, name)
    : describeComparison(paired, name);
  return `${described}\n\n${compared}`;
}
