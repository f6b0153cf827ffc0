import { isHemoleakError } from "hemoleak/error.ts";
import { compare } from "hemoleak/evaluate/compare.ts";
import { evaluate } from "hemoleak/evaluate/evaluate.ts";
import { failuresBySubject } from "hemoleak/evaluate/thresholds/failures.ts";
import { audit } from "hemoleak/leakage/audit/audit.ts";
import type { NamedTable } from "hemoleak/predictions/match_predictions.ts";
import { readPredictions } from "hemoleak/predictions/predictions_csv.ts";
import { countText } from "hemoleak/text/numbers.ts";
import { printableLines } from "hemoleak/text/printable.ts";
import { fileBytes } from "./file_bytes.ts";
import type { Answer, Job, Judged, Result, WorkerScope } from "./job.ts";

const worker = self as unknown as WorkerScope<Job>;
const answer = (message: Answer) => worker.postMessage(message);
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
  const first = await read(job.file, job), { table } = first;
  const other = job.other === undefined ? null : await read(job.other, job);
  tell(`Auditing ${countText(table.length)} rows`);
  const audited = audit(table);
  return {
    rows: table.length,
    audit: audited,
    notes: [first, ...other === null ? [] : [other]].flatMap(({ file, table }) =>
      table.notes.map((note) => `${file}: ${note}`)
    ),
    auditJson: printableLines(JSON.stringify(audited, null, 2)) + "\n",
    // Without both labels in the test set there is nothing to judge, and the report says so.
    judged: audited.test.auc === null ? null : judge(first, other),
  };
}

function judge(first: NamedTable, other: NamedTable | null): Judged {
  tell("Judging the test set");
  const metrics = evaluate(first.table);
  const comparison = other && { paired: compare(first, other), file: other.file };
  const all = comparison === null ? metrics : { ...metrics, paired: comparison.paired };
  const failures = failuresBySubject(first.table, metrics.threshold);
  return { metrics, failures, comparison, json: JSON.stringify(all, null, 2) + "\n" };
}

async function read(file: File, { options }: Job): Promise<NamedTable> {
  const bytes = fileBytes(file, (share) => tell(`Reading ${file.name}`, share));
  return {
    file: file.name,
    table: await readPredictions(bytes, file.name, { ...options, acrossSets: true }),
  };
}
