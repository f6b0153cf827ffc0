import { dirname } from "node:path";
import { Command } from "commander";
import { libraryFolder } from "hemoleak/tensorflow/library/library.ts";
import type { AuditCliOptions } from "./actions/audit.ts";
import { columnsOption, positiveOption } from "./columns_option.ts";
import { confined, type Permissions } from "./permissions.ts";

const HELP = `
Give the training and validation rows too (set = train, validation): they show which subjects the
network learned from. Their scores may be missing; where they are given, they show whether the
network does better on whom it was trained on. Scores of any range are
allowed, a subject may have both labels, and a slice may be named in several sets, which is then
counted as a leak.

Exit status:
  0  the split is separate: no subject and no image of the test set is in another set;
     or there are no training or no test rows, so that it cannot be determined (a warning says so)
  1  the predictions cannot be read, or another error
  3  the split leaks from the training or, the lesser leak, from the validation set
  4  the names do not determine it: one person may have two of them, or several may share one`;

/** `hemoleak audit FILE`: whether a split leaks, and how much of a score may be identity. */
export function auditCommand(): Command {
  return new Command("audit")
    .description(
      "Audit the split of a predictions.csv: which subjects its sets share, and what that does to the score.",
    )
    .argument("<file>", "CSV with the columns subject,study,slice,set,label,score")
    .addOption(columnsOption())
    .addOption(positiveOption())
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
    .action(confined(async () => (await import("./actions/audit.ts")).auditFile, permissions));
}

/** TensorFlow compares the images; nothing else needs more than to read and write the named files. */
function permissions(file: string, options: AuditCliOptions): Permissions {
  const { images, embeddings, record, html, sheet } = options;
  const named = (...paths: (string | undefined)[]) => paths.filter((path) => path !== undefined);
  const read = [file, ...named(images, embeddings, record)];
  const write = named(html, sheet).map((path) => dirname(path));
  if (images === undefined) return { read, write };
  return {
    read: [...read, libraryFolder()],
    write,
    more: ["--allow-env", "--allow-ffi", "--allow-sys=cpus,hostname,osRelease"],
  };
}
