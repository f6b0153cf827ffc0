import { Command, InvalidArgumentError, Option } from "commander";
import { DATASETS } from "hemoleak/cohort/labels/dataset_name.ts";
import { READERS } from "hemoleak/cohort/labels/readers.ts";
import { columnsOption } from "./columns_option.ts";
import { withImageOptions } from "./image_options.ts";
import { confined } from "./permissions.ts";

/** `hemoleak ingest ROOT`: from a folder of images and its label table to a cohort. */
export function ingestCommand(): Command {
  const command = new Command("ingest")
    .description(
      "Read a folder of images and its label table: which slices, of whom, and what they show.",
    )
    .argument("<root>", "the folder of the unpacked data set; it is only read")
    .option("--out <folder>", "where to write; made if it is not there", "cohort")
    .addOption(
      new Option("--dataset <name>", "which data set it is (default: as its label table shows)")
        .choices(DATASETS),
    )
    .option("--labels <file>", "the label table (default: the data set's own in the root)")
    .addOption(columnsOption(["path", "subject", "study", "label", "frame"], "path=file,label=ICH"))
    .addOption(
      new Option("--label-unit <unit>", "what a label is of (default: what the table labels)")
        .choices(["study", "slice"]),
    )
    .addOption(
      new Option("--reader <reader>", "whose vote counts in CQ500")
        .choices(["majority", ...READERS]).default("majority"),
    )
    .option(
      "--finding <name>",
      "the finding that is the label: ICH is any hemorrhage; of slices.csv a column, or one of its labels",
      "ICH",
    )
    .addOption(
      new Option(
        "--series <which>",
        "the best series of each study, or all that can be read (default: one; " +
          "all where the label table names images)",
      ).choices(["one", "all"]),
    )
    .option("--thickness <mm>", "wanted slice thickness, or thin", millimeters, 5)
    // Its name until 0.1.
    .addOption(new Option("--spacing <mm>").argParser(millimeters).hideHelp())
    .option("--json", "print everything as JSON")
    .option("--pseudonymise <salt>", "replace the names of patients, studies, series and files");
  return withImageOptions(command)
    .action(
      confined(
        async () => (await import("./actions/ingest.ts")).ingest,
        (root, { out, labels }) => ({
          read: labels === undefined ? [root] : [root, labels],
          write: [out],
        }),
      ),
    );
}

function millimeters(text: string): number | "thin" {
  if (text === "thin") return text;
  const value = text.trim() === "" ? NaN : Number(text);
  if (value > 0 && Number.isFinite(value)) return value;
  throw new InvalidArgumentError(`Expected a length in mm above 0, or thin, but found "${text}".`);
}
