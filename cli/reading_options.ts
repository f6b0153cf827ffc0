import { type Command, InvalidArgumentError, Option } from "commander";
import { LABEL_UNITS } from "hemoleak/cohort/labels/label_table.ts";
import { type ImageWindow, MODALITIES } from "hemoleak/cohort/pixel_reading.ts";
import type { ReproductionOptions } from "hemoleak/experiment/reproduction.ts";

/** Adds what says how a cohort is read where its experiments are made. */
export function addReadingOptions(command: Command): Command {
  return command
    .addOption(
      new Option("--label-unit <unit>", "what a label is of (default: study, as in the paper)")
        .choices(LABEL_UNITS),
    )
    .option("--finding <name>", "the finding that is the label (default: ICH, any hemorrhage)")
    .addOption(
      new Option("--modality <name>", "what the images are of (default: CT)").choices(MODALITIES),
    )
    .option(
      "--image-window <level width...>",
      "what gray means in images without HU, in HU: black is the level minus half the width",
      imageWindow,
    )
    .addOption(
      new Option("--channel <n>", "the channel of color images that counts (default: luminance)")
        .choices(["0", "1", "2"]).argParser(Number),
    );
}

/** What to say where a table may label slices and nobody has said which labels are wanted; else nothing. */
export function labelUnitNotes({ cohort, labelUnit }: ReproductionOptions): string[] {
  const labelsStudies = cohort === undefined || cohort === "phantom" || cohort === "cq500";
  if (labelUnit !== undefined || labelsStudies) return [];
  return [
    "labels: each study's, as in the paper, on all of its slices; --label-unit slice takes those of slices",
  ];
}

/** Called with one word after the other. */
function imageWindow(text: string, before?: Partial<ImageWindow>): Partial<ImageWindow> {
  const value = text.trim() === "" ? NaN : Number(text);
  if (before === undefined && Number.isFinite(value)) return { level: value };
  if (before?.width === undefined && value > 0 && Number.isFinite(value)) {
    return { ...before, width: value };
  }
  throw new InvalidArgumentError(
    "Expected a level and a width in HU, the width above 0, as in --image-window 40 80, but found " +
      `"${text}".`,
  );
}
