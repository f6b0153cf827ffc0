import { Command, InvalidArgumentError } from "commander";
import { columnsOption } from "./columns_option.ts";
import { outputFile } from "./output_file.ts";
import type { SplitCliOptions } from "./split_table.ts";
import { wholeNumber } from "./whole_number.ts";

const HELP = `
The table comes out with all its columns and rows, in their order, and with one more: set (train,
validation, test) or, with --folds, fold (1, 2, ...). Without --out it goes to standard output, and
what is said of it to standard error.

Rows of one person stay together: of one subject, of names that are the same in their normal form
(001 is 1), of a study or slice whose name is one of a kind; and of names that only may be one
person's, so that audit finds neither a leak nor a doubt. --images and --embeddings keep those
together as well whose slices are near duplicates.

Examples:
  hemoleak split slices.csv --out split.csv --test 0.15 --validation 0.2 --stratify label,site
  hemoleak split slices.csv --out folds.csv --folds 5
  hemoleak split --repair predictions.csv --out repaired.csv`;

/** `hemoleak split TABLE`: hands out a split before anybody trains, or mends one. */
export function splitOptions(
  act: (table: string, options: SplitCliOptions) => Promise<void>,
): Command {
  return new Command("split")
    .description(
      "Split a table by subjects, evenly even if some have one slice and others hundreds, or repair a split.",
    )
    .argument("<table>", "a table with a column subject; - is standard input")
    .option("--out <file>", "where to write the table; packed where it ends in .gz", outputFile)
    .option("--test <share>", "share of all that is tested (default: 0.15)", share)
    .option("--validation <share>", "share of the rest that validates (default: 0.2)", share)
    .option("--folds <k>", "k folds of one size in place of sets", wholeNumber)
    .option(
      "--by <unit>",
      "what stays on one side: subject, a column such as site (and its subjects), or slice, which leaks",
      "subject",
    )
    .option(
      "--stratify <columns>",
      "balance these, each alone and all together: label,site (default: label; none: nothing)",
    )
    .option("--seed <n>", "decides between equal choices", wholeNumber, 0)
    .option("--repair", "repair the split that the table has, with the fewest slices moved")
    .option(
      "--keep-network",
      "with --repair: move to training or validation whoever was there, so that the trained network can be tested on the rest",
    )
    .option("--images <store>", "a folder that preprocess wrote: keep near duplicates together")
    .option("--embeddings <file>", "float32 .npy with one row per row of the table: the same")
    .addOption(columnsOption(undefined, "subject=PatientID,label=ich"))
    .option("--json", "say everything as JSON")
    .addHelpText("after", HELP)
    .action(act);
}

function share(text: string): number {
  const value = text.trim() === "" ? NaN : Number(text);
  if (value >= 0 && value < 1) return value;
  throw new InvalidArgumentError(`Expected a share from 0 to below 1 but found "${text}".`);
}
