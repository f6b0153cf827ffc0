import { PredictionsError } from "../../error.ts";
import { clusterPairs } from "../../evaluate/auc/cluster_pairs.ts";
import type { Trial } from "./trial.ts";

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
  /** The subjects that have positive test slices, and those that have negative ones. */
  positives: ReadonlySet<string>;
  negatives: ReadonlySet<string>;
}

/**
 * Judges the test set of a run.
 *
 * @throws {PredictionsError} No test slices of one of the labels, or a score that is not finite.
 */
export function trialAuc({ cell: { seed }, predictions }: Trial): TrialAuc {
  const tested = predictions.filter(({ set }) => set === "test");
  const subjectsOf = (label: 0 | 1) =>
    new Set(tested.filter((slice) => slice.label === label).map(({ subject }) => subject));
  const positives = subjectsOf(1), negatives = subjectsOf(0);
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
  return { seed, auc, influence, positives, negatives };
}

/** How many different subjects have positive test slices, and how many negative ones. */
export function countTested(
  judged: readonly TrialAuc[],
): { all: number; positives: number; negatives: number } {
  const size = (setOf: (trial: TrialAuc) => Iterable<string>) =>
    new Set(judged.flatMap((trial) => [...setOf(trial)])).size;
  return {
    all: size(({ influence }) => influence.keys()),
    positives: size(({ positives }) => positives),
    negatives: size(({ negatives }) => negatives),
  };
}

/**
 * Degrees of freedom of an AUC's variance over the subjects that were tested: Satterthwaite's, of a
 * variance that positive and negative subjects add to as their numbers let expect. Few where either are.
 */
export function testedDegrees(judged: readonly TrialAuc[]): number {
  const { positives, negatives } = countTested(judged);
  return (1 / positives + 1 / negatives) ** 2 /
    (1 / (positives ** 2 * (positives - 1)) + 1 / (negatives ** 2 * (negatives - 1)));
}

/** The root of the article's k / (k - 1), which makes up for deviations from a mean of their own. */
function fewSubjectsScale(subjects: number): number {
  return subjects < 2 ? 0 : Math.sqrt(subjects / (subjects - 1));
}
