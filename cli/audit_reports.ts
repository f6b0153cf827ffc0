import { evaluate } from "hemoleak/evaluate/evaluate.ts";
import { failuresBySubject } from "hemoleak/evaluate/thresholds/failures.ts";
import { modelTitle } from "hemoleak/experiment/profile.ts";
import type { FullRecord, NetworkRecord } from "hemoleak/experiment/run_record.ts";
import type { Audit } from "hemoleak/leakage/audit/audit_result.ts";
import type { FoldedAudit } from "hemoleak/leakage/folds/folded_audit.ts";
import type { PredictionTable } from "hemoleak/predictions/prediction_table.ts";
import type { Provenance } from "hemoleak/provenance.ts";
import { foldsInfoSheet } from "hemoleak/report/info_sheet/folds.ts";
import { infoSheet } from "hemoleak/report/info_sheet/info_sheet.ts";
import { infoSheetMarkdown } from "hemoleak/report/info_sheet/text.ts";
import type { System } from "./system.ts";

/** What is written, beside the audit itself. */
export interface Reported {
  file: string;
  table: PredictionTable;
  /** Of the run; of folds, of the first one's, which is trained as all are. */
  record: FullRecord | null;
  html?: string;
  sheet?: string;
}

/** Writes the page and the info sheet, as far as they are asked for. */
export async function writeReports(
  audited: Audit,
  { file, table, record, html, sheet }: Reported,
  system: System,
): Promise<void> {
  const title = titleOf(record, "split") ?? file;
  const told = toldBy(record, audited);
  if (html !== undefined) {
    // The sheet has no figures: it can do without Vega.
    const { auditPage } = await import("hemoleak/report/audit/audit_page.ts");
    await system.writeText(html, await auditPage(audited, { title, ...told }));
  }
  if (sheet === undefined) return;
  const metrics = audited.test.auc ? judged(table) : {};
  const filled = infoSheet({ audit: audited, ...metrics, ...told });
  await system.writeText(sheet, infoSheetMarkdown(filled, { title }));
}

/** `CNN4, split by slice`. */
function titleOf(record: FullRecord | null, how: "split" | "folds"): string | null {
  if (record === null) return null;
  const model = record.profile === undefined
    ? record.cell.model
    : modelTitle(record.cell.model, record.profile);
  return `${model}, ${how} by ${record.cell.split}`;
}

/** What a record has to say on page and sheet. */
function toldBy(record: FullRecord | null, { synthetic }: Pick<Audit, "synthetic">) {
  if (record === null) return {};
  const isPhantom = synthetic && record.profile !== undefined;
  return { record, ...isPhantom && { provenance: phantomOf(record) } };
}

/** The metrics, and whom their threshold gets wrong. */
function judged(table: PredictionTable) {
  const metrics = evaluate(table);
  return { metrics, failures: failuresBySubject(table, metrics.threshold) };
}

function phantomOf({ profile, cell: { seed } }: NetworkRecord): Provenance {
  return { cohort: "phantom", synthetic: true, profile: profile.name, seed };
}

/** Writes the page and the info sheet of folds, as far as they are asked for. */
export async function writeFoldReports(
  audited: FoldedAudit,
  { file, record, html, sheet }: Omit<Reported, "table">,
  system: System,
): Promise<void> {
  const title = titleOf(record, "folds") ?? file;
  const told = toldBy(record, audited);
  if (html !== undefined) {
    const { foldsPage } = await import("hemoleak/report/audit/folds_page.ts");
    await system.writeText(html, await foldsPage(audited, { title, ...told }));
  }
  if (sheet === undefined) return;
  await system.writeText(sheet, infoSheetMarkdown(foldsInfoSheet(audited, told), { title }));
}
