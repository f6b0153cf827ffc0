import type { AuditedRun } from "../../experiment/audit_run.ts";
import { cellName } from "../../experiment/cell.ts";
import type { Provenance } from "../../provenance.ts";
import { SPLIT_TITLES } from "../../split/titles.ts";
import { auditPage } from "../audit/audit_page.ts";
import { infoSheet } from "../info_sheet/info_sheet.ts";
import { infoSheetHtml, infoSheetMarkdown } from "../info_sheet/text.ts";
import { escapeMarkup } from "../media/markup.ts";

/** A file of the supplement. */
export interface SupplementFile {
  name: string;
  text: string;
}

/**
 * The audits' pages and data (`audit_cnn4_by_slice.html` and `.json`, and so on), and the info sheet
 * (`info_sheet.html` and `.md`) of the first run by subject, which also says what that of the same
 * network by slice would say.
 */
export async function auditFiles(
  runs: readonly AuditedRun[],
  provenance: Provenance,
): Promise<SupplementFile[]> {
  const files: SupplementFile[] = [];
  for (const run of runs) {
    const page = await auditPage(run.audit, { title: runTitle(run, runs), provenance });
    files.push(
      { name: `${auditName(run, runs)}.html`, text: page },
      { name: `${auditName(run, runs)}.json`, text: `${JSON.stringify(run.audit, null, 2)}\n` },
    );
  }
  const honest = sheetRun(runs);
  return honest === undefined ? files : [...files, ...sheetFiles(honest, runs, provenance)];
}

function sheetFiles(
  run: AuditedRun,
  runs: readonly AuditedRun[],
  provenance: Provenance,
): SupplementFile[] {
  const leaking = runs.find(({ cell }) => cell.model === run.cell.model && cell.split === "slice");
  const sheet = infoSheet({ ...run, provenance });
  const options = {
    title: runTitle(run, runs),
    ...leaking && {
      contrast: { title: runTitle(leaking, runs), sheet: infoSheet({ ...leaking, provenance }) },
    },
  };
  return [
    { name: "info_sheet.html", text: infoSheetHtml(sheet, options) },
    { name: "info_sheet.md", text: infoSheetMarkdown(sheet, options) },
  ];
}

/** The list of {@linkcode auditFiles} for the overview, as markup: a link and a sentence each. */
export function auditLinks(runs: readonly AuditedRun[]): string {
  const honest = sheetRun(runs);
  const items = [
    ...runs.map((run) =>
      `<a href="${auditName(run, runs)}.html">Audit of ${escapeMarkup(runTitle(run, runs))}</a> ` +
      `(<a href="${auditName(run, runs)}.json">as data</a>). ${
        escapeMarkup(run.audit.sentences[0] ?? "")
      }`
    ),
    ...honest === undefined ? [] : [
      '<a href="info_sheet.html">Model info sheet</a> (<a href="info_sheet.md">as text to ' +
      `complete</a>) of ${
        escapeMarkup(runTitle(honest, runs))
      }. What journals and reviewers ask about ` +
      "leakage and uncertainty, answered as far as the numbers go.",
    ],
  ];
  return `<ul>\n${items.map((item) => `<li>${item}</li>`).join("\n")}\n</ul>`;
}

function sheetRun(runs: readonly AuditedRun[]): AuditedRun | undefined {
  return runs.find(({ cell }) => cell.split === "subject");
}

/** What a run is called among others: by all its factors where network and split are not enough. */
function runTitle(run: AuditedRun, runs: readonly AuditedRun[]): string {
  const title = `${run.title}, ${SPLIT_TITLES[run.cell.split]}`;
  return isAlone(run, runs) ? title : `${title} (${cellName(run.cell)})`;
}

function auditName(run: AuditedRun, runs: readonly AuditedRun[]): string {
  const { cell } = run;
  return `audit_${isAlone(run, runs) ? `${cell.model}_by_${cell.split}` : cellName(cell)}`;
}

function isAlone({ cell }: AuditedRun, runs: readonly AuditedRun[]): boolean {
  const alike = runs.filter((run) =>
    run.cell.model === cell.model && run.cell.split === cell.split
  );
  return alike.length === 1;
}
