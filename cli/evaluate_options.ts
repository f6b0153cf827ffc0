import { Command, Option } from "commander";
import { STUDY_SCORES } from "hemoleak/evaluate/study_scores.ts";
import type { Act } from "./audit_options.ts";
import {
  classesOption,
  classOption,
  columnsOption,
  positiveOption,
  setsOption,
} from "./columns_option.ts";
import type { EvaluateCliOptions } from "./evaluate_table.ts";

/** `hemoleak evaluate FILE`: judges the predictions of any framework. */
export function evaluateOptions(act: Act<EvaluateCliOptions>): Command {
  return new Command("evaluate")
    .description(
      "Judge a predictions.csv: metrics of its test set, or of its validation set where there is none, " +
        "with intervals over subjects.",
    )
    .argument(
      "<files...>",
      "CSV with the columns subject,study,slice,set,label,score; of folds with a column fold, or a file each",
    )
    .addOption(
      new Option("--unit <unit>", "what to judge").choices(["slice", "study"]).default("slice"),
    )
    .addOption(
      new Option("--study-score <score>", "with --unit study: how to score a study from its slices")
        .choices(STUDY_SCORES).default("mean"),
    )
    .addOption(columnsOption())
    .addOption(positiveOption())
    .addOption(classesOption())
    .addOption(classOption())
    .addOption(setsOption())
    .option("--compare <other>", "another classifier's CSV of the same slices: test the difference")
    .option("--json", "print everything as JSON, the curves included")
    .action(act);
}
