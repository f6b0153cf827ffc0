import type { JudgedTable } from "../cli/judge.ts";
import type { Failures } from "hemoleak/evaluate/thresholds/failures.ts";
import type { PredictionsOptions } from "hemoleak/predictions/predictions_reader.ts";
import type { Audit } from "hemoleak/leakage/audit/audit_result.ts";
import type { FoldedAudit } from "hemoleak/leakage/folds/folded_audit.ts";

/** What the audit's worker is asked. */
export interface Job {
  /** One, or each of several folds. */
  files: readonly File[];
  /** Another classifier's table of the same slices, to test the difference. */
  other?: File;
  /** How the columns are read, of both files. */
  options: Pick<PredictionsOptions, "columns" | "positive" | "sets">;
}

/** What it answers, as long as it works. */
export type Answer =
  | { kind: "progress"; stage: string; share?: number }
  | { kind: "failed"; message: string; isExpected: boolean }
  | { kind: "audited"; result: Result };

/** What came out, as the command line writes it. */
export interface Result {
  rows: number;
  audit: Audit | FoldedAudit;
  /** How the tables were read, where that is other than documented. */
  notes: readonly string[];
  /** `audit --json`. */
  auditJson: string;
  /** Null where nothing can be judged. */
  judged: Judged | null;
}

/** What judging gives. */
export interface Judged extends JudgedTable {
  /** The name of the other classifier's table; empty without one. */
  other: string;
  /** Whom the threshold gets wrong; null of folds, of which each has its own network. */
  failures: Failures | null;
  /** `evaluate --json`. */
  json: string;
}

/** What a worker has to do with the page. */
export interface WorkerScope<Message> {
  onmessage: ((event: MessageEvent<Message>) => void) | null;
  postMessage(message: unknown): void;
}

/** What the report's worker is asked: it has Vega, and most of the words. */
export interface ReportJob {
  audit: Audit | FoldedAudit;
  judged: Judged | null;
  title: string;
}

/** What it answers. */
export interface Report {
  /** `audit --html`. */
  html: string;
  /** `audit --sheet`. */
  sheet: string;
  /** `evaluate`; empty where nothing can be judged. */
  metrics: string;
}
