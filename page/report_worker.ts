import { auditPage } from "hemoleak/report/audit/audit_page.ts";
import { infoSheet } from "hemoleak/report/info_sheet/info_sheet.ts";
import { infoSheetMarkdown } from "hemoleak/report/info_sheet/text.ts";
import { describeComparison, describeMetrics } from "../cli/evaluate_text.ts";
import type { Judged, Report, ReportJob, WorkerScope } from "./job.ts";

const worker = self as unknown as WorkerScope<ReportJob>;

worker.onmessage = async ({ data: { audit, judged, title } }) => {
  const sheet = infoSheet({
    audit,
    ...judged && { metrics: judged.metrics, failures: judged.failures },
  });
  worker.postMessage(
    {
      html: await auditPage(audit, { title }),
      sheet: infoSheetMarkdown(sheet, { title }),
      metrics: judged === null ? "" : metricsText(judged),
    } satisfies Report,
  );
};

function metricsText({ metrics, comparison }: Judged): string {
  const text = describeMetrics(metrics);
  if (comparison === null) return text;
  return `${text}\n\n${describeComparison(comparison.paired, comparison.file)}`;
}
