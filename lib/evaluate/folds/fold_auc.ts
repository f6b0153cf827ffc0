import { PredictionsError } from "../../error.ts";
import { isLarge, type Reweighted } from "../../statistics/empirical_score.ts";
import { scoreVariance } from "../../statistics/score_interval.ts";
import { effectiveSubjects, largestShares } from "../../statistics/weighted_subjects.ts";
import { type ClusterPairs, clusterPairs, leaveOneOut } from "../auc/cluster_pairs.ts";
import { type ClusteredScores, informative } from "../auc/clusters.ts";
import { empiricalInterval } from "../empirical_interval.ts";
import { reweightedArea } from "../auc/reweighted_area.ts";
import { assertLevel, type Interval, ONE_SUBJECT } from "../interval.ts";
import { missingLabel } from "../judged_rows.ts";

/** The AUC of cross-validation: that of each fold, averaged. */
export interface FoldAuc extends Interval {
  /** The mean of the folds' AUCs, each fold counting the same. */
  auc: number;
  /** The jackknife's, over subjects; null where it cannot be known. */
  variance: number | null;
  /** Of each fold, in the order given; null for one whose test rows have one label. */
  folds: (number | null)[];
}

/** How wide the interval of a mean over folds is. */
export interface FoldAucOptions {
  /** Coverage. Default 0.95. */
  level?: number;
  /** How many times the variance over tested subjects counts. Default 1: the folds' networks are given. */
  trained?: number;
}

/**
 * How many times the variance over tested subjects counts where they are trained on in other folds:
 * 1 + folds times the ratio of tested to trained subjects, which makes of the variance of independent folds
 * that of folds of one cohort (Nadeau and Bengio 2003, Machine Learning 52:239; Bouckaert and Frank 2004,
 * PAKDD, for repeated folds). With 5 folds it is 2.25.
 *
 * @param folds In one repetition.
 * @param tested Subjects that a fold tests and was not trained on, the mean over folds.
 * @param trained Subjects that a fold was trained on, the mean over folds.
 */
export function trainedFactor(folds: number, tested: number, trained: number): number {
  return trained === 0 ? 1 : 1 + folds * tested / trained;
}

/**
 * The mean of the folds' AUCs. Scores of one fold are never ranked against those of another: they come from
 * different networks, whose scores need not mean the same (Forman and Scholz 2010, SIGKDD Explor 12:49).
 *
 * The interval (`empirical-score`) is made as that of one AUC; with a single fold it is the same. A subject
 * weighs as much in all folds that test it, so that one of several folds, as in repeated folds, counts once
 * (LeDell, Petersen and van der Laan 2015, Electron J Stat 9:1583, sum rows' influence likewise). By itself
 * that says how far the mean would come out with other subjects to test, the folds' networks being what they
 * are. Where folds keep subjects apart, each subject also teaches the networks of the other folds: then
 * `trained` is {@linkcode trainedFactor}, and the interval is of other subjects to train on as well.
 *
 * @param folds The test rows of each fold. Subjects have the same names or numbers in all of them.
 * @throws {PredictionsError} No fold with both labels, a score that is not finite, or unequal lengths.
 *
 * @example
 * ```ts
 * import { foldAuc } from "hemoleak/evaluate";
 *
 * const labels = [0, 0, 1, 1];
 * const { auc } = foldAuc([
 *   { scores: [0.1, 0.4, 0.35, 0.8], labels, subjects: ["A", "B", "C", "D"] },
 *   { scores: [8, 5, 9, 7], labels, subjects: ["E", "F", "G", "H"] },
 * ]);
 * console.assert(auc === 0.75);
 * ```
 */
export function foldAuc(
  folds: readonly ClusteredScores[],
  { level = 0.95, trained = 1 }: FoldAucOptions = {},
): FoldAuc {
  assertLevel(level);
  const judged = folds.map((scored) => missingLabel(scored.labels) === null ? judge(scored) : null);
  const known = judged.filter((fold) => fold !== null);
  if (known.length === 0) {
    throw new PredictionsError({
      expected: "a fold with test rows of both labels",
      found: `${folds.length} of one label each`,
    });
  }
  const auc = meanOf(known.map(({ pairs }) => pairs.auc));
  const found = {
    auc,
    folds: judged.map((fold) => fold?.pairs.auc ?? null),
    unit: "subject",
  } as const;
  const all = subjectsOf(known);
  const fewest = Math.min(informative(all.positives), informative(all.negatives));
  if (fewest < 2) {
    return { ...found, variance: null, ci: [0, 1], method: "none", reason: ONE_SUBJECT };
  }
  const moved = movesOf(known, auc, all.numbers);
  const squares = moved.map((by, subject) =>
    by ** 2 * (1 - Math.max(all.positives[subject]!, all.negatives[subject]!))
  );
  const { positives, negatives, repeated } = all;
  const design = {
    sides: [positives, negatives],
    model: (theta: number) => modelVariance(known, theta) * repeated,
    times: trained,
    groups: known.filter(hasLarge).map(({ names }) => names.map((name) => all.numbers.get(name)!)),
  };
  return {
    ...found,
    variance: trained * squares.reduce((sum, square) => sum + square, 0),
    ci: empiricalInterval(reweightedFolds(known, all.numbers), design, level),
    method: "empirical-score",
  };
}

