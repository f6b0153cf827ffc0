import { Command } from "commander";
import type { AuditCliOptions } from "./audit_table.ts";
import { columnsOption, positiveOption, setsOption } from "./columns_option.ts";

/** What a command does with its file and its options. */
export type Act<Options> = (file: string, options: Options) => Promise<void>;

const HELP = `
Give the training and validation rows too (set = train, validation): they show which subjects the
network learned from. Their scores are not looked at and may be missing. Scores of any range are
allowed, a subject may have both labels, and a slice may be named in several sets, which is then
counted as a leak.

Exit status:
  0  the split is separate: no subject and no image of the test set is in another set;
     or there are no training or no test rows, so that it cannot be determined (a warning says so)
  1  the predictions cannot be read, or another error
  3  the split leaks from the training or, the lesser leak, from the validation set
  4  the names do not determine it: one person may have two of them, or several may share one`;

/** `hemoleak audit FILE`: whether a split leaks, and how much of a score may be identity. */
export function auditOptions(act: Act<AuditCliOptions>): Command {
  return new Command("audit")
    .description(
      "Audit the split of a predictions.csv: which subjects its sets share, and what that does to the score.",
    )
    .argument("<file>", "CSV with the columns subject,study,slice,set,label,score")
    .addOption(columnsOption())
    .addOption(positiveOption())
    .addOption(setsOption())
    .option("--images <store>", "a folder that preprocess wrote: compare the images as well")
    .option(
      "--embeddings <file>",
      "float32 .npy with one row per row of the file: do they name subjects?",
    )
    .option("--record <file>", "record.json of the run, for the page and the sheet")
    .option("--json", "print everything as JSON")
    .option("--html <file>", "write a page for readers who know nothing of this")
    .option("--sheet <file>", "write a model info sheet in Markdown, to complete and attach")
    .addHelpText("after", HELP)
    .action(act);
}
