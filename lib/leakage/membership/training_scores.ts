import { log } from "../../elementary.ts";
import { getOrMake } from "../../groups.ts";
import { type ClusteredAuc, clusteredAuc } from "../../evaluate/auc/obuchowski.ts";
import {
  type UnpairedDifference,
  unpairedDifference,
} from "../../evaluate/auc/unpaired_difference.ts";
import { haveBothLabels, picked, takeRows } from "../../evaluate/judged_rows.ts";
import { areProbabilities } from "../../evaluate/thresholds/probabilities.ts";
import type { PredictionTable } from "../../predictions/prediction_table.ts";
import { countBelow, countUpTo } from "../../statistics/ascending.ts";
import { rowsOf } from "../../predictions/set_rows.ts";

/** What the scores of the training set say, where they were given. */
export interface TrainingScores {
  /** The AUC on the training slices, with its interval over subjects. */
  auc: ClusteredAuc;
  /**
   * The AUC on training slices minus that on the test slices of subjects never met; null without such
   * slices of both labels.
   */
  lessUnseen: UnpairedDifference | null;
  /** How well scores tell who was trained on; null with fewer than two test subjects never met. */
  membership: Membership | null;
}

/** How well a subject's mean loss tells those trained on from those never met. */
export interface Membership extends ClusteredAuc {
  /** Subjects trained on. */
  members: number;
  /** Test subjects never met. */
  others: number;
  /** `log`: the logarithmic loss of probabilities; `rank`: the share of other labels on the wrong side. */
  loss: "log" | "rank";
}

/** Losses are those of probabilities no nearer to 0 and 1. */
const NEAREST = 1e-6;

/**
 * Judges the training scores against the test scores: whether the classifier fits what it was trained on
 * better than new subjects (over-fitting), and whether its scores tell who was trained on, subject by
 * subject: `membership.auc` is the probability that of a subject trained on and one never met the former
 * has the smaller mean loss, each slice's compared with what is usual for its label, 0.5 by chance (the
 * attack of Yeom et al. 2018, IEEE CSF, 268, with subjects for records). Scores that tell who
 * was trained on are not a leak of the split, but leave the door to one open: where a subject is in both
 * sets, they can be better for that alone. Subjects are the unit of both intervals.
 *
 * @returns Null without training rows of both labels that have finite scores.
 */
export function trainingScores(
  table: PredictionTable,
  { level = 0.95 }: { level?: number } = {},
): TrainingScores | null {
  const scored = (rows: Uint32Array) => rows.filter((row) => Number.isFinite(table.scores[row]!));
  const train = scored(rowsOf(table, "train"));
  const isMember = subjectsOf(table, rowsOf(table, "train"));
  const unseen = scored(rowsOf(table, "test")).filter((row) => !isMember[table.subjectOf[row]!]);
  if (!haveBothLabels(table, train)) return null;
  const auc = clusteredAuc(takeRows(table, train), { level });
  const others = subjectsOf(table, unseen).reduce((count, isOther) => count + isOther, 0);
  const ofUnseen = haveBothLabels(table, unseen)
    ? clusteredAuc(takeRows(table, unseen), { level })
    : null;
  return {
    auc,
    lessUnseen: ofUnseen && unpairedDifference(
      { ...auc, value: auc.auc },
      { ...ofUnseen, value: ofUnseen.auc },
    ),
    membership: others < 2 ? null : membershipOf(table, train, unseen, level),
  };
}

/** 1 for each subject that one of the rows is of. */
function subjectsOf({ subjects, subjectOf }: PredictionTable, rows: Uint32Array): Uint8Array {
  const is = new Uint8Array(subjects.length);
  for (const row of rows) is[subjectOf[row]!] = 1;
  return is;
}

/** A number a row. */
function numbersOf(rows: Uint32Array, of: (row: number) => number): Float64Array {
  const numbers = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) numbers[i] = of(rows[i]!);
  return numbers;
}

function membershipOf(
  table: PredictionTable,
  train: Uint32Array,
  unseen: Uint32Array,
  level: number,
): Membership {
  const rows = new Uint32Array(train.length + unseen.length);
  rows.set(train);
  rows.set(unseen, train.length);
  const isProbability = areProbabilities(picked(table.scores, rows, new Float64Array(rows.length)));
  const losses = isProbability ? logLosses(table, rows) : rankLosses(table, rows);
  const usual = [0, 1].map((label) => meanWhere(losses, (i) => table.labels[rows[i]!] === label));
  const sums = new Map<number, { loss: number; slices: number; isMember: boolean }>();
  for (const [i, row] of rows.entries()) {
    const subject = table.subjectOf[row]!;
    const own = getOrMake(sums, subject, () => ({
      loss: 0,
      slices: 0,
      isMember: i < train.length,
    }));
    own.loss += losses[i]! - usual[table.labels[row]!]!;
    own.slices++;
  }
  const subjects = [...sums.keys()].sort((a, b) =>
    table.subjects[a]! < table.subjects[b]! ? -1 : 1
  );
  const ofSubjects = subjects.map((subject) => sums.get(subject)!);
  const members = ofSubjects.filter(({ isMember }) => isMember).length;
  const found = clusteredAuc({
    scores: ofSubjects.map(({ loss, slices }) => -loss / slices),
    labels: ofSubjects.map(({ isMember }) => isMember ? 1 : 0),
    subjects: subjects.map((_, place) => place),
  }, { level });
  return {
    ...found,
    members,
    others: subjects.length - members,
    loss: isProbability ? "log" : "rank",
  };
}

function logLosses({ scores, labels }: PredictionTable, rows: Uint32Array): Float64Array {
  return numbersOf(rows, (row) => {
    const right = labels[row] === 1 ? scores[row]! : 1 - scores[row]!;
    return -log(Math.min(1, Math.max(NEAREST, right)));
  });
}

/** The share of all slices of the other label that a slice is on the wrong side of, ties counting half. */
function rankLosses({ scores, labels }: PredictionTable, rows: Uint32Array): Float64Array {
  const sorted = [0, 1].map((label) =>
    numbersOf(rows.filter((row) => labels[row] === label), (row) => scores[row]!).sort()
  );
  return numbersOf(rows, (row) => {
    const others = sorted[1 - labels[row]!]!, score = scores[row]!;
    const below = (countBelow(others, score) + countUpTo(others, score)) / 2;
    return labels[row] === 1 ? 1 - below / others.length : below / others.length;
  });
}

function meanWhere(values: Float64Array, counts: (i: number) => boolean): number {
  let sum = 0, count = 0;
  for (let i = 0; i < values.length; i++) {
    if (!counts(i)) continue;
    sum += values[i]!;
    count++;
  }
  return count === 0 ? 0 : sum / count;
}
