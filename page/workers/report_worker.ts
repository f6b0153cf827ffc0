/**
 * Judges the test set, and says and draws what was found.
 *
 * @module
 */

import { evaluate } from "hemoleak/evaluate/evaluate.ts";
import type { Metrics } from "hemoleak/evaluate/metrics.ts";
import { failuresBySubject } from "hemoleak/evaluate/thresholds/failures.ts";
import { auditInWords } from "hemoleak/leakage/audit/audit_sentences.ts";
import { classesInWords } from "hemoleak/leakage/classes/class_sentences.ts";
import { foldsInWords } from "hemoleak/leakage/folds/fold_sentences.ts";
import type { ClassTable } from "hemoleak/predictions/classes/class_table.ts";
import type { NamedTable } from "hemoleak/predictions/match_predictions.ts";
import type { PredictionTable } from "hemoleak/predictions/prediction_table.ts";
import { auditPage } from "hemoleak/report/audit/audit_page.ts";
import { classPage } from "hemoleak/report/audit/class_page.ts";
import { foldsPage } from "hemoleak/report/audit/folds_page.ts";
import { foldsInfoSheet } from "hemoleak/report/info_sheet/folds.ts";
import { infoSheet } from "hemoleak/report/info_sheet/info_sheet.ts";
import { infoSheetMarkdown } from "hemoleak/report/info_sheet/text.ts";
import { printableLines } from "hemoleak/text/printable.ts";
import { isOfClasses } from "../../cli/class_requests.ts";
import { describeClasses } from "../../cli/class_text.ts";
import { type HowToJudge, judge, judgedJson } from "../../cli/judge.ts";
import { classesJson, judgeClasses } from "../../cli/judge_classes.ts";
import { describeJudged } from "../../cli/judged_text.ts";
import type { Found, Report, ReportJob } from "./job.ts";
import { type JudgedTables, received } from "./sent_tables.ts";
import { serve, type Tell } from "./serve.ts";

serve<ReportJob, Report>(async ({ found, tables, judge, title }, tell) => {
  const judged = tables && judgedOf(received(tables), judge, tell);
  tell("Drawing the report");
  return { ...await audited(found, judged?.onSheet, title), metrics: judged?.metrics ?? null };
});

/** What the info sheet says of a split, always of slices. */
type OnSheet = Pick<Parameters<typeof infoSheet>[0], "metrics" | "failures">;

function judgedOf(
  { first, other }: JudgedTables,
  how: HowToJudge,
  tell: Tell,
): { metrics: Report["metrics"]; onSheet?: OnSheet } {
  tell("Judging the test set");
  const name = other?.file ?? "";
  if (isOfClasses(first)) {
    const judged = judgeClasses(first, other as NamedTable<ClassTable> | null);
    return { metrics: { text: describeClasses(judged, name), json: printed(classesJson(judged)) } };
  }
  const named = first as NamedTable, judged = judge(named, other as NamedTable | null, how);
  const metrics = { text: describeJudged(judged, name), json: printed(judgedJson(judged)) };
  return "folds" in judged.metrics
    ? { metrics }
    : { metrics, onSheet: onSheet(named.table, judged.metrics) };
}

function onSheet(table: PredictionTable, judged: Metrics): OnSheet {
  const metrics = judged.unit === "slice" ? judged : evaluate(table);
  return { metrics, failures: failuresBySubject(table, metrics.threshold) };
}

/** What `audit` prints and writes. */
async function audited(
  found: Found,
  onSheet: OnSheet | undefined,
  title: string,
): Promise<Omit<Report, "metrics">> {
  if ("classes" in found) {
    const audit = classesInWords(found);
    return { ...texts(audit), html: await classPage(audit, { title }), sheet: null };
  }
  if ("folds" in found) {
    const audit = foldsInWords(found);
    const sheet = infoSheetMarkdown(foldsInfoSheet(audit), { title });
    return { ...texts(audit), html: await foldsPage(audit, { title }), sheet };
  }
  const audit = auditInWords(found);
  const sheet = infoSheetMarkdown(infoSheet({ audit, ...onSheet }), { title });
  return { ...texts(audit), html: await auditPage(audit, { title }), sheet };
}

function texts(audit: { sentences: readonly string[] }): Pick<Report, "verdict" | "json"> {
  return { verdict: audit.sentences[0]!, json: printed(JSON.stringify(audit, null, 2)) };
}

const printed = (text: string) => printableLines(text) + "\n";
