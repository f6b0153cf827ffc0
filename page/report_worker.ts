import { auditInWords } from "hemoleak/leakage/audit/audit_sentences.ts";
import { foldsInWords } from "hemoleak/leakage/folds/fold_sentences.ts";
import { auditPage } from "hemoleak/report/audit/audit_page.ts";
import { foldsPage } from "hemoleak/report/audit/folds_page.ts";
import { foldsInfoSheet } from "hemoleak/report/info_sheet/folds.ts";
import { infoSheet } from "hemoleak/report/info_sheet/info_sheet.ts";
import { infoSheetMarkdown } from "hemoleak/report/info_sheet/text.ts";
import { printableLines } from "hemoleak/text/printable.ts";
import { judgedJson } from "../cli/judge.ts";
import { describeJudged } from "../cli/judged_text.ts";
import type { Report, ReportJob, WorkerScope } from "./job.ts";

const worker = self as unknown as WorkerScope<ReportJob>;

worker.onmessage = async ({ data: { found, judged, title } }) => {
  const audit = "folds" in found ? foldsInWords(found) : auditInWords(found);
  worker.postMessage(
    {
      verdict: audit.sentences[0]!,
      html: "folds" in audit
        ? await foldsPage(audit, { title })
        : await auditPage(audit, { title }),
      json: printed(JSON.stringify(audit, null, 2)),
      sheet: infoSheetMarkdown(
        "folds" in audit ? foldsInfoSheet(audit) : infoSheet({ audit, ...judged?.onSheet }),
        { title },
      ),
      metrics: judged && {
        text: describeJudged(judged, judged.other),
        json: printed(judgedJson(judged)),
      },
    } satisfies Report,
  );
};

const printed = (text: string) => printableLines(text) + "\n";
