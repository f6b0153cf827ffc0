import { Command, InvalidArgumentError, Option } from "commander";
import {
  DIFFUSION_SCHEMES,
  NORMALIZATIONS,
  PREPROCESS_DEFAULTS,
} from "hemoleak/preprocess/chain/options.ts";
import { withImageOptions } from "./image_options.ts";
import { confined, HOST } from "./permissions.ts";
import { wholeNumber } from "./whole_number.ts";

/** `hemoleak preprocess ROOT --out DIR`: from the slices of a cohort to images for the networks. */
export function preprocessCommand(): Command {
  const { size, windowCenter, windowWidth, scheme, kappa, iterations, normalize } =
    PREPROCESS_DEFAULTS;
  const command = new Command("preprocess")
    .description(
      "Preprocess the slices of a cohort that ingest has read, or resume where it stopped.",
    )
    .argument("<root>", "the folder that was ingested")
    .option("--out <folder>", "ingest's output; images go to slices-<size> in it", "cohort")
    .option("--size <n>", "rows and columns of each image", wholeNumber, size)
    .option(
      "--window-center <HU>",
      `middle of the window of densities (default: ${windowCenter}; of other images 0.5)`,
      number,
    )
    .option("--window-width <HU>", `its width (default: ${windowWidth}; of other images 1)`, number)
    .addOption(
      new Option("--scheme <name>", "the anisotropic filter's scheme")
        .choices(DIFFUSION_SCHEMES).default(scheme),
    )
    .option("--kappa <x>", "its kernel: difference on [0, 1] that is an edge", number, kappa)
    .option("--iterations <n>", "its steps; 0 turns it off", wholeNumber, iterations)
    .option("--gamma <x>", "length of a step (default: 0.25, with opencv 1)", number)
    .addOption(
      new Option("--normalize <range>", "what becomes 0 and 1")
        .choices(NORMALIZATIONS).default(normalize),
    )
    .option(
      "--workers <n>",
      "threads (default: the machine's cores; more for a slow disk)",
      wholeNumber,
    )
    .option("--pseudonymise <salt>", "the salt that ingest was given")
    .option("--verify", "compare what is there with its checksums; what is damaged is made again");
  return withImageOptions(command, " (default: as ingest was told)")
    .action(
      confined(
        async () => (await import("./actions/preprocess.ts")).preprocess,
        (root, { out }) => ({ read: [root], write: [out], more: [HOST] }),
      ),
    );
}

function number(text: string): number {
  const value = text.trim() === "" ? NaN : Number(text);
  if (Number.isFinite(value)) return value;
  throw new InvalidArgumentError(`Expected a number but found "${text}".`);
}
