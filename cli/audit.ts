import { dirname } from "node:path";
import { Command } from "commander";
import { evaluate, openStore } from "hemoleak";
import type { FullRecord } from "hemoleak/experiment/cell.ts";
import { modelTitle } from "hemoleak/experiment/profile.ts";
import { writeAtomically } from "hemoleak/files/write_atomically.ts";
import { audit } from "hemoleak/leakage/audit/audit.ts";
import type { Audit } from "hemoleak/leakage/audit/audit_result.ts";
import { openEmbeddings } from "hemoleak/leakage/features/embeddings_file.ts";
import { recognitionProbe } from "hemoleak/leakage/features/recognition_probe.ts";
import { auditImages, type ImageAudit } from "hemoleak/leakage/images/image_audit.ts";
import type { PredictionTable } from "hemoleak/predictions/prediction_table.ts";
import type { Provenance } from "hemoleak/provenance.ts";
import { auditPage } from "hemoleak/report/audit/audit_page.ts";
import { infoSheet } from "hemoleak/report/info_sheet/info_sheet.ts";
import { infoSheetMarkdown } from "hemoleak/report/info_sheet/text.ts";
import { libraryFolder } from "hemoleak/tensorflow/library/library.ts";
import { printableLines } from "hemoleak/text/printable.ts";
import { describeAudit } from "./audit_text.ts";
import { confined, type Permissions } from "./permissions.ts";
import { readPredictionsFile } from "./predictions_file.ts";
import { withBars } from "./progress.ts";
import { readRunRecord } from "./run_record.ts";

interface AuditCliOptions {
  images?: string;
  embeddings?: string;
  record?: string;
  json?: true;
  html?: string;
  sheet?: string;
}

const LEAKS = 3;

const HELP = `
Give the training and validation rows too (set = train, validation): they tell which subjects were
learned from. Their scores are not looked at; 0 will do. Scores of any range are allowed, a subject may
have both labels, and a slice may be named in several sets, which is then counted as a leak.

Exit status:
  0  the split is separate: no subject and no image of the test set is in another set;
     or it cannot be told, for want of training or test rows (a warning says so)
  1  the predictions cannot be read, or another error
  3  the split leaks from the training or, the lesser leak, from the validation set`;

/** `hemoleak audit FILE`: whether a split leaks, and how much of a score may be identity. */
export function auditCommand(): Command {
  return new Command("audit")
    .description(
      "Audit the split of a predictions.csv: which subjects its sets share, and the price.",
    )
    .argument("<file>", "CSV with the columns subject,study,slice,set,label,score")
    .option("--images <store>", "folder of preprocess: compare the images as well")
    .option(
      "--embeddings <file>",
      "float32 .npy, a row for each of the file: do they name subjects?",
    )
    .option("--record <file>", "record.json of the run, for the page and the sheet")
    .option("--json", "print everything as JSON")
    .option("--html <file>", "write a page for readers who know nothing of this")
    .option("--sheet <file>", "write a model info sheet in Markdown, to complete and attach")
    .addHelpText("after", HELP)
    .action(confined(auditFile, permissions));
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

async function auditFile(path: string, options: AuditCliOptions): Promise<void> {
  const { table, file } = await readPredictionsFile(path, { acrossSets: true });
  const record = options.record === undefined ? null : await readRunRecord(options.record, table);
  const images = options.images === undefined ? null : await compare(options.images, table);
  const probe = options.embeddings === undefined ? null : ask(options.embeddings, table);
  const audited = audit(table, { images, probe });
  await writeReports(audited, { ...options, file, table, record });
  const text = options.json ? JSON.stringify(audited, null, 2) : describeAudit(audited);
  // Names of the file may hold what a terminal would take for more than text.
  console.log(printableLines(text));
  if (audited.verdict === "unknown") console.error(`hemoleak: warning: ${audited.sentences[0]}`);
  if (audited.verdict === "leaks") Deno.exitCode = LEAKS;
}

interface Reported {
  file: string;
  table: PredictionTable;
  record: FullRecord | null;
  html?: string;
  sheet?: string;
}

async function writeReports(
  audited: Audit,
  { file, table, record, html, sheet }: Reported,
): Promise<void> {
  const title = record
    ? `${modelTitle(record.cell.model, record.profile)}, split by ${record.cell.split}`
    : file;
  const told = {
    ...record && { record },
    ...record && audited.synthetic && { provenance: phantomOf(record) },
  };
  if (html !== undefined) await writeAtomically(html, await auditPage(audited, { title, ...told }));
  if (sheet === undefined) return;
  const metrics = audited.test.auc ? { metrics: evaluate(table) } : {};
  const filled = infoSheet({ audit: audited, ...metrics, ...told });
  await writeAtomically(sheet, infoSheetMarkdown(filled, { title }));
}

function phantomOf({ profile, cell: { seed } }: FullRecord): Provenance {
  return { cohort: "phantom", synthetic: true, profile: profile.name, seed };
}

async function compare(folder: string, table: PredictionTable): Promise<ImageAudit> {
  using store = await openStore(folder);
  return await withBars((bar) =>
    auditImages(store, table, { progress: bar("Comparing images", "slices") })
  );
}

function ask(path: string, table: PredictionTable) {
  using embeddings = openEmbeddings(path);
  return recognitionProbe(embeddings, table);
}
