import { PredictionsError } from "hemoleak/error.ts";
import { audit } from "hemoleak/leakage/audit/audit.ts";
import type { Audit } from "hemoleak/leakage/audit/audit_result.ts";
import { attributeProbes } from "hemoleak/leakage/features/attribute_probe.ts";
import {
  assertRowForEach,
  type Embeddings,
  joinEmbeddings,
} from "hemoleak/leakage/features/embeddings.ts";
import { recognitionProbe } from "hemoleak/leakage/features/recognition_probe.ts";
import { auditFolds } from "hemoleak/leakage/folds/audit_folds.ts";
import { foldProbes } from "hemoleak/leakage/folds/fold_probes.ts";
import type { ImageAudit } from "hemoleak/leakage/images/image_audit.ts";
import { isClassTable } from "hemoleak/predictions/classes/class_table.ts";
import { type FoldSplit, foldSplits } from "hemoleak/predictions/folds.ts";
import type { PredictionTable } from "hemoleak/predictions/prediction_table.ts";
import { printableLines } from "hemoleak/text/printable.ts";
import { auditClassTable } from "./audit_class_table.ts";
import { asked, type AuditRequest, readingOf } from "./audit_request.ts";
import { describeAudit } from "./audit_text.ts";
import type { TableOptions } from "./columns_option.ts";
import { DOUBTFUL, LEAKS } from "./exit_status.ts";
import { describeFoldedAudit } from "./fold_text.ts";
import { readFoldFiles, tableOptions } from "./predictions_file.ts";
import { readFoldRecords, readRunRecord } from "./run_record.ts";
import type { System } from "./system.ts";
import { expectOtherFiles } from "./table_files.ts";

/** The options of `hemoleak audit`. */
export interface AuditCliOptions extends TableOptions, AuditRequest {
  images?: string;
  /** One or, of folds in files of their own, one for each. */
  embeddings?: readonly string[];
  /** One or, of folds, one for each. */
  record?: readonly string[];
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
  const { html, sheet, embeddings = [], record = [] } = options;
  const read = [...paths, ...embeddings, ...record];
  await expectOtherFiles(read, { "--html": html, "--sheet": sheet }, system);
  const { table, file } = await readFoldFiles(paths, {
    ...tableOptions(options),
    ...readingOf(options),
  }, system);
  const how = { ...options, attributes: options.attributes ?? [] };
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
  const record = onlyOne("record", options);
  const recorded = record === null ? null : await readRunRecord(record, table, system);
  const images = options.images === undefined
    ? null
    : await system.compareImages(options.images, table);
  const features = onlyOne("embeddings", options);
  const probes = features === null ? {} : withFeatures([features], system, ([embeddings]) => ({
    probe: recognitionProbe(embeddings!, table),
    attributeProbes: attributeProbes(embeddings!, table, options.attributes),
  }));
  const audited = audit(table, { ...asked(options), images, ...probes });
  if (options.html !== undefined || options.sheet !== undefined) {
    const { writeReports } = await import("./audit_reports.ts");
    await writeReports(audited, { ...options, file, table, record: recorded }, system);
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
  const splits = foldSplits(table);
  const records = options.record === undefined
    ? []
    : await readFoldRecords(options.record, splits, system);
  const probes = options.embeddings === undefined
    ? []
    : probesOfFolds(options.embeddings, table, splits, options.attributes, system);
  const images: ImageAudit[] = [];
  if (options.images !== undefined) {
    for (const split of splits) {
      images.push(await system.compareImages(options.images, split.table));
    }
  }
  const evidence = splits.map((_, i) => ({ images: images[i] ?? null, ...probes[i] }));
  const audited = auditFolds(table, { ...asked(options), evidence });
  if (options.html !== undefined || options.sheet !== undefined) {
    const { writeFoldReports } = await import("./audit_reports.ts");
    await writeFoldReports(audited, { ...options, file, record: records[0] ?? null }, system);
  }
  print(options.json ? JSON.stringify(audited, null, 2) : describeFoldedAudit(audited));
  return {
    ...audited,
    isDoubtful: audited.folds.some(({ audit: { doubts } }) => doubts.length > 0),
  };
}

/** Of one split there is one record, and one file of features. */
function onlyOne(name: "record" | "embeddings", options: HowToAudit): string | null {
  const [path = null, ...others] = options[name] ?? [];
  if (others.length === 0) return path;
  throw new PredictionsError({
    expected: `--${name} once, for one split,`,
    found: `${others.length + 1} files`,
    hint: "give each fold as a file of its own, or all in one with a column fold",
  });
}

/** A file of features is of all rows or, with a file a fold, of the rows of one. */
function probesOfFolds(
  paths: readonly string[],
  table: PredictionTable,
  splits: readonly FoldSplit[],
  attributes: readonly string[],
  system: System,
) {
  return withFeatures(paths, system, (files) => {
    if (files.length > 1) assertOfEachFold(files, paths, table);
    const all = joinEmbeddings(files);
    assertRowForEach(all, table);
    return splits.map((split) => foldProbes(all, split, attributes));
  });
}

function assertOfEachFold(
  files: readonly Embeddings[],
  paths: readonly string[],
  { folds }: PredictionTable,
): void {
  const { values, of } = folds!;
  if (files.length !== values.length) {
    throw new PredictionsError({
      expected: `--embeddings once for all rows, or once for each of ${values.length} folds,`,
      found: `${files.length} files`,
    });
  }
  const counts = new Uint32Array(values.length);
  for (const fold of of) counts[fold]!++;
  for (const [i, { rows }] of files.entries()) {
    if (rows === counts[i]) continue;
    throw new PredictionsError({
      file: paths[i]!,
      expected: `a row of features for each of ${counts[i]} rows of ${values[i]}`,
      found: `${rows} rows`,
      hint: "give --embeddings in the order of the folds' files",
    });
  }
}

/** Names of the file may hold what a terminal would take for more than text. */
function print(text: string): void {
  console.log(printableLines(text));
}

/** Opens features for as long as they are asked. */
function withFeatures<Found>(
  paths: readonly string[],
  system: System,
  ask: (files: readonly Embeddings[]) => Found,
): Found {
  const files: (Embeddings & Disposable)[] = [];
  try {
    for (const path of paths) files.push(system.openEmbeddings(path));
    return ask(files);
  } finally {
    for (const file of files) file[Symbol.dispose]();
  }
}
