import { basename } from "node:path";
import { compare, type Comparison } from "hemoleak/evaluate/compare.ts";
import { evaluate } from "hemoleak/evaluate/evaluate.ts";
import type { Metrics } from "hemoleak/evaluate/metrics.ts";
import type { StudyScore } from "hemoleak/evaluate/study_scores.ts";
import { describeComparison, describeMetrics } from "./evaluate_text.ts";
import type { TableOptions } from "./columns_option.ts";
import { readPredictionsFile, tableOptions } from "./predictions_file.ts";
import type { System } from "./system.ts";

/** The options of `hemoleak evaluate`. */
export interface EvaluateCliOptions extends TableOptions {
  json?: true;
  unit: "slice" | "study";
  studyScore: StudyScore;
  compare?: string;
}

/** Judges the predictions of a file, or compares two. */
export async function evaluateTable(
  path: string,
  options: EvaluateCliOptions,
  system: Omit<System, "compareImages">,
): Promise<void> {
  const { json, unit, studyScore, compare: other } = options;
  const read = (path: string) => readPredictionsFile(path, tableOptions(options), system);
  const first = await read(path);
  const metrics = evaluate(first.table, { unit, studyScore });
  const paired = other === undefined
    ? undefined
    : compare(first, await read(other), { unit, studyScore });
  console.log(json ? jsonText(metrics, paired) : text(metrics, paired, other));
}

function jsonText(metrics: Metrics, paired: Comparison | undefined): string {
  return JSON.stringify(paired === undefined ? metrics : { ...metrics, paired }, null, 2);
}

function text(metrics: Metrics, paired: Comparison | undefined, other = ""): string {
  const described = describeMetrics(metrics);
  return paired === undefined
    ? described
    : `${described}\n\n${describeComparison(paired, basename(other))}`;
}
