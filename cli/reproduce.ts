import { join } from "node:path";
import { Command, Option } from "commander";
import { COHORT_NAMES } from "hemoleak/experiment/cohort_name.ts";
import { PROFILE_NAMES } from "hemoleak/provenance.ts";
import { PRECISIONS } from "hemoleak/precision.ts";
import { WARM_UP } from "hemoleak/train/training_options.ts";
import { findBrowser } from "../setup/browser.ts";
import { confined, type Permissions, PROJECT } from "./permissions.ts";
import { addReadingOptions } from "./reading_options.ts";
import { wholeNumber } from "./whole_number.ts";

/** Of the option `--warm-up`. */
export const WARM_UP_HELP =
  `let the learning rate rise over this many steps, 0 for none (default: ${WARM_UP})`;

/** How steps are computed. */
export function precisionOption(): Option {
  return new Option(
    "--precision <name>",
    "mixed trains in bfloat16, faster where the processor has it (default: float32)",
  ).choices(PRECISIONS);
}

/** What the data are called. */
export const TITLE_OPTION = [
  "--title <name>",
  "what tables and figures call the data (default: their data set's name)",
] as const;

/** `hemoleak reproduce`: from DICOM to the paper's comparison and the rendered notebooks. */
export function reproduceCommand(): Command {
  const command = new Command("reproduce")
    .description("Reproduce the paper's comparison: data, training, Table 2, rendered notebooks.")
    .addOption(
      new Option("--cohort <name>", "the data").choices(COHORT_NAMES).default("phantom"),
    )
    .option("--root <folder>", "the data's folder, with its label table")
    .option(...TITLE_OPTION)
    .addOption(
      new Option("--profile <name>", "how thoroughly (default: quick for the phantom, else paper)")
        .choices(PROFILE_NAMES),
    )
    .option("--out <folder>", "where the supplement goes", "supplement")
    .option(
      "--pdf",
      "also print all of it as one document, supplement.pdf, by an installed browser",
    )
    .option("--seed <n>", "seed of splits, weights and batches", wholeNumber, 1)
    .option(
      "--patience <epochs>",
      "end a training after this many epochs without a lower validation loss",
      wholeNumber,
    )
    .option("--warm-up <steps>", WARM_UP_HELP, wholeNumber)
    .addOption(precisionOption())
    .option(
      "--dry-run",
      "read headers, measure steps, say how long the trainings of each profile would take, and train nothing",
    );
  return addReadingOptions(command).action(
    confined(
      async () => (await import("./actions/reproduce.ts")).reproduce,
      ({ pdf }) => reproducePermissions(pdf === true),
    ),
  );
}

/** Everything is used: the notebooks' kernels run in Python's, TensorFlow comes by FFI. */
export const REPRODUCE_PERMISSIONS: Permissions = reproducePermissions(false);

/** With `--pdf`, the browser that prints as well. */
function reproducePermissions(pdf: boolean): Permissions {
  const browser = pdf ? findBrowser() : null;
  return {
    read: true,
    write: true,
    more: [
      "--allow-env",
      "--allow-ffi",
      "--allow-sys=cpus,hostname,osRelease,uid",
      `--allow-run=${
        [join(PROJECT, ".venv", "bin", "python"), ...browser === null ? [] : [browser]].join(",")
      }`,
    ],
  };
}
