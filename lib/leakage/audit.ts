import type { DeLong } from "../evaluate/delong.ts";
import type { Interval } from "../evaluate/interval.ts";
import type { ClusteredAuc } from "../evaluate/obuchowski.ts";
import type { Prediction } from "../evaluate/prediction.ts";
import type { PredictionTable } from "../evaluate/prediction_table.ts";
import type { SetName } from "../split/split.ts";
import type { IdentityOracle } from "./identity_oracle.ts";
import type { ImageAudit } from "./image_audit.ts";
import type { RecognitionProbe } from "./recognition_probe.ts";
import type { SetCounts, SetOverlap } from "./set_overlap.ts";

/**
 * What can be told of a split from its predictions: the content of `audit.json`, and what
 * `hemoleak audit --json` prints. What cannot be told is null, with the reason beside it.
 */
export interface Audit {
  /**
   * `leaks`: the test set shares subjects or images with the training or validation set. `separate`:
   * it shares none. `unknown`: the predictions hold no training rows, or no test rows.
   */
  verdict: Verdict;
  /** In which ways it leaks, the gravest first; empty unless the verdict is `leaks`. */
  leaks: Leak[];
  /** The verdict in plain words with the numbers behind it, a sentence each. */
  sentences: string[];
  /** What else to mind, a sentence each: of names, labels and scores that may be other than meant. */
  notes: string[];
  /** What each set holds. */
  sets: Record<SetName, SetCounts>;
  /** What two sets have in common. */
  overlaps: {
    trainTest: SetOverlap;
    validationTest: SetOverlap;
    trainValidation: SetOverlap;
  };
  /** The whole test set. */
  test: JudgedSlices;
  /** Test slices of subjects that the training set holds too. */
  seen: JudgedSlices;
  /** Test slices of subjects that it does not hold. */
  unseen: JudgedSlices;
  /** The AUC of the seen less that of the unseen; null where either is. */
  seenLessUnseen: AucDifference | null;
  /** What knowing who each subject is would score; null without training rows or a test AUC. */
  oracle: IdentityOracle | null;
  /** What of the names and scores is other than usual. */
  irregular: Irregularities;
  /** What the images tell; null if none were given. */
  images: ImageAudit | null;
  /** How well the network's features name the subject; null if none were given. */
  probe: RecognitionProbe | null;
}

/** Whether the test set is apart from the training and validation sets. */
export type Verdict = "leaks" | "separate" | "unknown";

/**
 * One way in which the test set is not apart. A leak from the training set is the grave one: weights
 * were fitted to it. One from the validation set is lesser: it only chose the epoch or the threshold;
 * its slices are those that the training set does not spoil already.
 */
export interface Leak {
  /** What the sets have in common. An image is one of another subject, with the very same pixels. */
  by: "slice" | "subject" | "image";
  from: "train" | "validation";
  /** Test slices that it reaches. */
  slices: number;
  /** Of all test slices. */
  share: number;
}

/** How well some of the test slices are told apart. */
export interface JudgedSlices {
  subjects: number;
  studies: number;
  slices: number;
  positives: number;
  /** Null without slices. */
  prevalence: number | null;
  /** Null where there is no AUC. */
  auc: {
    /** With the interval over subjects: the one to report. */
    clustered: ClusteredAuc;
    /** With the interval as if all slices were independent. */
    delong: DeLong;
    /** How many times wider the interval over subjects is; null if the other has no width. */
    widthRatio: number | null;
    /** The variance over subjects by DeLong's; null where either is unknown or DeLong's is 0. */
    designEffect: number | null;
  } | null;
  /** Why there is no AUC: `no slices`, `no positive slices` or `no negative slices`; null if there is. */
  missing: string | null;
}

/** The difference of two AUCs of subjects apart, in [-1, 1]. */
export interface AucDifference extends Interval {
  difference: number;
}

/** What in a table may be other than meant. None of it is a leak by itself. */
export interface Irregularities {
  /** Rows whose slice has no name: whether it is in two sets cannot be told. */
  unnamedSlices: number;
  /** Names of studies that occur under several subjects: one person under two names, if studies are
   * not numbered within each subject. */
  ambiguousStudies: { count: number; examples: string[] };
  /** Scores outside [0, 1]: allowed, since only their order counts, but no probabilities. */
  outsideUnit: { count: number; least: number; greatest: number };
}

/** What to add to an audit, and how wide its intervals are. */
export interface AuditOptions {
  /** What the images tell. */
  images?: ImageAudit | null;
  /** What the network's features tell. */
  probe?: RecognitionProbe | null;
  /** Coverage of the intervals. Default 0.95. */
  level?: number;
}

/**
 * Audits a split from the predictions of any framework alone. Training and validation rows tell which
 * subjects were learned from and with which labels; their scores are not looked at.
 *
 * @throws {PredictionsError} No predictions, or a score that is not finite.
 */
export declare function audit(
  predictions: readonly Prediction[] | PredictionTable,
  options?: AuditOptions,
): Audit;
