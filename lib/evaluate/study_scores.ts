import { PredictionsError } from "../error.ts";
import { fitLogistic, type Logistic } from "../statistics/logistic.ts";
import type { ClusteredScores } from "./auc/clusters.ts";

/** Slices' scores with the study that each is of. */
export interface StudyRows extends ClusteredScores {
  /** The number of each score's study; a study is of one subject. */
  studies: ArrayLike<number>;
}

/** How the scores of a study's slices become one. */
export type StudyScore = "mean" | "max" | "top";

/** Every way of it. */
export const STUDY_SCORES: readonly StudyScore[] = ["mean", "max", "top"];

/** How many slices `top` takes: about as many as a small hemorrhage reaches into. */
export const TOP_SLICES = 5;

/**
 * One score per study: the mean of its slices' scores, the highest, or the mean of the few highest (of
 * all, where it has fewer). A study is positive if any of its slices is.
 *
 * @param rows The slices.
 * @param how Which score.
 * @param top How many slices `top` takes. Default {@linkcode TOP_SLICES}.
 * @returns One row per study, in the order of the studies' numbers.
 * @throws {PredictionsError} Unequal lengths.
 */
export function studyScores(
  rows: StudyRows,
  how: StudyScore,
  { top = TOP_SLICES }: { top?: number } = {},
): ClusteredScores {
  const studies = groupByStudy(rows);
  return { ...studies, scores: Float64Array.from(studies.slices, (of) => scoreOf(of, how, top)) };
}

/** What is judged: slices as they are, or a score of each study. */
export function unitScores(
  slices: StudyRows,
  unit: "slice" | "study",
  how: StudyScore,
): ClusteredScores {
  return unit === "study" ? studyScores(slices, how) : slices;
}

/** A logistic model of a study's three scores. */
export interface StudyModel {
  /** Of the mean, the highest and the top score, in this order. */
  logistic: Logistic;
  /** How many slices the top score is the mean of. */
  top: number;
}

/**
 * Fits a logistic regression of the study's label on its mean, highest and top scores. Fit it on the
 * validation set: on the test set it would learn what it is to be judged by.
 *
 * @throws {PredictionsError} No slices, studies of one label only, unequal lengths.
 */
export function fitStudyModel(
  validation: StudyRows,
  { top = TOP_SLICES }: { top?: number } = {},
): StudyModel {
  const studies = groupByStudy(validation);
  return { logistic: fitLogistic(featuresOf(studies, top), studies.labels), top };
}

/** The probability of each study by a fitted model. */
export function modelStudyScores(rows: StudyRows, { logistic, top }: StudyModel): ClusteredScores {
  const studies = groupByStudy(rows);
  const scores = Float64Array.from(featuresOf(studies, top), (of) => logistic.probability(of));
  return { ...studies, scores };
}

interface Studies {
  /** Each study's scores, descending. */
  slices: Float64Array[];
  labels: Uint8Array;
  subjects: (string | number)[];
}

function groupByStudy({ scores, labels, subjects, studies }: StudyRows): Studies {
  if (studies.length !== scores.length || labels.length !== scores.length) {
    throw new PredictionsError({
      expected: "one study and one label per score",
      found: `${studies.length} studies and ${labels.length} labels for ${scores.length} ` +
        "scores",
    });
  }
  const sizes = new Map<number, number>();
  for (let row = 0; row < studies.length; row++) {
    sizes.set(studies[row]!, (sizes.get(studies[row]!) ?? 0) + 1);
  }
  const numbers = [...sizes.keys()].sort((a, b) => a - b);
  const placeOf = new Map(numbers.map((number, place) => [number, place]));
  const slices = numbers.map((number) => new Float64Array(sizes.get(number)!));
  const filled = new Uint32Array(numbers.length), positive = new Uint8Array(numbers.length);
  const subjectOf: (string | number)[] = [];
  for (let row = 0; row < studies.length; row++) {
    const place = placeOf.get(studies[row]!)!;
    slices[place]![filled[place]!++] = scores[row]!;
    if (labels[row] === 1) positive[place] = 1;
    subjectOf[place] = subjects[row]!;
  }
  for (const of of slices) of.sort().reverse();
  return { slices, labels: positive, subjects: subjectOf };
}

function scoreOf(descending: Float64Array, how: StudyScore, top: number): number {
  if (how === "max") return descending[0]!;
  const taken = how === "top" ? descending.subarray(0, top) : descending;
  return taken.reduce((sum, score) => sum + score, 0) / taken.length;
}

function featuresOf({ slices }: Studies, top: number): number[][] {
  return slices.map((of) => STUDY_SCORES.map((how) => scoreOf(of, how, top)));
}
