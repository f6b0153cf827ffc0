import { auc } from "../../evaluate/auc/auc.ts";
import { takeRows } from "../../evaluate/judged_rows.ts";
import type { PredictionTable } from "../../predictions/prediction_table.ts";
import { holdsSubject, type ValueCounts } from "../audit/set_overlap.ts";
import { neighborScores } from "./neighbor_oracle.ts";
import { type AskedOracle, askOracle, meanLabel } from "./oracle.ts";

/**
 * What somebody would score who looks at no image: either by whose a test slice is, its score being the
 * mean label of that subject's training slices, or by where in the subject's study it lies as well, its
 * score being the labels of the nearest training slices. The one that scores more is asked.
 */
export interface IdentityOracle extends AskedOracle {
  /** What the oracle that is asked knows of a slice: whose it is, or also its place in the study. */
  knows: "subject" | "place";
  /** The AUC of the oracle that only knows the subject. */
  bySubject: number;
  /** That of the one that knows the place, too; null where no place can be determined. */
  byPlace: number | null;
}

/**
 * Asks the oracle.
 *
 * @param rows The test rows; of both labels.
 * @param train What the training set holds: at least one slice.
 */
export function identityOracle(
  table: PredictionTable,
  rows: Uint32Array,
  train: ValueCounts,
  { level = 0.95 }: { level?: number } = {},
): IdentityOracle {
  const network = takeRows(table, rows);
  const { ofSubjects, ofPlaces } = oracleScores(table, rows, train);
  const areaOf = (scores: Float64Array) => auc({ scores, labels: network.labels });
  const bySubject = areaOf(ofSubjects), byPlace = ofPlaces && areaOf(ofPlaces);
  const knows = byPlace !== null && byPlace > bySubject ? "place" : "subject";
  const scores = knows === "place" ? ofPlaces! : ofSubjects;
  return { knows, bySubject, byPlace, ...askOracle(network, scores, { level }) };
}

/** What the oracle says of each row that only knows the subject, and what that which knows the place does. */
export interface OracleScores {
  ofSubjects: Float64Array;
  /** Null where no place can be determined, whatever the labels are. */
  ofPlaces: Float64Array | null;
}

/** Asks both for their scores. */
export function oracleScores(
  table: PredictionTable,
  rows: Uint32Array,
  train: ValueCounts,
): OracleScores {
  const labelOf = meanLabels(train);
  const ofSubjects = Float64Array.from(rows, (row) => labelOf(table.subjectOf[row]!));
  return { ofSubjects, ofPlaces: neighborScores(table, rows, ofSubjects) };
}

/**
 * The mean label of a subject's training slices, drawn towards that of all as far as subjects differ no
 * more than by chance (the posterior mean of a beta-binomial model, its correlation by analysis of
 * variance; Ridout, Demetrio and Firth 1999, Biometrics 55:137). As it stands, the mean label would be
 * wrong below chance there: of a subject whose positives happen to be tested, fewer are left to train on.
 * Of a subject without training slices, who is nobody to the oracle, it is the mean of all.
 */
function meanLabels(train: ValueCounts): (subject: number) => number {
  const { positives, negatives } = train;
  const trained = [...positives.keys()].filter((subject) => holdsSubject(train, subject));
  const sizeOf = (subject: number) => positives[subject]! + negatives[subject]!;
  const sum = (valueOf: (subject: number) => number) =>
    trained.reduce((total, subject) => total + valueOf(subject), 0);
  const slices = sum(sizeOf), mean = meanLabel(train);
  const share = (subject: number) => positives[subject]! / sizeOf(subject);
  const within = sum((of) => sizeOf(of) * share(of) * (1 - share(of)));
  // Where each subject has one label, there is nothing to draw it from.
  if (within === 0) return (subject) => holdsSubject(train, subject) ? share(subject) : mean;
  const others = trained.length - 1;
  const between = sum((of) => sizeOf(of) * (share(of) - mean) ** 2) / others;
  const inside = within / (slices - trained.length);
  const size = (slices - sum((of) => sizeOf(of) ** 2) / slices) / others;
  const correlation = (between - inside) / (between + (size - 1) * inside);
  if (!(correlation > 0)) return () => mean;
  const weight = (1 - correlation) / correlation;
  return (subject) => (positives[subject]! + weight * mean) / (sizeOf(subject) + weight);
}
