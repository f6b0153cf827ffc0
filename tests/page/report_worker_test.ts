import assert from "node:assert/strict";
import { auditInWords } from "hemoleak/leakage/audit/audit_sentences.ts";
import { findInSplit } from "hemoleak/leakage/audit/audit.ts";
import { findInFolds } from "hemoleak/leakage/folds/audit_folds.ts";
import { foldsInWords } from "hemoleak/leakage/folds/fold_sentences.ts";
import { readPredictions } from "hemoleak/predictions";
import { auditPage, foldsPage } from "hemoleak/report";
import { auditPageFile } from "../../page/audit_page_file.ts";
import type { Report, ReportJob } from "../../page/job.ts";
import { attributeTable, foldTable } from "../browser/page_tables.ts";
import { randomTables } from "./random_tables.ts";

const ATTRIBUTES = ["hospital", "age"];

Deno.test("the report's worker, with Vega as it is published, draws what is drawn here", async () => {
  const { html } = await auditPageFile();
  const script = /<script type="text\/plain" id="report-worker">([^]*?)<\/script>/.exec(html)![1]!;
  const address = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
  const worker = new Worker(address, { type: "module" });
  const reported = (job: ReportJob) =>
    new Promise<Report>((resolve, reject) => {
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = ({ message }) => reject(new Error(message));
      worker.postMessage(job);
    });
  try {
    const tables = [attributeTable(), foldTable(["fold", "1", "2", "3"]), ...randomTables(15)];
    for (const [i, text] of tables.entries()) {
      const attributes = i === 0 ? ATTRIBUTES : [], title = "x.csv";
      const bytes = new Blob([text]).stream();
      const table = await readPredictions(bytes, title, { acrossSets: true, attributes });
      const found = table.folds === null
        ? findInSplit(table, { attributes })
        : findInFolds(table, { attributes });
      const drawn = "folds" in found
        ? await foldsPage(foldsInWords(found), { title })
        : await auditPage(auditInWords(found), { title });
      assert.match(drawn, /<svg/);
      assert.equal((await reported({ found, judged: null, title })).html, drawn, `table ${i}`);
    }
  } finally {
    worker.terminate();
    URL.revokeObjectURL(address);
  }
});
