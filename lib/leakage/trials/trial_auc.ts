import { PredictionsError } from "../../error.ts";
import { clusterPairs } from "../../evaluate/auc/cluster_pairs.ts";
import { sideDegrees } from "../../statistics/weighted_subjects.ts";
import { testRows, type TestView, testViews, type TrialRows } from "./test_views.ts";
import type { AnyTrial } from "./trial.ts";

/** Of each subject that has any, how many test slices an AUC is of. */
interface TestedSlices {
  /** Positive ones, or such of the class. */
  positives: ReadonlyMap<string, number>;
  /** Others. */
  negatives: ReadonlyMap<string, number>;
}

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
  tested: readonly TestedSlices[];
  taught: Taught;
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
  const taught = taughtBy(trial.predictions, new Set(tested.map(({ subject }) => subject)));
  return views.map((view) => ({ seed, taught, ...aucOf(view, tested, seed) }));
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
    ...areas[0]!,
    auc: areas.reduce((sum, { auc }) => sum + auc, 0) / areas.length,
    influence,
    tested: areas.flatMap(({ tested }) => tested),
  };
}

function aucOf(
  { labels, scores }: TestView,
  tested: TrialRows,
  seed: number,
): Omit<TrialAuc, "seed" | "taught"> {
  const slicesOf = (label: 0 | 1) =>
    slicesBySubject(tested.filter((_, row) => labels[row] === label));
  const positives = slicesOf(1), negatives = slicesOf(0);
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
  return { auc, influence, tested: [{ positives, negatives }] };
}

function taughtBy(rows: TrialRows, tested: ReadonlySet<string>): Taught {
  const trained = [...slicesBySubject(rows.filter(({ set }) => set === "train")).keys()];
  if (trained.length === 0) return { byAll: 0, byOthers: 0 };
  const others = trained.filter((subject) => !tested.has(subject)).length;
  return { byAll: 1 / trained.length, byOthers: others / trained.length ** 2 };
}

function slicesBySubject(slices: readonly { subject: string }[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { subject } of slices) counts.set(subject, (counts.get(subject) ?? 0) + 1);
  return counts;
}

/**
 * How many different subjects have positive test slices, and how many negative ones: of several classes, those
 * of the class that has fewest.
 */
export function countTested(
  judged: readonly TrialAuc[],
): { all: number; positives: number; negatives: number } {
  const { positives, negatives } = ofRarest(judged);
  const all = new Set(judged.flatMap(({ influence }) => [...influence.keys()])).size;
  return { all, positives: positives.size, negatives: negatives.size };
}

/** The slices of all tests together: of several classes, those of the class that has fewest subjects. */
function ofRarest(judged: readonly TrialAuc[]): TestedSlices {
  const ofClasses = (judged[0]?.tested ?? []).map((_, place) =>
    allTested(judged.map(({ tested }) => tested[place]!))
  );
  return ofClasses.reduce((least, one) => one.positives.size < least.positives.size ? one : least);
}

/** Of each subject that several tests have, its slices in all of them. */
export function allTested(tests: readonly TestedSlices[]): TestedSlices {
  const sumOf = (label: keyof TestedSlices) => {
    const sums = new Map<string, number>();
    for (const { [label]: slices } of tests) {
      for (const [subject, count] of slices) sums.set(subject, (sums.get(subject) ?? 0) + count);
    }
    return sums;
  };
  return { positives: sumOf("positives"), negatives: sumOf("negatives") };
}

/**
 * Degrees of freedom of an AUC's variance over the subjects that were tested: Satterthwaite's, of a
 * variance that positive and negative subjects add to as their slices let expect ({@linkcode sideDegrees}).
 * Few where either are, or where a few have most of the slices.
 */
export function testedDegrees(judged: readonly TrialAuc[]): number {
  const { positives, negatives } = ofRarest(judged);
  return sideDegrees([positives, negatives].map((slices) => Float64Array.from(slices.values())));
}

/** The root of the article's k / (k - 1), which makes up for deviations from a mean of their own. */
function fewSubjectsScale(subjects: number): number {
  return subjects < 2 ? 0 : Math.sqrt(subjects / (subjects - 1));
}
