import { PredictionsError } from "hemoleak/error.ts";
import { audit } from "hemoleak/leakage/audit/audit.ts";
import type { Audit } from "hemoleak/leakage/audit/audit_result.ts";
import { claimOf, type Target } from "hemoleak/leakage/audit/claim.ts";
import { attributeProbes } from "hemoleak/leakage/features/attribute_probe.ts";
import { recognitionProbe } from "hemoleak/leakage/features/recognition_probe.ts";
import { auditFolds } from "hemoleak/leakage/folds/audit_folds.ts";
import { isClassTable } from "hemoleak/predictions/classes/class_table.ts";
import type { PredictionTable } from "hemoleak/predictions/prediction_table.ts";
import { printableLines } from "hemoleak/text/printable.ts";
import { auditClassTable } from "./audit_class_table.ts";
import { describeAudit } from "./audit_text.ts";
import type { TableOptions } from "./columns_option.ts";
import { DOUBTFUL, LEAKS } from "./exit_status.ts";
import { describeFoldedAudit } from "./fold_text.ts";
import { readFoldFiles, tableOptions } from "./predictions_file.ts";
import { readRunRecord } from "./run_record.ts";
import type { System } from "./system.ts";

/** The options of `hemoleak audit`. */
export interface AuditCliOptions extends TableOptions {
  target?: string;
  attributes?: readonly string[];
  threshold?: number;
  images?: string;
  embeddings?: string;
  record?: string;
  json?: true;
  html?: string;
  sheet?: string;
}

/** Audits a split, or each fold, says what was found, and writes what was asked for. */
export async function auditTable(
  paths: readonly string[],
  options: AuditCliOptions,
  system: System,
): Promise<void> {
  const { attributes = [], target = "new-patients" } = options;
  const { site } = claimOf(target, attributes);
  const { table, file } = await readFoldFiles(paths, {
    ...tableOptions(options),
    attributes: [...new Set([...attributes, ...site === null ? [] : [site]])],
    acrossSets: true,
    unscored: true,
  }, system);
  const how = { ...options, attributes, target: target as Target };
  const audited = isClassTable(table)
    ? await auditClassTable(table, file, options, system)
    : table.folds === null
    ? await auditSplit(table, file, how, system)
    : await auditAllFolds(table, file, how, system);
  if (audited.verdict === "unknown") console.error(`hemoleak: warning: ${audited.sentences[0]}`);
  if (audited.verdict === "leaks" || audited.verdict === "mismatched") system.endWith(LEAKS);
  else if (audited.isDoubtful) system.endWith(DOUBTFUL);
}

/** The command's options with what they say in every case. */
interface HowToAudit extends AuditCliOptions {
  attributes: readonly string[];
  target: Target;
}

/** What decides how the command ends. */
interface Ended extends Pick<Audit, "verdict" | "sentences"> {
  isDoubtful: boolean;
}

async function auditSplit(
  table: PredictionTable,
  file: string,
  options: HowToAudit,
  system: System,
): Promise<Ended> {
  const record = options.record === undefined
    ? null
    : await readRunRecord(options.record, table, system);
  const images = options.images === undefined
    ? null
    : await system.compareImages(options.images, table);
  const { probe, attributeProbes } = options.embeddings === undefined
    ? { probe: null, attributeProbes: [] }
    : ask(options.embeddings, table, options.attributes, system);
  const audited = audit(table, { ...asked(options), images, probe, attributeProbes });
  if (options.html !== undefined || options.sheet !== undefined) {
    const { writeReports } = await import("./audit_reports.ts");
    await writeReports(audited, { ...options, file, table, record }, system);
  }
  print(options.json ? JSON.stringify(audited, null, 2) : describeAudit(audited));
  return { ...audited, isDoubtful: audited.doubts.length > 0 };
}

async function auditAllFolds(
  table: PredictionTable,
  file: string,
  options: HowToAudit,
  system: System,
): Promise<Ended> {
  for (const one of ["images", "embeddings", "record"] as const) {
    if (options[one] === undefined) continue;
    throw new PredictionsError({
      expected: `one split with --${one}`,
      found: "folds",
      hint: "audit one fold at a time, with its own training and test rows",
    });
  }
  const audited = auditFolds(table, asked(options));
  if (options.html !== undefined || options.sheet !== undefined) {
    const { writeFoldReports } = await import("./audit_reports.ts");
    await writeFoldReports(audited, { ...options, file }, system);
  }
  print(options.json ? JSON.stringify(audited, null, 2) : describeFoldedAudit(audited));
  return {
    ...audited,
    isDoubtful: audited.folds.some(({ audit: { doubts } }) => doubts.length > 0),
  };
}

function asked({ attributes, target, threshold }: HowToAudit) {
  return { attributes, target, ...threshold !== undefined && { threshold } };
}

/** Names of the file may hold what a terminal would take for more than text. */
function print(text: string): void {
  console.log(printableLines(text));
}

function ask(path: string, table: PredictionTable, attributes: readonly string[], system: System) {
  const embeddings = system.openEmbeddings(path);
  try {
    return {
      probe: recognitionProbe(embeddings, table),
      attributeProbes: attributeProbes(embeddings, table, attributes),
    };
  } finally {
    embeddings[Symbol.dispose]();
  }
}
