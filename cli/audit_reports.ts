import { evaluate } from "hemoleak/evaluate/evaluate.ts";
import { failuresBySubject } from "hemoleak/evaluate/thresholds/failures.ts";
import { modelTitle } from "hemoleak/experiment/profile.ts";
import type { FullRecord } from "hemoleak/experiment/run_record.ts";
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
  const title = record
    ? `${modelTitle(record.cell.model, record.profile)}, split by ${record.cell.split}`
    : file;
  const told = {
    ...record && { record },
    ...record && audited.synthetic && { provenance: phantomOf(record) },
  };
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

/** The metrics, and whom their threshold gets wrong. */
function judged(table: PredictionTable) {
  const metrics = evaluate(table);
  return { metrics, failures: failuresBySubject(table, metrics.threshold) };
}

function phantomOf({ profile, cell: { seed } }: FullRecord): Provenance {
  return { cohort: "phantom", synthetic: true, profile: profile.name, seed };
}

/** Writes the page and the info sheet of folds, as far as they are asked for. */
export async function writeFoldReports(
  audited: FoldedAudit,
  { file, html, sheet }: Pick<Reported, "file" | "html" | "sheet">,
  system: System,
): Promise<void> {
  if (html !== undefined) {
    const { foldsPage } = await import("hemoleak/report/audit/folds_page.ts");
    await system.writeText(html, await foldsPage(audited, { title: file }));
  }
  if (sheet === undefined) return;
  await system.writeText(sheet, infoSheetMarkdown(foldsInfoSheet(audited), { title: file }));
}
