import type { ClusteredAuc } from "../../evaluate/auc/obuchowski.ts";
import type { PairedTest } from "../../evaluate/auc/paired_difference.ts";
import type { UnpairedDifference } from "../../evaluate/auc/unpaired_difference.ts";
import type { MacroAuc } from "../../evaluate/classes/macro_auc.ts";
import type { SetName } from "../../split/split.ts";
import type { AttributeSharing } from "../attributes/attribute_sharing.ts";
import type { Audit } from "../audit/audit_result.ts";
import type { Irregularities } from "../audit/irregularities.ts";
import type { JudgedSlices } from "../audit/judged_slices.ts";
import type { SetCounts } from "../audit/set_overlap.ts";

/**
 * What can be determined of a split from predictions of several classes: what `hemoleak audit --json` prints
 * of them. Whether the split leaks follows from names alone, as with two labels; scores are judged class by
 * class against the rest, and by the mean over classes.
 */
export interface ClassAudit extends
  Pick<
    Audit,
    | "verdict"
    | "leaks"
    | "sentences"
    | "notes"
    | "respelled"
    | "doubts"
    | "overlaps"
    | "synthetic"
    | "judged"
    | "claim"
    | "known"
  > {
  /** The classes, in the order of the table's columns. */
  classes: readonly string[];
  /** What each set holds. */
  sets: Record<SetName, ClassSetCounts>;
  /** The whole test set. */
  test: JudgedClasses;
  /** Test slices of subjects that the training set holds too. */
  seen: JudgedClasses;
  /** Test slices of subjects that it does not hold. */
  unseen: JudgedClasses;
  /** The macro AUC of the seen minus that of the unseen; null where either is, or they are of other classes. */
  seenLessUnseen: UnpairedDifference | null;
  /** What knowing who each subject is would score; null without training rows or slices of several classes. */
  oracle: ClassOracle | null;
  /** What is unusual about the names. */
  irregular: Pick<Irregularities, "unnamedSlices" | "ambiguousStudies">;
  /** Classes for which all test slices, two or more, have one score: they are ranked by nothing. */
  constantScores: string[];
  /** What sets share of the attributes that were asked for; absent where there are none. */
  attributes?: AttributeSharing[];
}

/** What an audit of several classes finds, without the words. */
export type ClassFindings = Omit<ClassAudit, "sentences" | "notes">;

/** What one set holds. */
export interface ClassSetCounts extends Pick<SetCounts, "subjects" | "studies" | "slices"> {
  /** Of the subjects, how many have slices of several classes: allowed, where labels are of slices. */
  subjectsOfSeveralClasses: number;
  /** How many slices are of each class, in the order of the classes. */
  ofClass: number[];
}

/** How well the classes are told apart, among some of the test slices. */
export interface JudgedClasses extends Pick<JudgedSlices, "subjects" | "studies" | "slices"> {
  /** Each class against the rest; `positives` are its slices. */
  classes: ({ name: string } & JudgedSlices)[];
  /** The mean of the AUCs of all classes that slices are of; null where `missing` says why. */
  macro: MacroAuc | null;
  /** Why there is none: `no slices`, of one class only, or `no scores` before training. */
  missing: string | null;
}

/**
 * What somebody would score who looks at no image, as for two labels: the score for a class is the share that
 * the class has of the subject's training slices, or of the nearest ones in the study. The one with the
 * higher macro AUC is asked.
 */
export interface ClassOracle {
  /** What the oracle that is asked knows of a slice: whose it is, or also its place in the study. */
  knows: "subject" | "place";
  /** The macro AUC of the oracle that only knows the subject. */
  bySubject: number;
  /** That of the one that knows the place, too; null where no place can be determined. */
  byPlace: number | null;
  /** The macro AUC of the one that is asked, over the classes that test slices are of. */
  macro: MacroAuc;
  /** Its AUC for each of these classes against the rest. */
  classes: ({ name: string } & ClusteredAuc)[];
  /** The network's macro AUC minus the oracle's; null before training. */
  network: PairedTest | null;
}
