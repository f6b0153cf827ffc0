import { PredictionsError } from "../../error.ts";
import { sideDegrees } from "../../evaluate/auc/area_mean.ts";
import { clusterPairs } from "../../evaluate/auc/cluster_pairs.ts";
import type { Trial } from "./trial.ts";

/**
 * How much a mean over the subjects that a network was trained on varies, if each had the variance 1. 0 where
 * none are known.
 */
export interface Taught {
  /** Over all of them: 1 by their number. */
  byAll: number;
  /** By those who are not tested, and so in no influence. */
  byOthers: number;
}

/** The test AUC of one run, and how its chance is shared out among the subjects. */
export interface TrialAuc {
  seed: number;
  auc: number;
  /**
   * How far each tested subject moves the AUC, to first order: the deviations of its slices' placements
   * from the AUC, of which the clustered variance (Obuchowski 1997, Biometrics 53:567) is made; it is the
   * sum of their squares where each subject has one label.
   */
  influence: ReadonlyMap<string, number>;
  /** The subjects that have positive test slices, with their number, and those that have negative ones. */
  positives: ReadonlyMap<string, number>;
  negatives: ReadonlyMap<string, number>;
  taught: Taught;
}

/**
 * Judges the test set of a run.
 *
 * @throws {PredictionsError} No test slices of one of the labels, or a score that is not finite.
 */
export function trialAuc({ cell: { seed }, predictions }: Trial): TrialAuc {
  const tested = predictions.filter(({ set }) => set === "test");
  const [positives, negatives] = [1, 0].map((label) =>
    slicesBySubject(tested.filter((slice) => slice.label === label))
  ) as [Map<string, number>, Map<string, number>];
  if (positives.size === 0 || negatives.size === 0) {
    throw new PredictionsError({
      expected: `test slices of both labels with seed ${seed}`,
      found: `positive ones of ${positives.size} subjects and negative ones of ${negatives.size}`,
    });
  }
  const pairs = clusterPairs({
    scores: Float64Array.from(tested, ({ score }) => score),
    labels: Uint8Array.from(tested, ({ label }) => label),
    subjects: tested.map(({ subject }) => subject),
  });
  const { auc, clusters, positives: m, negatives: n } = pairs;
  const positiveScale = fewSubjectsScale(positives.size) / m;
  const negativeScale = fewSubjectsScale(negatives.size) / n;
  const influence = new Map<string, number>();
  for (const [row, { subject }] of tested.entries()) {
    const cluster = clusters.of[row]!;
    const ofPositives = pairs.wonByPositives[cluster]! / (2 * n) -
      clusters.positives[cluster]! * auc;
    const ofNegatives = pairs.wonOverNegatives[cluster]! / (2 * m) -
      clusters.negatives[cluster]! * auc;
    influence.set(subject, ofPositives * positiveScale + ofNegatives * negativeScale);
  }
  const taught = taughtBy(predictions, influence);
  return { seed, auc, influence, positives, negatives, taught };
}

function taughtBy(
  predictions: Trial["predictions"],
  tested: { has(subject: string): boolean },
): Taught {
  const trained = [...slicesBySubject(predictions.filter(({ set }) => set === "train")).keys()];
  if (trained.length === 0) return { byAll: 0, byOthers: 0 };
  const others = trained.filter((subject) => !tested.has(subject)).length;
  return { byAll: 1 / trained.length, byOthers: others / trained.length ** 2 };
}

function slicesBySubject(slices: readonly { subject: string }[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { subject } of slices) counts.set(subject, (counts.get(subject) ?? 0) + 1);
  return counts;
}

/** How many different subjects have positive test slices, and how many negative ones. */
export function countTested(
  judged: readonly TrialAuc[],
): { all: number; positives: number; negatives: number } {
  return {
    all: new Set(judged.flatMap(({ influence }) => [...influence.keys()])).size,
    positives: testedSlices(judged.map(({ positives }) => positives)).size,
    negatives: testedSlices(judged.map(({ negatives }) => negatives)).size,
  };
}

/** Of each subject that several tests have, its slices in all of them. */
export function testedSlices(tests: readonly ReadonlyMap<string, number>[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const counts of tests) {
    for (const [subject, count] of counts) sums.set(subject, (sums.get(subject) ?? 0) + count);
  }
  return sums;
}

/**
 * Degrees of freedom of an AUC's variance over the subjects that were tested: Satterthwaite's, of a
 * variance that positive and negative subjects add to as their slices let expect ({@linkcode sideDegrees}).
 * Few where either are, or where a few have most of the slices.
 */
export function testedDegrees(judged: readonly TrialAuc[]): number {
  return sideDegrees(
    [judged.map(({ positives }) => positives), judged.map(({ negatives }) => negatives)]
      .map((tests) => Float64Array.from(testedSlices(tests).values())),
  );
}

/** The root of the article's k / (k - 1), which makes up for deviations from a mean of their own. */
function fewSubjectsScale(subjects: number): number {
  return subjects < 2 ? 0 : Math.sqrt(subjects / (subjects - 1));
}
