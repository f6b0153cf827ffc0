import type { CohortReading } from "./cohort_reading.ts";
import type { TableStudy } from "./labels/label_table.ts";
import type { Criterion } from "./series/select_series.ts";
import type { Rejection } from "./rejection.ts";
import type { SliceRow } from "./slice_row.ts";
import type { StudyRow } from "./study_row.ts";

/** One study of the label table, whether there are images of it or not: a row of `studies.csv`. */
export interface TableRow extends TableStudy {
  /** How many of its slices are in the cohort; 0 where the study was left out. */
  slices: number;
}

/** What became of one series: a row of `series.csv`. */
export interface SeriesDecision {
  /** Its name in the label table. */
  study: string;
  /** Its folder's name; unique within the study. */
  series: string;
  /** What became of it. */
  decision: "kept" | "dropped";
  /** What it was decided by; empty where it is the only one that can be taken. */
  criterion: Exclude<Criterion, null> | "labels" | "";
  /** The same in words. */
  reason: string;
  /** How many slices it has. */
  slices: number;
  /** Median distance between slices in mm, or null. */
  spacing: number | null;
  /** Nominal slice thickness in mm, or null. */
  thickness: number | null;
  /** The kernel's name where it is a known one; else `soft`, `sharp` or `unknown`. */
  kernel: string;
  /** What is covered along the slices' normal in mm, or null. */
  extent: number | null;
  /** Tilt of the gantry in degrees, or null. */
  tilt: number | null;
  /** Slices that gaps between its slices have room for, or null. */
  missing: number | null;
  /** Slices at the place of another one, or null. */
  duplicates: number | null;
  /** What else is out of the ordinary, in words. */
  notes: string;
}

/** Which slices there are, whose they are and what they show. */
export interface Cohort {
  /** The folder that `file` in the slices is relative to. */
  root: string;
  /** Study by study in natural order of names, each from the feet to the head. */
  slices: SliceRow[];
  /** The studies that have slices here, in the order of these. */
  studies: StudyRow[];
  /** A decision for every series of every labeled study. */
  series: SeriesDecision[];
  /** Every file, folder or label that could not be used, and why. */
  rejected: Rejection[];
  /** The studies of the label table; none where it names images only. */
  table: TableRow[];
  /** How it was read; missing where it was opened from files that older versions wrote. */
  reading?: CohortReading;
  /**
   * What of the label table was read otherwise than documented, and what of the headers distinguishes
   * nobody; none where the cohort was opened from its files.
   */
  notes?: readonly string[];
}
