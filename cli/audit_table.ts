import { audit } from "hemoleak/leakage/audit/audit.ts";
import { recognitionProbe } from "hemoleak/leakage/features/recognition_probe.ts";
import type { PredictionTable } from "hemoleak/predictions/prediction_table.ts";
import { printableLines } from "hemoleak/text/printable.ts";
import { describeAudit } from "./audit_text.ts";
import type { TableOptions } from "./columns_option.ts";
import { DOUBTFUL, LEAKS } from "./exit_status.ts";
import { readPredictionsFile, tableOptions } from "./predictions_file.ts";
import { readRunRecord } from "./run_record.ts";
import type { System } from "./system.ts";

/** The options of `hemoleak audit`. */
export interface AuditCliOptions extends TableOptions {
  images?: string;
  embeddings?: string;
  record?: string;
  json?: true;
  html?: string;
  sheet?: string;
}

/** Audits a split, says what was found, and writes what was asked for. */
export async function auditTable(
  path: string,
  options: AuditCliOptions,
  system: System,
): Promise<void> {
  const reading = { ...tableOptions(options), acrossSets: true };
  const { table, file } = await readPredictionsFile(path, reading, system);
  const record = options.record === undefined
    ? null
    : await readRunRecord(options.record, table, system);
  const images = options.images === undefined
    ? null
    : await system.compareImages(options.images, table);
  const probe = options.embeddings === undefined ? null : ask(options.embeddings, table, system);
  const audited = audit(table, { images, probe });
  if (options.html !== undefined || options.sheet !== undefined) {
    const { writeReports } = await import("./audit_reports.ts");
    await writeReports(audited, { ...options, file, table, record }, system);
  }
  const text = options.json ? JSON.stringify(audited, null, 2) : describeAudit(audited);
  // Names of the file may hold what a terminal would take for more than text.
  console.log(printableLines(text));
  if (audited.verdict === "unknown") console.error(`hemoleak: warning: ${audited.sentences[0]}`);
  if (audited.verdict === "leaks") system.endWith(LEAKS);
  else if (audited.doubts.length > 0) system.endWith(DOUBTFUL);
}

function ask(path: string, table: PredictionTable, system: System) {
  const embeddings = system.openEmbeddings(path);
  try {
    return recognitionProbe(embeddings, table);
  } finally {
    embeddings[Symbol.dispose]();
  }
}
