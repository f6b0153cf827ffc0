import { normalQuantile } from "./normal.ts";

/** How wide a score interval is. */
export interface ScoreOptions {
  /** Coverage. Default 0.95. */
  level?: number;
  /** How many standard errors the bounds lie away. Default the normal quantile of the level. */
  quantile?: number;
  /** By how much the model's variance is multiplied. Default 1. */
  factor?: number;
}

/**
 * Newcombe's score interval of an AUC (2006, Stat Med 25:559, method 5): all areas from which the
 * observed one lies no more than z standard errors away, the error being that of
 * {@linkcode scoreVariance} at the supposed area. It needs no estimate of the variance, so it stays
 * honest where positives and negatives are perfectly separated: 10 against 10 at an AUC of 1 give
 * [0.80, 1].
 *
 * @param auc In [0, 1].
 * @param positives Independent positive cases; not necessarily whole.
 * @param negatives Independent negative cases.
 */
export function scoreInterval(
  auc: number,
  positives: number,
  negatives: number,
  options: ScoreOptions = {},
): [low: number, high: number] {
  return scoreBounds(auc, (theta) => scoreVariance(theta, positives, negatives), options);
}

/**
 * The variance of an AUC by Hanley and McNeil (1982, Radiology 143:29), for (m + n) / 2 cases of
 * either label in what depends on the number of one of them, so that neither label is favored.
 */
export function scoreVariance(theta: number, positives: number, negatives: number): number {
  const half = Math.max(0, (positives + negatives) / 2 - 1);
  return theta * (1 - theta) / (positives * negatives) *
    (1 + half * ((1 - theta) / (2 - theta) + theta / (1 + theta)));
}

/**
 * Wilson's interval of a proportion (1927, J Am Stat Assoc 22:209), whose variance is
 * theta (1 - theta) / cases at the supposed proportion.
 *
 * @param cases Independent cases; not necessarily whole.
 */
export function wilsonInterval(
  proportion: number,
  cases: number,
  options: ScoreOptions = {},
): [low: number, high: number] {
  return scoreBounds(proportion, (theta) => theta * (1 - theta) / cases, options);
}

/**
 * All values in [0, 1] from which the estimate lies no more than so many of their errors away.
 *
 * @param variance What it would be, were a value the true one.
 */
export function scoreBounds(
  estimate: number,
  variance: (theta: number) => number,
  { level = 0.95, quantile = normalQuantile((1 + level) / 2), factor = 1 }: ScoreOptions,
): [low: number, high: number] {
  const outside = (theta: number) =>
    (estimate - theta) ** 2 > quantile ** 2 * factor * variance(theta);
  const edge = (end: 0 | 1) => {
    let inside = estimate, beyond: number = end;
    for (let step = 0; step < 60; step++) {
      const middle = (inside + beyond) / 2;
      if (outside(middle)) beyond = middle;
      else inside = middle;
    }
    return inside;
  };
  return [estimate === 0 ? 0 : edge(0), estimate === 1 ? 1 : edge(1)];
}
