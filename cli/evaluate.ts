import { basename } from "node:path";
import { Command, Option } from "commander";
import {
  compare,
  type Comparison,
  evaluate,
  type Metrics,
  type NamedTable,
  PredictionsError,
  readPredictions,
  STUDY_SCORES,
  type StudyScore,
} from "hemoleak";
import { describeComparison, describeMetrics } from "./evaluate_text.ts";
import { confined } from "./permissions.ts";

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
  const first = await readFile(file);
  const metrics = evaluate(first.table, { unit, studyScore });
  const paired = other === undefined
    ? undefined
    : compare(first, await readFile(other), { unit, studyScore });
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

/** Reads a file bit by bit: it may have millions of rows. */
async function readFile(path: string): Promise<NamedTable> {
  const file = basename(path);
  try {
    using opened = await Deno.open(path);
    return { file, table: await readPredictions(chunksOf(opened), file) };
  } catch (error) {
    if (error instanceof PredictionsError) throw error;
    const why = error instanceof Deno.errors.NotFound ? "there is none" : (error as Error).message;
    throw new PredictionsError(`expected a predictions.csv at ${path} but ${why}`);
  }
}

async function* chunksOf(file: Deno.FsFile): AsyncGenerator<Uint8Array> {
  for (;;) {
    const chunk = new Uint8Array(1 << 18);
    const length = await file.read(chunk);
    if (length === null) return;
    yield chunk.subarray(0, length);
  }
}
