import { rankingOf } from "../../evaluate/auc/auc.ts";
import type { ClusteredScores } from "../../evaluate/auc/clusters.ts";
import { type DeLong, delong } from "../../evaluate/auc/delong.ts";
import { type ClusteredAuc, clusteredAuc } from "../../evaluate/auc/obuchowski.ts";
import { missingLabel, takeRows } from "../../evaluate/judged_rows.ts";
import type { PredictionTable } from "../../predictions/prediction_table.ts";

/** How well positive and negative slices are told apart, among some of the test slices. */
export interface JudgedSlices {
  /** How many subjects the slices are of. */
  subjects: number;
  /** How many studies. */
  studies: number;
  /** How many slices. */
  slices: number;
  /** How many of them are positive. */
  positives: number;
  /** Null without slices. */
  prevalence: number | null;
  /** Null where there is no AUC. */
  auc: AuditedAuc | null;
  /**
   * Why there is no AUC: `no slices`, `no positive slices`, `no negative slices`, or `no scores` before
   * training; null if there is.
   */
  missing: string | null;
}

/** One area with two intervals: by what is independent, and by what is not. */
export interface AuditedAuc {
  /** With the interval over subjects: the one to report. */
  clustered: ClusteredAuc;
  /** With the interval as if all slices were independent. */
  delong: DeLong;
  /** How many times wider the interval over subjects is; null if the other has no width. */
  widthRatio: number | null;
  /** The variance over subjects by DeLong's; null where either is unknown or DeLong's is 0. */
  designEffect: number | null;
}

/** Why there is no AUC before training. */
export const NO_SCORES = "no scores";

/** Judges some rows of a table. */
export function judgeSlices(
  table: PredictionTable,
  rows: Uint32Array,
  { level = 0.95 }: { level?: number } = {},
): JudgedSlices {
  const taken = takeRows(table, rows);
  const positives = taken.labels.reduce((sum, label) => sum + label, 0);
  const slices = rows.length;
  const missing = missingLabel(taken.labels) ??
    (slices > 0 && taken.scores.every(Number.isNaN) ? NO_SCORES : null);
  return {
    subjects: new Set(taken.subjects).size,
    studies: new Set(taken.studies).size,
    slices,
    positives,
    prevalence: slices === 0 ? null : positives / slices,
    auc: missing === null ? auditedAuc(taken, level) : null,
    missing,
  };
}

function auditedAuc(scored: ClusteredScores, level: number): AuditedAuc {
  const ranked = { ...scored, ranking: rankingOf(scored) };
  const clustered = clusteredAuc(ranked, { level });
  const naive = delong(ranked, { level });
  const width = ({ ci: [low, high] }: ClusteredAuc | DeLong) => high - low;
  const known = clustered.variance !== null && naive.variance !== null && naive.variance > 0;
  return {
    clustered,
    delong: naive,
    widthRatio: width(naive) > 0 ? width(clustered) / width(naive) : null,
    designEffect: known ? clustered.variance! / naive.variance! : null,
  };
}
