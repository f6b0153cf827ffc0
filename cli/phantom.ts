import { Command, InvalidArgumentError } from "commander";
import { PHANTOM_DEFAULTS, type PhantomOptions, writePhantom } from "hemoleak";
import { confined } from "./permissions.ts";
import { withBars } from "./progress.ts";

/** `hemoleak phantom FOLDER`: writes the synthetic cohort as DICOM files. */
export function phantomCommand(): Command {
  return new Command("phantom")
    .description("Write a synthetic head-CT cohort: DICOM in CQ500's layout, and its reads.csv.")
    .argument("<folder>", "where to write; made if it is not there")
    .option("--subjects <n>", "number of subjects", wholeNumber, PHANTOM_DEFAULTS.subjects)
    .option("--slices <n>", "slices of each plain series", wholeNumber, PHANTOM_DEFAULTS.slices)
    .option("--size <n>", "rows and columns of each slice", wholeNumber, PHANTOM_DEFAULTS.size)
    .option("--seed <n>", "seed of the generator", wholeNumber, PHANTOM_DEFAULTS.seed)
    .action(confined(write, (folder) => ({ read: [], write: [folder] })));
}

async function write(folder: string, options: PhantomOptions): Promise<void> {
  await withBars((bar) => writePhantom(folder, options, bar("Writing the phantom")));
  console.log(`Wrote ${options.subjects} synthetic subjects to ${folder}`);
}

/** Parses an option that must be a whole number of 0 or more. */
export function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) {
    throw new InvalidArgumentError(`Expected a whole number of 0 or more but found "${text}".`);
  }
  return Number(text);
}
