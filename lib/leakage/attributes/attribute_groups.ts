import type { ClusteredScores } from "../../evaluate/auc/clusters.ts";
import { type ClusteredAuc, clusteredAuc } from "../../evaluate/auc/obuchowski.ts";
import { missingLabel, takeRows } from "../../evaluate/judged_rows.ts";
import { clusteredProportion, type Proportion } from "../../evaluate/thresholds/proportion.ts";
import type { PredictionTable } from "../../predictions/prediction_table.ts";
import { NO_SCORES } from "../audit/judged_slices.ts";
import type { Attribute } from "./attribute.ts";

/** So many groups of an attribute are judged, those with the most test slices. */
const MOST_GROUPS = 20;
/** Fewer subjects with a label do not show how such subjects differ. */
const LEAST_SUBJECTS = 2;

/** The test slices with one value of an attribute, or with numbers of one range. */
export interface JudgedGroup {
  /** The value, or the range. */
  value: string;
  /** How many subjects the slices are of. */
  subjects: number;
  /** How many slices. */
  slices: number;
  /** How many of them are positive. */
  positives: number;
  /** Over subjects; null where `missing` says why. */
  auc: ClusteredAuc | null;
  /** Share of positives with a score of at least the threshold; null with too few subjects, or no threshold. */
  sensitivity: Proportion | null;
  /** Share of negatives below it; null with too few subjects, or no threshold. */
  specificity: Proportion | null;
  /** Why there is no AUC; null if there is. */
  missing: string | null;
}

/** An attribute's groups in the test set. */
export interface JudgedGroups {
  /** Those with the most slices, at most 20, in their natural order. */
  groups: JudgedGroup[];
  /** Groups beyond these, and their slices. */
  others: { values: number; slices: number };
}

/**
 * Judges the test slices of each group by themselves. Where fewer than two subjects have positives, or
 * negatives, a group has no AUC: nothing shows how such subjects differ.
 *
 * @param rows The test rows.
 * @param threshold Null where scores are none, or no probabilities.
 */
export function judgeGroups(
  table: PredictionTable,
  rows: Uint32Array,
  { of, groups }: Attribute,
  { threshold, level = 0.95 }: { threshold: number | null; level?: number },
): JudgedGroups {
  const slices = new Uint32Array(groups.length);
  for (const row of rows) if (of[row]! >= 0) slices[of[row]!]!++;
  const tested = [...groups.keys()].filter((group) => slices[group]! > 0);
  const shown = tested.toSorted((a, b) => slices[b]! - slices[a]!).slice(0, MOST_GROUPS);
  const others = tested.filter((group) => !shown.includes(group));
  const taken = takeRows(table, rows);
  const rowsOf = new Map(
    shown.map((group) => [group, { at: new Uint32Array(slices[group]!), count: 0 }]),
  );
  for (const [i, row] of rows.entries()) {
    const group = rowsOf.get(of[row]!);
    if (group !== undefined) group.at[group.count++] = i;
  }
  return {
    groups: shown.sort((a, b) => a - b).map((group) => {
      const { at } = rowsOf.get(group)!;
      const scored = {
        scores: Float64Array.from(at, (i) => taken.scores[i]!),
        labels: Uint8Array.from(at, (i) => taken.labels[i]!),
        subjects: Uint32Array.from(at, (i) => taken.subjects[i]!),
      };
      return { value: groups[group]!, ...judgeGroup(scored, threshold, level) };
    }),
    others: {
      values: others.length,
      slices: others.reduce((sum, group) => sum + slices[group]!, 0),
    },
  };
}

function judgeGroup(
  scored: ClusteredScores & { scores: Float64Array },
  threshold: number | null,
  level: number,
): Omit<JudgedGroup, "value"> {
  const { labels, scores } = scored;
  const isScored = !scores.some(Number.isNaN);
  const positive = callsOf(scored, 1, (score) => score >= (threshold ?? NaN));
  const negative = callsOf(scored, 0, (score) => score < (threshold ?? NaN));
  const rate = ({ right, slices }: Calls): Proportion | null =>
    threshold === null || !isScored || slices.length < LEAST_SUBJECTS
      ? null
      : clusteredProportion(right, slices, { level });
  const few = Math.min(positive.slices.length, negative.slices.length) < LEAST_SUBJECTS;
  const missing = isScored ? missingLabel(labels) ?? (few ? TOO_SMALL : null) : NO_SCORES;
  return {
    subjects: new Set(scored.subjects as Uint32Array).size,
    slices: labels.length,
    positives: positive.slices.reduce((sum, count) => sum + count, 0),
    auc: missing === null ? clusteredAuc(scored, { level }) : null,
    sensitivity: rate(positive),
    specificity: rate(negative),
    missing,
  };
}

const TOO_SMALL = "fewer than two subjects of a label";

/** Of each subject with slices of a label: how many these are, and how many were called right. */
interface Calls {
  right: Float64Array;
  slices: Float64Array;
}

function callsOf(
  { scores, labels, subjects }: ClusteredScores,
  label: number,
  isRight: (score: number) => boolean,
): Calls {
  const places = new Map<string | number, number>();
  for (let i = 0; i < labels.length; i++) {
    const subject = subjects[i]!;
    if (labels[i] === label && !places.has(subject)) places.set(subject, places.size);
  }
  const right = new Float64Array(places.size), slices = new Float64Array(places.size);
  for (let i = 0; i < labels.length; i++) {
    if (labels[i] !== label) continue;
    const place = places.get(subjects[i]!)!;
    slices[place]!++;
    if (isRight(scores[i]!)) right[place]!++;
  }
  return { right, slices };
}
