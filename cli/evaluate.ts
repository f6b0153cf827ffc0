import { basename } from "node:path";
import { Command, Option } from "commander";
import {
  compare,
  type Comparison,
  evaluate,
  type Metrics,
  STUDY_SCORES,
  type StudyScore,
} from "hemoleak";
import { describeComparison, describeMetrics } from "./evaluate_text.ts";
import { confined } from "./permissions.ts";
import { readPredictionsFile } from "./predictions_file.ts";

interface EvaluateCliOptions {
  json?: true;
  unit: "slice" | "study";
  studyScore: StudyScore;
  compare?: string;
}

/** `hemoleak evaluate FILE`: judges the predictions of any framework. */
export function evaluateCommand(): Command {
  return new Command("evaluate")
    .description("Judge a predictions.csv: metrics of its test set, with intervals over subjects.")
    .argument("<file>", "CSV with the columns subject,study,slice,set,label,score")
    .addOption(
      new Option("--unit <unit>", "what to judge").choices(["slice", "study"]).default("slice"),
    )
    .addOption(
      new Option("--study-score <score>", "with --unit study: a study's score from its slices'")
        .choices(STUDY_SCORES).default("mean"),
    )
    .option("--compare <other>", "another classifier's CSV of the same slices: test the difference")
    .option("--json", "print everything as JSON, the curves included")
    .action(
      confined(
        evaluateFile,
        (file, options) => ({ read: options.compare ? [file, options.compare] : [file] }),
      ),
    );
}

async function evaluateFile(file: string, options: EvaluateCliOptions): Promise<void> {
  const { json, unit, studyScore, compare: other } = options;
  const first = await readPredictionsFile(file);
  const metrics = evaluate(first.table, { unit, studyScore });
  const paired = other === undefined
    ? undefined
    : compare(first, await readPredictionsFile(other), { unit, studyScore });
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
