import type { Metrics } from "../../evaluate/metrics.ts";
import type { Failures } from "../../evaluate/thresholds/failures.ts";
import type { AuditedRun } from "../../experiment/audit_run.ts";
import type { Profile } from "../../experiment/profile.ts";
import type { CommandRecord, FinishedRecord } from "../../experiment/run_record.ts";
import type { Audit } from "../../leakage/audit/audit_result.ts";
import type { Provenance } from "../../provenance.ts";

/**
 * One item of a published guideline, by its number there: the types of leakage L1.1 to L3.3 of Kapoor
 * and Narayanan (2023), with the questions of their model info sheet (Q1 to Q21); the items 1a to 8b of
 * REFORMS (2024); the items 1 to 44 of CLAIM (2024); those of PROBAST+AI, TRIPOD+AI, STARD-AI and METRICS.
 */
export interface GuidelineItem {
  /** Which guideline. */
  guideline:
    | "model info sheet"
    | "REFORMS"
    | "CLAIM 2024"
    | "PROBAST+AI"
    | "TRIPOD+AI"
    | "STARD-AI"
    | "METRICS";
  /** Its number there, such as `L1.1` or `22`. */
  item: string;
}

/** One question of an info sheet, with what is known of the answer. */
export interface InfoSheetItem {
  /** A short name, the same in every sheet. */
  id: string;
  /** What asks for it; the wording of the question is this project's. */
  sources: readonly GuidelineItem[];
  /** What is asked. */
  question: string;
  /** What the numbers show; null if nothing. */
  answer: string | null;
  /** Where the answer was read; null without an answer. */
  evidence: string | null;
  /** What is left for the author to fill in; null if nothing. */
  open: string | null;
  /** Whether the answer speaks against taking the score for that on new subjects. */
  concern: boolean;
}

/** Of one of the project's networks. */
export type RecordedNetworkRun =
  & AuditedRun["record"]
  & Partial<Pick<FinishedRecord, "software" | "runtime">>
  & {
    profile: Partial<Pick<Profile, "batchSize" | "learningRate" | "warmUp">>;
    trainer?: never;
  };

/** Of a command, or of a program. */
export type RecordedCommandRun =
  & Pick<CommandRecord, "cell" | "splitSha256" | "trainer" | "profile">
  & Partial<Pick<FinishedRecord, "software" | "runtime">>;

/** The part of a run's `record.json` that answers questions. */
export type RecordedRun = RecordedNetworkRun | RecordedCommandRun;

/** The part of a test set's metrics that answers questions. */
export type SheetMetrics = Pick<
  Metrics,
  | "unit"
  | "threshold"
  | "recall"
  | "specificity"
  | "f1"
  | "intervals"
  | "planned"
  | "carried"
  | "alwaysPositive"
>;

/** What a sheet is filled in from; without one of these its questions are left to the author. */
export interface InfoSheetSource {
  /** Of the predictions. */
  audit: Audit;
  /** Of a run in a grid or of `reproduce`: how its split was drawn, and what is known of its training. */
  record?: RecordedRun;
  /** Of the test set. */
  metrics?: SheetMetrics;
  /** Whom a threshold gets wrong. */
  failures?: Failures;
  /** Where the numbers come from. */
  provenance?: Provenance;
}

/** Whether a sheet is of generated data, by its provenance or by the names of its subjects. */
export function isSynthetic({ audit, provenance }: InfoSheetSource): boolean {
  return audit.synthetic || provenance?.synthetic === true;
}
