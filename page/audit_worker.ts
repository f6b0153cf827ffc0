import { isHemoleakError } from "hemoleak/error.ts";
import { evaluate } from "hemoleak/evaluate/evaluate.ts";
import type { Metrics } from "hemoleak/evaluate/metrics.ts";
import { failuresBySubject } from "hemoleak/evaluate/thresholds/failures.ts";
import { findInSplit } from "hemoleak/leakage/audit/audit.ts";
import { findInFolds } from "hemoleak/leakage/folds/audit_folds.ts";
import { joinFolds } from "hemoleak/predictions/folds.ts";
import type { NamedTable } from "hemoleak/predictions/match_predictions.ts";
import type { PredictionTable } from "hemoleak/predictions/prediction_table.ts";
import { readPredictions } from "hemoleak/predictions/predictions_csv.ts";
import type { PredictionsOptions } from "hemoleak/predictions/predictions_reader.ts";
import { countText } from "hemoleak/text/numbers.ts";
import { printableLines } from "hemoleak/text/printable.ts";
import { asked as askedOf, readingOf } from "../cli/audit_request.ts";
import { type HowToJudge, judge } from "../cli/judge.ts";
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

async function run({ files, other, asked }: Job): Promise<Result> {
  const how = { ...asked.table, ...readingOf(asked.audit) };
  const first = await readFolds(files, how), { table } = first;
  // What is compared need not have the columns that the audit asks for.
  const second = other === undefined ? null : await read(other, { ...how, attributes: [] });
  tell(`Auditing ${countText(table.length)} rows`);
  const question = askedOf(asked.audit);
  const found = table.folds === null ? findInSplit(table, question) : findInFolds(table, question);
  // Without both labels in the test set there is nothing to judge, and the report says so.
  const hasArea = ("folds" in found ? found.auc : found.test.auc) !== null;
  return {
    rows: table.length,
    found,
    notes: notes.map(({ file, note }) => `${file}: ${note}`),
    judged: hasArea ? judged(first, second, asked.judge) : null,
  };
}

function judged(first: NamedTable, other: NamedTable | null, how: HowToJudge): Judged {
  tell("Judging the test set");
  const table = judge(first, other, how), { metrics } = table;
  return {
    ...table,
    other: other?.file ?? "",
    onSheet: "folds" in metrics ? null : onSheet(first.table, metrics),
  };
}

function onSheet(table: PredictionTable, judged: Metrics): Judged["onSheet"] {
  const metrics = judged.unit === "slice" ? judged : evaluate(table);
  return { metrics, failures: failuresBySubject(table, metrics.threshold) };
}

/** One table, or several of which each is a fold. */
async function readFolds(files: readonly File[], how: PredictionsOptions): Promise<NamedTable> {
  const tables: NamedTable[] = [];
  for (const file of files) tables.push(await read(file, how));
  if (tables.length === 1) return tables[0]!;
  return { file: tables.map(({ file }) => file).join(", "), table: joinFolds(tables) };
}

async function read(file: File, how: PredictionsOptions): Promise<NamedTable> {
  const bytes = fileBytes(file, (share) => tell(`Reading ${file.name}`, share));
  const table = await readPredictions(bytes, file.name, how);
  notes.push(...table.notes.map((note) => ({ file: file.name, note })));
  return { file: file.name, table };
}
