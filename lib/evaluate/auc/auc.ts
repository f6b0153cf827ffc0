import { PredictionsError } from "../../error.ts";
import { countBelow } from "../../statistics/ascending.ts";

/** Scores with their true labels, two arrays of one length. */
export interface Scored {
  /** A finite number each; higher means more likely positive. */
  scores: ArrayLike<number>;
  /** 1 for positive, 0 for negative. */
  labels: ArrayLike<number>;
  /** The order of the scores, where it is known already: sorting is most of the work. */
  ranking?: Ranking;
}

/**
 * Scores in ascending order, sorted once for everything that only needs their order: the AUC, the
 * ROC curve and all bootstrap replicates.
 */
export interface Ranking {
  /** Positions in the original arrays, by ascending score. */
  order: Uint32Array;
  /** Where each group of equal scores ends in `order` (exclusive), ascending. */
  tieEnds: Uint32Array;
}

/**
 * Ranks scores in O(n log n).
 *
 * @throws {PredictionsError} A score is not a finite number.
 */
export function rank(scores: ArrayLike<number>): Ranking {
  const values = scores instanceof Float64Array ? scores : Float64Array.from(scores);
  const bad = values.findIndex((score) => !Number.isFinite(score));
  if (bad >= 0) {
    throw new PredictionsError({
      expected: "finite scores",
      found: `${values[bad]} for prediction ${bad + 1}`,
    });
  }
  // A row's place among the distinct scores; rows are then laid out by it, as in a counting sort: a
  // typed array sorts its numbers several times faster than positions with a comparison.
  const distinct = distinctOf(values);
  const places = new Uint32Array(values.length);
  const tieEnds = new Uint32Array(distinct.length);
  for (let row = 0; row < values.length; row++) {
    const place = places[row] = countBelow(distinct, values[row]!);
    tieEnds[place]!++;
  }
  const next = new Uint32Array(distinct.length);
  for (let place = 1; place < tieEnds.length; place++) {
    next[place] = tieEnds[place - 1]!;
    tieEnds[place]! += tieEnds[place - 1]!;
  }
  const order = new Uint32Array(values.length);
  for (let row = 0; row < values.length; row++) order[next[places[row]!]!++] = row;
  return { order, tieEnds };
}

/** The distinct values, ascending. */
function distinctOf(values: Float64Array): Float64Array {
  const sorted = values.slice().sort();
  let count = 0;
  for (let at = 0; at < sorted.length; at++) {
    if (at === 0 || sorted[at] !== sorted[count - 1]) sorted[count++] = sorted[at]!;
  }
  return sorted.subarray(0, count);
}

/** The order of scores, as given or found now. */
export function rankingOf({ scores, ranking }: Scored): Ranking {
  return ranking ?? rank(scores);
}

/**
 * The exact area under the ROC curve: the probability that a positive scores higher than a
 * negative, ties counting half. It equals the Mann-Whitney statistic with midranks (Bamber 1975, J
 * Math Psychol 12:387; Hanley and McNeil 1982, Radiology 143:29).
 *
 * @throws {PredictionsError} One label only, a score that is not finite, or unequal lengths.
 *
 * @example
 * ```ts
 * import { auc } from "hemoleak";
 *
 * console.assert(auc({ scores: [0.1, 0.4, 0.35, 0.8], labels: [0, 0, 1, 1] }) === 0.75);
 * ```
 */
export function auc(scored: Scored): number {
  assertBothLabels(scored);
  const { order, tieEnds } = rankingOf(scored);
  let pairs = 0;
  let negatives = 0;
  let at = 0;
  for (const end of tieEnds) {
    let positive = 0;
    let negative = 0;
    for (; at < end; at++) {
      if (scored.labels[order[at]!] === 1) positive++;
      else negative++;
    }
    pairs += positive * (negatives + negative / 2);
    negatives += negative;
  }
  return pairs / (negatives * (order.length - negatives));
}

/**
 * Makes sure that there are predictions of both labels, without which no ROC curve exists.
 *
 * @throws {PredictionsError} One label only, or unequal lengths.
 */
export function assertBothLabels({ scores, labels }: Scored): void {
  if (scores.length !== labels.length) {
    throw new PredictionsError({
      expected: "one label per score",
      found: `${labels.length} labels for ${scores.length} scores`,
    });
  }
  let positive = 0;
  for (let i = 0; i < labels.length; i++) positive += labels[i] === 1 ? 1 : 0;
  if (positive === 0 || positive === labels.length) {
    throw new PredictionsError({
      expected: "predictions of both labels",
      found: `${positive} positive and ${labels.length - positive} negative: an AUC does not ` +
        "exist",
    });
  }
}
