import type { AuditedRun } from "../../experiment/audit_run.ts";
import { cellName } from "../../experiment/cell.ts";
import type { Provenance } from "../../provenance.ts";
import { SPLIT_TITLES } from "../../split/titles.ts";
import { auditContents } from "../audit/audit_page.ts";
import { infoSheet } from "../info_sheet/info_sheet.ts";
import { infoSheetContents, infoSheetMarkdown } from "../info_sheet/text.ts";
import type { Page } from "../media/html_page.ts";
import { escapeMarkup } from "../media/markup.ts";
import type { Numbering, TextFile } from "../media/numbering.ts";

/**
 * The audits' pages and data (`audit_cnn4_by_slice.html` and `.json`, and so on), and the info sheet
 * (`info_sheet.html` and `.md`) of the first run by subject, which also says what that of the same
 * network by slice would say.
 */
export async function auditPages(
  runs: readonly AuditedRun[],
  provenance: Provenance,
  numbering: Numbering,
): Promise<{ pages: Page[]; files: TextFile[] }> {
  const pages: Page[] = [], files: TextFile[] = [];
  for (const run of runs) {
    const name = auditName(run, runs), options = { title: runTitle(run, runs), provenance };
    pages.push({
      file: `${name}.html`,
      ...await auditContents(run.audit, options, numbering),
    });
    files.push({ name: `${name}.json`, text: `${JSON.stringify(run.audit, null, 2)}\n` });
  }
  const honest = sheetRun(runs);
  if (honest !== undefined) {
    const { page, file } = sheetPage(honest, runs, provenance);
    pages.push(page);
    files.push(file);
  }
  return { pages, files };
}

function sheetPage(
  run: AuditedRun,
  runs: readonly AuditedRun[],
  provenance: Provenance,
): { page: Page; file: TextFile } {
  const leaking = runs.find(({ cell }) => cell.model === run.cell.model && cell.split === "slice");
  const sheet = infoSheet({ ...run, provenance });
  const options = {
    title: runTitle(run, runs),
    ...leaking && {
      contrast: { title: runTitle(leaking, runs), sheet: infoSheet({ ...leaking, provenance }) },
    },
  };
  return {
    page: { file: "info_sheet.html", ...infoSheetContents(sheet, options) },
    file: { name: "info_sheet.md", text: infoSheetMarkdown(sheet, options) },
  };
}

/** The list of {@linkcode auditPages} for the overview, as markup: a link and a sentence each. */
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
