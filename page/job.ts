import type { AuditRequest } from "../cli/audit_request.ts";
import type { HowToJudge, JudgedTable } from "../cli/judge.ts";
import type { Metrics } from "hemoleak/evaluate/metrics.ts";
import type { Failures } from "hemoleak/evaluate/thresholds/failures.ts";
import type { PredictionsOptions } from "hemoleak/predictions/predictions_reader.ts";
import type { Findings } from "hemoleak/leakage/audit/audit_result.ts";
import type { FoldFindings } from "hemoleak/leakage/folds/folded_audit.ts";

/** What the reader asks, as the command line's options say it. */
export interface Asked {
  /** How the columns are read, of all files. */
  table: Pick<PredictionsOptions, "columns" | "positive" | "sets">;
  /** Of `audit`. */
  audit: AuditRequest;
  /** Of `evaluate`. */
  judge: HowToJudge;
}

/** What the audit's worker is asked. */
export interface Job {
  /** One, or each of several folds. */
  files: readonly File[];
  /** Another classifier's table of the same slices, to test the difference. */
  other?: File;
  asked: Asked;
}

/** What it answers, as long as it works. */
export type Answer =
  | { kind: "progress"; stage: string; share?: number }
  | { kind: "failed"; message: string; isExpected: boolean }
  | { kind: "audited"; result: Result };

/** What came out, in numbers. */
export interface Result {
  rows: number;
  /** What the audit found; the report's worker has the words. */
  found: Findings | FoldFindings;
  /** How the tables were read, where that is other than documented. */
  notes: readonly string[];
  /** Null where nothing can be judged. */
  judged: Judged | null;
}

/** What judging gives. */
export interface Judged extends JudgedTable {
  /** The name of the other classifier's table; empty without one. */
  other: string;
  /** What the info sheet says, always of slices; null of folds, of which each has its own network. */
  onSheet: { metrics: Metrics; failures: Failures } | null;
}

/** What a worker has to do with the page. */
export interface WorkerScope<Message> {
  onmessage: ((event: MessageEvent<Message>) => void) | null;
  postMessage(message: unknown): void;
}

/** What the report's worker is asked: it has Vega, and the words. */
export interface ReportJob extends Pick<Result, "found" | "judged"> {
  title: string;
}

/** What it answers, as the command line writes it. */
export interface Report {
  /** The verdict in a sentence. */
  verdict: string;
  /** `audit --html`. */
  html: string;
  /** `audit --json`. */
  json: string;
  /** `audit --sheet`. */
  sheet: string;
  /** `evaluate`, and with `--json`; null where nothing can be judged. */
  metrics: { text: string; json: string } | null;
}
