import { type Command, Option } from "commander";
import { LABEL_UNITS } from "hemoleak/cohort/labels/label_table.ts";
import type { ReproductionOptions } from "hemoleak/experiment/reproduction.ts";
import { withImageOptions } from "./image_options.ts";

/** Adds what says how a cohort is read where its experiments are made. */
export function addReadingOptions(command: Command): Command {
  command
    .addOption(
      new Option("--label-unit <unit>", "what a label is of (default: study, as in the paper)")
        .choices(LABEL_UNITS),
    )
    .option(
      "--finding <name>",
      "the finding that is the label (default: ICH, any hemorrhage); of slices.csv a column, or one of its labels",
    );
  return withImageOptions(command);
}

/** What to say where a table may label slices and nobody has said which labels are wanted; else nothing. */
export function labelUnitNotes({ cohort, labelUnit }: ReproductionOptions): string[] {
  const labelsStudies = cohort === undefined || cohort === "phantom" || cohort === "cq500";
  if (labelUnit !== undefined || labelsStudies) return [];
  return [
    "labels: each study's, as in the paper, on all of its slices; --label-unit slice takes those of slices",
  ];
}
