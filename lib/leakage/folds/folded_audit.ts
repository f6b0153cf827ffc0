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
