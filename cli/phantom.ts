import { Command } from "commander";
import { PHANTOM_DEFAULTS } from "hemoleak/phantom/options.ts";
import { confined } from "./permissions.ts";
import { wholeNumber } from "./whole_number.ts";

/** `hemoleak phantom FOLDER`: writes the synthetic cohort as DICOM files. */
export function phantomCommand(): Command {
  return new Command("phantom")
    .description("Write a synthetic head-CT cohort: DICOM in CQ500's layout, and its reads.csv.")
    .argument("<folder>", "where to write; made if it is not there")
    .option("--subjects <n>", "number of subjects", wholeNumber, PHANTOM_DEFAULTS.subjects)
    .option("--slices <n>", "slices of each plain series", wholeNumber, PHANTOM_DEFAULTS.slices)
    .option("--size <n>", "rows and columns of each slice", wholeNumber, PHANTOM_DEFAULTS.size)
    .option("--seed <n>", "seed of the generator", wholeNumber, PHANTOM_DEFAULTS.seed)
    .action(
      confined(
        async () => (await import("./actions/phantom.ts")).phantom,
        (folder) => ({ read: [], write: [folder] }),
      ),
    );
}
