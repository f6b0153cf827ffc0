import { auditPage } from "hemoleak/report/audit/audit_page.ts";
import { foldsPage } from "hemoleak/report/audit/folds_page.ts";
import { foldsInfoSheet } from "hemoleak/report/info_sheet/folds.ts";
import { infoSheet } from "hemoleak/report/info_sheet/info_sheet.ts";
import { infoSheetMarkdown } from "hemoleak/report/info_sheet/text.ts";
import { describeJudged } from "../cli/judged_text.ts";
import type { Judged, Report, ReportJob, WorkerScope } from "./job.ts";

const worker = self as unknown as WorkerScope<ReportJob>;

worker.onmessage = async ({ data: { audit, judged, title } }) => {
  worker.postMessage(
    {
      html: "folds" in audit
        ? await foldsPage(audit, { title })
        : await auditPage(audit, { title }),
      sheet: infoSheetMarkdown(
        "folds" in audit ? foldsInfoSheet(audit) : infoSheet({ audit, ...knownOf(judged) }),
        { title },
      ),
      metrics: judged === null ? "" : describeJudged(judged, judged.other),
    } satisfies Report,
  );
};

/** What the sheet says of one split's metrics. */
function knownOf(judged: Judged | null) {
  if (judged === null || "folds" in judged.metrics || judged.failures === null) return {};
  return { metrics: judged.metrics, failures: judged.failures };
}
