import assert from "node:assert/strict";
import { auditInWords } from "hemoleak/leakage/audit/audit_sentences.ts";
import { findInSplit } from "hemoleak/leakage/audit/find_in_split.ts";
import { attributeFinder } from "hemoleak/leakage/attributes/attribute_audit.ts";
import { findInFolds } from "hemoleak/leakage/folds/find_in_folds.ts";
import { foldsInWords } from "hemoleak/leakage/folds/fold_sentences.ts";
import { classesInWords } from "hemoleak/leakage/classes/class_sentences.ts";
import { findInClasses } from "hemoleak/leakage/classes/find_in_classes.ts";
import { readAnyPredictions } from "hemoleak/predictions";
import { classPage } from "hemoleak/report/audit/class_page.ts";
import { auditPage, foldsPage } from "hemoleak/report";
import { auditPageFile } from "../../page/audit_page_file.ts";
import type { Answer, Report, ReportJob } from "../../page/workers/job.ts";
import { attributeTable, foldTable } from "../browser/page_tables.ts";
import { randomTables } from "./random_tables.ts";

const ATTRIBUTES = ["hospital", "age"];

Deno.test("the report's worker, with Vega as it is published, draws what is drawn here", async () => {
  const { html } = await auditPageFile();
  const textOf = (id: string) =>
    new RegExp(`<script[^>]* id="${id}">([^]*?)</script>`).exec(html)![1]!;
  const code = textOf("report-worker").split(" ").map(textOf).join("\n");
  const address = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
  const worker = new Worker(address, { type: "module" });
  const reported = (job: ReportJob) =>
    new Promise<Report>((resolve, reject) => {
      worker.onmessage = ({ data }: MessageEvent<Answer<Report>>) => {
        if (data.kind === "done") resolve(data.result);
        else if (data.kind === "failed") reject(new Error(data.message));
      };
      worker.onerror = ({ message }) => reject(new Error(message));
      worker.postMessage(job);
    });
  try {
    const tables = [attributeTable(), foldTable(["fold", "1", "2", "3"]), ...randomTables(15)];
    for (const [i, text] of tables.entries()) {
      const attributes = i === 0 ? ATTRIBUTES : [], title = "x.csv";
      const bytes = new Blob([text]).stream();
      const table = await readAnyPredictions(bytes, title, { acrossSets: true, attributes });
      const found = "classScores" in table
        ? findInClasses(table)
        : table.folds === null
        ? findInSplit(table, { attributes }, attributeFinder({ attributes }))
        : findInFolds(table, { attributes });
      const drawn = "classes" in found
        ? await classPage(classesInWords(found), { title })
        : "folds" in found
        ? await foldsPage(foldsInWords(found), { title })
        : await auditPage(auditInWords(found), { title });
      assert.match(drawn, /<svg/);
      assert.equal(
        (await reported({ found, tables: null, judge: {}, title })).html,
        drawn,
        `table ${i}`,
      );
    }
  } finally {
    worker.terminate();
    URL.revokeObjectURL(address);
  }
});