/** A fold with both labels: its pairs, and the name or number of each of its subjects. */
interface JudgedFold {
  pairs: ClusterPairs;
  names: (string | number)[];
}

function judge(scored: ClusteredScores): JudgedFold {
  const pairs = clusterPairs(scored);
  const { of, count } = pairs.clusters;
  const names = new Array<string | number>(count);
  for (let row = 0; row < of.length; row++) names[of[row]!] = scored.subjects[row]!;
  return { pairs, names };
}

/** Whether a fold has so few subjects of a label that the mean may follow it more than the others. */
function hasLarge({ pairs: { clusters: { positives, negatives } } }: JudgedFold): boolean {
  return largestShares([positives, negatives]).some(isLarge);
}

/** All subjects: how much of the mean's positives and negatives is each one's. */
function subjectsOf(folds: readonly JudgedFold[]) {
  const numbers = new Map<string | number, number>();
  for (const { names } of folds) {
    for (const name of names) if (!numbers.has(name)) numbers.set(name, numbers.size);
  }
  const weigh = (label: "positives" | "negatives") => {
    const weights = new Float64Array(numbers.size);
    let squares = 0;
    for (const { pairs, names } of folds) {
      for (const [cluster, name] of names.entries()) {
        const weight = pairs.clusters[label][cluster]! / pairs[label] / folds.length;
        weights[numbers.get(name)!]! += weight;
        squares += weight ** 2;
      }
    }
    // How many times one subject's weight counts where it is in several folds.
    return { weights, repeated: weights.reduce((sum, weight) => sum + weight ** 2, 0) / squares };
  };
  const positives = weigh("positives"), negatives = weigh("negatives");
  return {
    numbers,
    positives: positives.weights,
    negatives: negatives.weights,
    repeated: (positives.repeated + negatives.repeated) / 2,
  };
}

/**
 * How far the mean moves without each subject in turn. A fold whose only subject with positives, or with
 * negatives, is left out has no AUC: it then drops out of the mean.
 */
function movesOf(
  folds: readonly JudgedFold[],
  auc: number,
  numbers: ReadonlyMap<string | number, number>,
): Float64Array {
  // Of each subject: the change of the sum of the folds' AUCs, and how many folds are left.
  const change = new Float64Array(numbers.size);
  const left = new Float64Array(numbers.size).fill(folds.length);
  for (const { pairs, names } of folds) {
    for (const [cluster, without] of leaveOneOut(pairs).entries()) {
      const subject = numbers.get(names[cluster]!)!;
      if (Number.isFinite(without)) change[subject]! += without - pairs.auc;
      else {
        change[subject]! -= pairs.auc;
        left[subject]!--;
      }
    }
  }
  return change.map((by, subject) =>
    left[subject] === 0 ? 0 : (folds.length * auc + by) / left[subject]! - auc
  );
}

/**
 * The mean as a function of how much each subject weighs. A fold counts as many pairs as its subjects weigh,
 * so that one whose only subject with positives weighs nothing drops out, as in {@linkcode movesOf}.
 */
function reweightedFolds(
  folds: readonly JudgedFold[],
  numbers: ReadonlyMap<string | number, number>,
): Reweighted {
  const each = folds.map(({ pairs, names }) => ({
    area: reweightedArea(pairs),
    pairs,
    subjects: names.map((name) => numbers.get(name)!),
    weights: new Float64Array(names.length),
    moves: new Float64Array(names.length),
  }));
  return (weights, moves) => {
    // Sums over folds of what they count, and of that times their areas, and how subjects move both.
    let counted = 0, won = 0;
    const moreCounted = new Float64Array(moves.length), moreWon = new Float64Array(moves.length);
    for (const { area, pairs, subjects, ...own } of each) {
      const { clusters, positives, negatives } = pairs;
      let ofPositives = 0, ofNegatives = 0;
      for (const [cluster, subject] of subjects.entries()) {
        const weight = own.weights[cluster] = weights[subject]!;
        ofPositives += weight * clusters.positives[cluster]! / positives;
        ofNegatives += weight * clusters.negatives[cluster]! / negatives;
      }
      const value = area(own.weights, own.moves), counts = ofPositives * ofNegatives;
      counted += counts;
      won += counts * value;
      for (const [cluster, subject] of subjects.entries()) {
        const more = clusters.positives[cluster]! / positives * ofNegatives +
          clusters.negatives[cluster]! / negatives * ofPositives;
        moreCounted[subject]! += more;
        moreWon[subject]! += more * value + counts * own.moves[cluster]!;
      }
    }
    const mean = won / counted;
    for (let i = 0; i < moves.length; i++) {
      moves[i] = (moreWon[i]! - mean * moreCounted[i]!) / counted;
    }
    return mean;
  };
}

/** The variance of the mean, were an AUC the true one of each fold and each subject a single case. */
function modelVariance(folds: readonly JudgedFold[], theta: number): number {
  const sum = folds.reduce((total, { pairs: { clusters } }) =>
    total + scoreVariance(
      theta,
      effectiveSubjects(clusters.positives),
      effectiveSubjects(clusters.negatives),
    ), 0);
  return sum / folds.length ** 2;
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
