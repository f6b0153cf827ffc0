/** What runs in the page itself. */
export const PAGE = "page/page.ts";

/** The workers that audit, one of which a table needs: what they are called, and how many bytes they may have. */
export const AUDITS: Readonly<Record<string, { part: string; most: number }>> = {
  "page/workers/audit_worker.ts": { part: "the worker that audits a split", most: 90_000 },
  "page/workers/full_worker.ts": { part: "the same with attributes and folds", most: 110_000 },
  "page/workers/classes_worker.ts": { part: "the worker that audits classes", most: 96_000 },
};

/** The worker that judges and draws. */
export const REPORT = "page/workers/report_worker.ts";

/** All scripts of the page, its own the last. */
export const PAGE_SCRIPTS: readonly string[] = [...Object.keys(AUDITS), REPORT, PAGE];
