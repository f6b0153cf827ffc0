import { PredictionsError } from "../../error.ts";
import {
  areaMean,
  areaMeanInterval,
  classAreas,
  differenceCaution,
  differenceDegrees,
  differenceSquares,
  fewestSubjects,
  meanDesign,
} from "../auc/area_mean.ts";
import { type ClusterPairs, clusterPairs } from "../auc/cluster_pairs.ts";
import type { ClusteredScores } from "../auc/clusters.ts";
import { assertPaired, type PairedTest, pairedTest, rankAlike } from "../auc/paired_difference.ts";
import { assertLevel, type Interval } from "../interval.ts";

/** The mean of the AUCs of classes, each against the rest and each counting the same. */
export interface MacroAuc extends Interval {
  /** In [0, 1]; 0.5 is chance. */
  auc: number;
  /** The jackknife's, over subjects; null where a class has slices of a single subject. */
  variance: number | null;
}

/** How wide an interval is. */
export interface MacroOptions {
  /** Coverage. Default 0.95. */
  level?: number;
}

const ONE_OF_CLASS = "a class has slices of fewer than two subjects";

/**
 * The macro AUC: the mean of each class's AUC against the rest (scikit-learn's `roc_auc_score` with
 * `multi_class="ovr"` and `average="macro"`; Fawcett 2006, Pattern Recognit Lett 27:861, section 9, with
 * equal weights).
 *
 * The interval is made as that of one AUC (`empirical-score`): all means that other weights of the subjects
 * give from which the sample is not too far. What a perfect score leaves open is taken for that of areas which
 * go together perfectly. Of two classes whose scores add up to 1 it is the interval of the one AUC that there
 * is, {@linkcode clusteredAuc}'s; `docs/classes.md` has its coverage. With a class of a single subject nothing
 * is known of how such subjects differ: [0, 1] (`none`).
 *
 * @param classes Of each class the same slices: its scores, 1 for its own slices and 0 for the others, and
 * the subjects. All classes that slices are of, at least two.
 * @throws {PredictionsError} A class without slices, a score that is not finite, or unequal lengths.
 *
 * @example
 * ```ts
 * import { macroAuc } from "hemoleak/evaluate";
 *
 * const subjects = ["A", "B", "C", "D"];
 * const { auc } = macroAuc([
 *   { scores: [0.8, 0.5, 0.3, 0.1], labels: [1, 0, 0, 0], subjects },
 *   { scores: [0.1, 0.2, 0.5, 0.3], labels: [0, 1, 0, 0], subjects },
 *   { scores: [0.1, 0.3, 0.2, 0.6], labels: [0, 0, 1, 1], subjects },
 * ]);
 * console.assert(Math.abs(auc - (1 + 1 / 3 + 3 / 4) / 3) < 1e-12);
 * ```
 */
export function macroAuc(
  classes: readonly ClusteredScores[],
  options: MacroOptions = {},
): MacroAuc {
  return macroAucOf(pairsOf(classes), options);
}

/** The same from pairs that are counted already. */
export function macroAucOf(
  pairs: readonly ClusterPairs[],
  { level = 0.95 }: MacroOptions = {},
): MacroAuc {
  assertLevel(level);
  const mean = classAreas(pairs), auc = areaMean(mean);
  if (fewestSubjects(mean) < 2) {
    return {
      auc,
      variance: null,
      ci: [0, 1],
      unit: "subject",
      method: "none",
      reason: ONE_OF_CLASS,
    };
  }
  return { auc, variance: sumOf(meanDesign(mean).squares), ...areaMeanInterval(mean, { level }) };
}

/**
 * Whether two classifiers differ in macro AUC, judged on the same slices, over subjects: the difference by
 * the jackknife's standard error, and Student's t, as {@linkcode clusteredTest} (`jackknife-t`). `variance` is
 * the jackknife's.
 *
 * @param first As of {@linkcode macroAuc}.
 * @param second The other classifier's, class by class and slice by slice in the same order.
 * @throws {PredictionsError} As {@linkcode macroAuc}; or other classes or labels than the first's.
 */
export function macroTest(
  first: readonly ClusteredScores[],
  second: readonly ClusteredScores[],
  { level = 0.95 }: MacroOptions = {},
): PairedTest {
  if (first.length !== second.length) {
    throw new PredictionsError({
      expected: "two classifiers of the same classes",
      found: `${first.length} and ${second.length}`,
    });
  }
  first.forEach((scored, i) => assertPaired(scored, second[i]!));
  const a = classAreas(pairsOf(first)), b = classAreas(pairsOf(second));
  const found = { first: areaMean(a), second: areaMean(b), unit: "subject", level } as const;
  const alike = first.every((scored, i) => rankAlike(scored, second[i]!));
  if (fewestSubjects(a) < 2) {
    return { ...pairedTest({ ...found, variance: null, alike }), reason: ONE_OF_CLASS };
  }
  const squares = differenceSquares(a, b);
  return pairedTest({
    ...found,
    variance: sumOf(squares),
    degrees: differenceDegrees(a, squares),
    alike,
    ...differenceCaution(a, squares),
  });
}

function pairsOf(classes: readonly ClusteredScores[]): ClusterPairs[] {
  if (classes.length < 2) {
    throw new PredictionsError({ expected: "two classes or more", found: classes.length });
  }
  return classes.map((scored) => clusterPairs(scored));
}

function sumOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}
