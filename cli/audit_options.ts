import { Command, InvalidArgumentError } from "commander";
import type { AuditCliOptions } from "./audit_table.ts";
import {
  classesOption,
  classOption,
  columnsOption,
  positiveOption,
  setsOption,
} from "./columns_option.ts";
import { outputFile } from "./output_file.ts";

/** What a command does with its files and its options. */
export type Act<Options> = (files: readonly string[], options: Options) => Promise<void>;

const HELP = `
Before training, leave the scores out: all that needs none is said. Predictions of
cross-validation have a column fold, the fold in which a row is tested, or a file a fold; each fold
is audited by itself.

Of several classes, label is the name of one, and each has a column of scores, score_NAME: every
class is judged against the rest, and the mean of their AUCs. --class NAME makes two labels of them,
of which all else can be asked.

--target says which claim the split is judged against: new-patients (the default); known-patients,
other studies of people who were trained on; new-sites=COLUMN, sites that were not.

Give the training and validation rows too (set = train, validation): they show which subjects the
network learned from. Their scores may be missing; where they are given, they show whether the
network does better on whom it was trained on. Scores of any range are allowed, a subject may have
both labels, and a slice may be named in several sets, which is then counted as a leak.

Exit status:
  0  the split is separate: no subject and no image of the test set is in another set;
     or it cannot be determined, without training rows or without others (a warning says so)
  1  the predictions cannot be read, or another error
  3  the split, or a fold, leaks from the training or, the lesser leak, from the validation
     set; with --target known-patients also: it tests people who were not trained on
  4  the names do not determine it: one person may have two of them, or several may share one;
     with another target also: studies, or sites, are not named`;

/** `hemoleak audit FILE`: whether a split leaks, and how much of a score may be identity. */
export function auditOptions(act: Act<AuditCliOptions>): Command {
  return new Command("audit")
    .description(
      "Audit the split of a predictions.csv: which subjects its sets share, and what that does to the score.",
    )
    .argument(
      "<files...>",
      "CSV with the columns subject,study,slice,set,label,score; of folds with a column fold, or a file each",
    )
    .addOption(columnsOption())
    .addOption(positiveOption())
    .addOption(classesOption())
    .addOption(classOption())
    .addOption(setsOption())
    .option(
      "--target <claim>",
      "the claim to judge against: new-patients, known-patients, new-sites=COLUMN",
    )
    .option(
      "--attributes <columns>",
      "columns to judge by, such as site,scanner,sex,age",
      columnList,
    )
    .option(
      "--threshold <score>",
      "by attribute: call slices of at least this score positive",
      score,
    )
    .option("--images <store>", "a folder that preprocess wrote: compare the images as well")
    .option(
      "--embeddings <file>",
      "float32 .npy with one row per row of the file: do they name subjects? With a file a fold, once for each",
      collected,
    )
    .option(
      "--record <file>",
      "record.json of the run, for the page and the sheet; of folds, once for each",
      collected,
    )
    .option("--json", "print everything as JSON")
    .option("--html <file>", "write a page for readers who know nothing of this", outputFile)
    .option(
      "--sheet <file>",
      "write a model info sheet in Markdown, to complete and attach",
      outputFile,
    )
    .addHelpText("after", HELP)
    .action(act);
}

/** An option that may be given several times. */
function collected(path: string, before: readonly string[] = []): string[] {
  return [...before, path];
}

function columnList(text: string): string[] {
  const names = text.split(",").map((name) => name.trim());
  if (!names.includes("")) return names;
  throw new InvalidArgumentError(
    `Expected names of columns such as site,scanner but found "${text}".`,
  );
}

function score(text: string): number {
  if (text.trim() !== "" && Number.isFinite(Number(text))) return Number(text);
  throw new InvalidArgumentError(`Expected a number but found "${text}".`);
}
