import { basename } from "node:path";
import { Command } from "commander";
import { evaluate, type Metrics, parsePredictions, PredictionsError } from "hemoleak";
import { decimalText, intervalText } from "hemoleak/report/number_text.ts";
import { confined } from "./permissions.ts";

/** `hemoleak evaluate FILE`: judges the predictions of any framework. */
export function evaluateCommand(): Command {
  return new Command("evaluate")
    .description("Judge a predictions.csv: metrics of its test set, the AUC with its interval.")
    .argument("<file>", "CSV with the columns subject,study,slice,set,label,score")
    .option("--json", "print everything as JSON, the ROC curve included")
    .action(confined(evaluateFile, (file) => ({ read: [file] })));
}

async function evaluateFile(file: string, { json }: { json?: boolean }): Promise<void> {
  const metrics = evaluate(parsePredictions(await readText(file), basename(file)));
  console.log(json ? JSON.stringify(metrics, null, 2) : describe(metrics));
}

async function readText(file: string): Promise<string> {
  try {
    return await Deno.readTextFile(file);
  } catch (error) {
    const why = error instanceof Deno.errors.NotFound ? "there is none" : (error as Error).message;
    throw new PredictionsError(`expected a predictions.csv at ${file} but ${why}`);
  }
}

/** The metrics as lines of text, each rate beside that of calling every slice positive. */
function describe(metrics: Metrics): string {
  const { judged, slices, subjects, prevalence, alwaysPositive, bootstrap, threshold } = metrics;
  const rates = ["accuracy", "recall", "precision", "specificity", "f1"] as const;
  return [
    `${judged === "test" ? "Test set" : "All rows"}: ${slices} slices of ${subjects} subjects, ` +
    `${decimalText(prevalence)} positive`,
    `AUC ${intervalText(metrics.auc, bootstrap.ci)}, 95 % interval by bootstrap over subjects`,
    `At the threshold ${threshold}:`,
    `  ${"".padEnd(12)} ${"here".padStart(7)} ${"always positive".padStart(17)}`,
    ...rates.map((name) =>
      `  ${name.padEnd(12)} ${decimalText(metrics[name]).padStart(7)} ` +
      `${decimalText(alwaysPositive[name]).padStart(17)}`
    ),
  ].join("\n");
}
