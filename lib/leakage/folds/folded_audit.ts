import type { ClusteredAuc } from "../../evaluate/auc/obuchowski.ts";
import type { CorrectedTest, SplitSizes } from "../../evaluate/folds/corrected_t.ts";
import type { FoldAuc } from "../../evaluate/folds/fold_auc.ts";
import type { Audit, Findings } from "../audit/audit_result.ts";
import type { SliceShare } from "../audit/set_overlap.ts";
import type { Leak, Verdict } from "../audit/verdict.ts";

/** One fold, audited as the split that it is. */
export interface AuditedFold {
  /** The fold. */
  fold: string;
  /** The repetition; null where folds are not repeated. */
  repeat: string | null;
  /** What to call it: the fold, with its repetition. */
  name: string;
  /** What was found of it. */
  audit: Audit;
}

/** An attribute over all folds; its groups are judged in each fold by itself. */
export interface FoldedAttribute {
  /** The column. */
  name: string;
  /** Test slices of a value that their fold was trained on, as a share of all; folds that cannot say are left out. */
  shared: SliceShare;
  /** What knowing it alone would score, the mean over the folds where it can be asked; null where in none. */
  oracle: number | null;
  /** How well the networks' features name it for a subject; absent where none were given. */
  named?: Record<"overall" | "positives" | "negatives", MeanRecognition | null>;
}

/** What the images show, over all folds. Folds that cannot say are left out. */
export interface FoldedImages {
  /** Test slices of all folds that have an image. */
  slices: number;
  /** Those with the very pixels of one of their fold's training slices. */
  equal: SliceShare;
  /** Those of them that are equal to one of another subject. */
  equalToOthers: number;
  /** Those nearly equal to one, exact ones included; null where no fold can say what is near. */
  near: SliceShare | null;
  /** Those that are near one of another subject; null as `near` is. */
  nearOthers: number | null;
  /** Those that are one of another subject only when altered; null as `near` is. */
  altered: number | null;
  /** How often the nearest training slice is of the same subject, the mean over folds, and by chance. */
  nearest: { sameSubject: number; chance: number } | null;
  /** Pairs of subjects whose slices are near or altered ones, by the number of slices. */
  suspects: FoldedSuspects[];
}

/** Two subjects who may be one person: which of them is tested depends on the fold. */
export interface FoldedSuspects {
  /** Their names, in order. */
  subjects: [string, string];
  /** Test slices of either that are near, as they are or altered, to a training slice of the other. */
  slices: number;
}

/** What the networks' features show, each network's in its own fold. */
export interface FoldedProbe {
  /** Test slices named by the other half of their subject's stack. */
  contiguous: MeanRecognition | null;
  /** By every other slice of the stack. */
  alternating: MeanRecognition | null;
  /** By the training slices of their subject. */
  trained: MeanRecognition | null;
  /** Whether that is used for the label; null where it cannot be asked of any fold. */
  use: MeanUse | null;
  /**
   * Whether training rows have features of the network that they taught. Where each slice only has those of
   * the network that tested it, `trained` and `use` cannot be asked.
   */
  ofTraining: boolean;
}

/** How often features name the right one: the means over the folds where it can be asked. */
export interface MeanRecognition {
  /** The share named correctly. */
  accuracy: number;
  /** What naming at random reaches. */
  chance: number;
  /** Of how many folds. */
  folds: number;
}

/** What of a linear head's AUC is had from identity: the means over the folds where it can be asked. */
export interface MeanUse {
  /** The AUC of a linear head. */
  head: number;
  /** The same without the axes of the subjects. */
  erased: number;
  /** The second less the first. */
  change: number;
  /** What as many axes at random cost. */
  randomChange: number;
  /** Of how many folds. */
  folds: number;
}

/** What can be determined of cross-validated predictions: what `hemoleak audit --json` prints of folds. */
export interface FoldedAudit {
  /** The worst of the folds': one that leaks makes all of them leak. */
  verdict: Verdict;
  /** In which ways folds leak: slices of all folds, as a share of all that are tested. */
  leaks: (Leak & { folds: number })[];
  /** The verdict in plain words with the numbers behind it, a sentence each. */
  sentences: string[];
  /** What else to mind, a sentence each. */
  notes: string[];
  /** In the order of repetitions and folds. */
  folds: AuditedFold[];
  /** Test slices of all folds together; one that several folds test counts in each. */
  slices: number;
  /** Different test subjects of all folds. */
  subjects: number;
  /** Subjects in a fold's test set and in its training set, the mean over folds. */
  sizes: SplitSizes;
  /** The AUC of the folds, averaged; null where no fold has one. */
  auc: FoldAuc | null;
  /** The AUC of all scores together, as if one network had given them; null where folds are repeated. */
  pooled: ClusteredAuc | null;
  /** The corrected resampled t-test of the folds' AUCs against 0.5; null where folds are not repeated. */
  corrected: CorrectedTest | null;
  /** What knowing who each subject is would score, the mean over the folds where it can be asked. */
  oracle: { auc: number; network: number | null } | null;
  /** The attributes that were asked for, over all folds; absent where there are none. */
  attributes?: FoldedAttribute[];
  /** What the images show; null if none were compared. */
  images: FoldedImages | null;
  /** How well the networks' features name the subject; null if none were given. */
  probe: FoldedProbe | null;
  /** Whether every subject is named as the phantom names its own: then no patient was scanned. */
  synthetic: boolean;
}

/** All that is found of folds, before it is said. */
export interface FoldFindings extends Omit<FoldedAudit, "sentences" | "notes" | "folds"> {
  /** In the order of repetitions and folds. */
  folds: FoundFold[];
}

/** What is found of one fold. */
export interface FoundFold extends Omit<AuditedFold, "audit"> {
  /** What was found of it, without words. */
  audit: Findings;
}
