import { isHemoleakError } from "hemoleak/error.ts";
import { failuresBySubject } from "hemoleak/evaluate/thresholds/failures.ts";
import { audit } from "hemoleak/leakage/audit/audit.ts";
import { auditFolds } from "hemoleak/leakage/folds/audit_folds.ts";
import { joinFolds } from "hemoleak/predictions/folds.ts";
import type { NamedTable } from "hemoleak/predictions/match_predictions.ts";
import { readPredictions } from "hemoleak/predictions/predictions_csv.ts";
import { countText } from "hemoleak/text/numbers.ts";
import { printableLines } from "hemoleak/text/printable.ts";
import { judge, judgedJson } from "../cli/judge.ts";
import { fileBytes } from "./file_bytes.ts";
import type { Answer, Job, Judged, Result, WorkerScope } from "./job.ts";

const worker = self as unknown as WorkerScope<Job>;
const answer = (message: Answer) => worker.postMessage(message);
/** How the tables were read, where that is other than documented. */
const notes: { file: string; note: string }[] = [];
const tell = (stage: string, share?: number) =>
  answer({ kind: "progress", stage, ...share !== undefined && { share } });

worker.onmessage = async ({ data }) => {
  try {
    answer({ kind: "audited", result: await run(data) });
  } catch (error) {
    const isExpected = isHemoleakError(error);
    const message = error instanceof Error ? error.message : String(error);
    answer({ kind: "failed", message: printableLines(message), isExpected });
  }
};

async function run(job: Job): Promise<Result> {
  const first = await readFolds(job), { table } = first;
  const other = job.other === undefined ? null : await read(job.other, job);
  tell(`Auditing ${countText(table.length)} rows`);
  const audited = table.folds === null ? audit(table) : auditFolds(table);
  // Without both labels in the test set there is nothing to judge, and the report says so.
  const hasArea = ("folds" in audited ? audited.auc : audited.test.auc) !== null;
  return {
    rows: table.length,
    audit: audited,
    notes: notes.map(({ file, note }) => `${file}: ${note}`),
    auditJson: printableLines(JSON.stringify(audited, null, 2)) + "\n",
    judged: hasArea ? judged(first, other) : null,
  };
}

function judged(first: NamedTable, other: NamedTable | null): Judged {
  tell("Judging the test set");
  const table = judge(first, other), { metrics } = table;
  return {
    ...table,
    other: other?.file ?? "",
    failures: "folds" in metrics ? null : failuresBySubject(first.table, metrics.threshold),
    json: judgedJson(table) + "\n",
  };
}

/** One table, or several of which each is a fold. */
async function readFolds(job: Job): Promise<NamedTable> {
  const tables: NamedTable[] = [];
  for (const file of job.files) tables.push(await read(file, job));
  if (tables.length === 1) return tables[0]!;
  return { file: tables.map(({ file }) => file).join(", "), table: joinFolds(tables) };
}

async function read(file: File, { options }: Job): Promise<NamedTable> {
  const bytes = fileBytes(file, (share) => tell(`Reading ${file.name}`, share));
  const how = { ...options, acrossSets: true, unscored: true };
  const table = await readPredictions(bytes, file.name, how);
  notes.push(...table.notes.map((note) => ({ file: file.name, note })));
  return { file: file.name, table };
}
