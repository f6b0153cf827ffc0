import { PredictionsError } from "../../error.ts";
import { clusterPairs } from "../../evaluate/auc/cluster_pairs.ts";
import { testRows, type TestView, testViews, type TrialRows } from "./test_views.ts";
import type { AnyTrial } from "./trial.ts";

/** The subjects that an AUC is of. */
interface TestedSubjects {
  /** Those that have positive test slices, or such of the class. */
  positives: ReadonlySet<string>;
  /** Those that have others. */
  negatives: ReadonlySet<string>;
}

/** The test AUC of one run, or the mean of those of its classes, and how its chance is shared out among the subjects. */
export interface TrialAuc {
  seed: number;
  auc: number;
  /**
   * How far each tested subject moves the AUC, to first order: the deviations of its slices' placements
   * from the AUC, of which the clustered variance (Obuchowski 1997, Biometrics 53:567) is made; it is the
   * sum of their squares where each subject has one label.
   */
  influence: ReadonlyMap<string, number>;
  /** Of two labels once, of several classes once for each. */
  tested: readonly TestedSubjects[];
}

/**
 * Judges the test set of a run: of several classes by the mean of their AUCs, or by that of one of them.
 *
 * @param name The one class that is asked for.
 * @throws {PredictionsError} No test slices of one of the labels, or a score that is not finite.
 */
export function trialAuc(trial: AnyTrial, name?: string): TrialAuc {
  return meanOfClasses(classAucs(trial, name));
}

/**
 * The AUCs of a run: of two labels one, of several classes that of each against the rest.
 *
 * @throws {PredictionsError} As {@linkcode trialAuc}.
 */
export function classAucs(trial: AnyTrial, name?: string): TrialAuc[] {
  const tested = testRows(trial), { seed } = trial.cell;
  const views = testViews(tested, name);
  const lacking = views.filter(({ own, labels }) => own !== 1 && !labels.includes(1));
  if (lacking.length > 0) {
    throw new PredictionsError({
      expected: `test slices of each class with seed ${seed}`,
      found: `none of ${lacking.map(({ own }) => own).join(", ")}`,
    });
  }
  return views.map((view) => aucOf(view, tested, seed));
}

/** The mean of the AUCs of one run: a subject moves it by the mean of what it moves them. */
export function meanOfClasses(areas: readonly TrialAuc[]): TrialAuc {
  if (areas.length === 1) return areas[0]!;
  const influence = new Map<string, number>();
  for (const area of areas) {
    for (const [subject, moved] of area.influence) {
      influence.set(subject, (influence.get(subject) ?? 0) + moved / areas.length);
    }
  }
  return {
    seed: areas[0]!.seed,
    auc: areas.reduce((sum, { auc }) => sum + auc, 0) / areas.length,
    influence,
    tested: areas.flatMap(({ tested }) => tested),
  };
}

function aucOf({ labels, scores }: TestView, tested: TrialRows, seed: number): TrialAuc {
  const subjectsOf = (label: 0 | 1) =>
    new Set(tested.filter((_, row) => labels[row] === label).map(({ subject }) => subject));
  const positives = subjectsOf(1), negatives = subjectsOf(0);
  if (positives.size === 0 || negatives.size === 0) {
    throw new PredictionsError({
      expected: `test slices of both labels with seed ${seed}`,
      found: `positive ones of ${positives.size} subjects and negative ones of ${negatives.size}`,
    });
  }
  const pairs = clusterPairs({
    ...{ scores, labels },
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
  return { seed, auc, influence, tested: [{ positives, negatives }] };
}

/**
 * How many different subjects have positive test slices, and how many negative ones: of several classes, those
 * of the class that has fewest.
 */
export function countTested(
  judged: readonly TrialAuc[],
): { all: number; positives: number; negatives: number } {
  const size = (setOf: (trial: TrialAuc) => Iterable<string>) =>
    new Set(judged.flatMap((trial) => [...setOf(trial)])).size;
  const ofClasses = (judged[0]?.tested ?? []).map((_, place) => ({
    positives: size(({ tested }) => tested[place]!.positives),
    negatives: size(({ tested }) => tested[place]!.negatives),
  }));
  const rarest = ofClasses.reduce((least, one) => one.positives < least.positives ? one : least);
  return { all: size(({ influence }) => influence.keys()), ...rarest };
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
