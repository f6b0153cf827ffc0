import type { JudgedSet } from "../../predictions/set_rows.ts";
import type { DeLong } from "../auc/delong.ts";
import type { ClusteredAuc } from "../auc/obuchowski.ts";
import type { Interval } from "../interval.ts";
import type { Proportion } from "../thresholds/proportion.ts";
import type { ClassConfusion } from "./class_confusion.ts";
import type { MacroAuc } from "./macro_auc.ts";

/** What predictions of several classes are worth: what `hemoleak evaluate --json` prints of them. */
export interface ClassMetrics {
  /** Which rows were judged: those of the test set, or of the validation set where there is no test set. */
  judged: JudgedSet;
  /** Number of slices judged. */
  slices: number;
  /** Number of studies they are from. */
  studies: number;
  /** Number of subjects they are from. */
  subjects: number;
  /** Each class against the rest, in the order of the table's columns. */
  classes: JudgedClass[];
  /** The mean of the AUCs of all classes that slices are of. */
  macro: MacroAuc;
  /** Share of slices whose class has the highest score. */
  accuracy: Proportion;
  /** The mean of the recalls of all classes that slices are of: 1 / classes for guessing. */
  balancedAccuracy: Interval & { value: number };
  /** What calling every slice the most frequent class would give. */
  mostFrequent: { name: string; accuracy: number; balancedAccuracy: number };
  /** Which class is called what. */
  confusion: ClassConfusion;
  /** Slices whose highest score several classes have: the first of these in the table is called. */
  ties: number;
  /** Whether the scores of each slice lie in [0, 1] and add up to 1, as far as they are rounded. */
  areProbabilities: boolean;
}

/** One class against the rest. */
export interface JudgedClass {
  /** As its column has it. */
  name: string;
  /** Its slices. */
  slices: number;
  /** Subjects with slices of it. */
  subjects: number;
  /** Its AUC against the rest, with the interval over subjects; null where no slices are of it. */
  clustered: ClusteredAuc | null;
  /** The same as if slices were independent; null likewise. */
  delong: DeLong | null;
  /** Share of its slices that are called so (sensitivity); null likewise. */
  recall: Proportion | null;
  /** Share of slices called so that are its own; null where none are called so. */
  precision: Proportion | null;
  /** The one score for it that all slices have; null where scores differ. */
  constantScore: number | null;
}
