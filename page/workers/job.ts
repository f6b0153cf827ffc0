import type { AuditRequest } from "../../cli/audit_request.ts";
import type { HowToJudge } from "../../cli/judge.ts";
import type { PredictionsOptions } from "hemoleak/predictions/predictions_reader.ts";
import type { Findings } from "hemoleak/leakage/audit/audit_result.ts";
import type { ClassFindings } from "hemoleak/leakage/classes/class_audit.ts";
import type { FoldFindings } from "hemoleak/leakage/folds/folded_audit.ts";
import type { SentTables } from "./sent_tables.ts";

/** What the reader asks, as the command line's options say it. */
export interface Asked {
  /** How the columns are read, of all files. */
  table: Pick<PredictionsOptions, "columns" | "positive" | "classes" | "class" | "sets">;
  /** Of `audit`. */
  audit: AuditRequest;
  /** Of `evaluate`. */
  judge: HowToJudge;
}

/** What a worker that audits is asked. */
export interface Job {
  /** One, or each of several folds. */
  files: readonly File[];
  /** Another classifier's table of the same slices, to test the difference. */
  other?: File;
  asked: Asked;
}

/** What a worker answers, as long as it works. */
export type Answer<Result> =
  | { kind: "progress"; stage: string; share?: number }
  | { kind: "failed"; message: string; isExpected: boolean }
  | { kind: "done"; result: Result };

/** What an audit found; the report's worker has the words. */
export type Found = Findings | FoldFindings | ClassFindings;

/** What came out of an audit, in numbers. */
export interface Result {
  rows: number;
  found: Found;
  /** How the tables were read, where that is other than documented. */
  notes: readonly string[];
  /** To be judged; null where there is nothing to judge. */
  tables: SentTables | null;
}

/** What the report's worker is asked: it judges, and has Vega, and the words. */
export interface ReportJob extends Pick<Result, "found" | "tables"> {
  title: string;
  judge: HowToJudge;
}

/** What it answers, as the command line writes it. */
export interface Report {
  /** The verdict in a sentence. */
  verdict: string;
  /** `audit --html`. */
  html: string;
  /** `audit --json`. */
  json: string;
  /** `audit --sheet`; null of several classes. */
  sheet: string | null;
  /** `evaluate`, and with `--json`; null where nothing can be judged. */
  metrics: { text: string; json: string } | null;
}
