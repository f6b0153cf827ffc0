import { normalQuantile } from "./normal.ts";

/**
 * Newcombe's score interval of an AUC (2006, Stat Med 25:559, method 5): all areas from which the
 * observed one lies no more than z standard errors away, the error being that of Hanley and McNeil
 * (1982) at the supposed area, for (m + n) / 2 cases of either label. It needs no estimate of the
 * variance, so it stays honest where positives and negatives are perfectly separated: 10 against 10
 * at an AUC of 1 give [0.80, 1].
 *
 * @param auc In [0, 1].
 * @param positives Independent positive cases; not necessarily whole.
 * @param negatives Independent negative cases.
 */
export function scoreInterval(
  auc: number,
  positives: number,
  negatives: number,
  { level = 0.95, quantile = normalQuantile((1 + level) / 2) } = {},
): [low: number, high: number] {
  const half = (positives + negatives) / 2 - 1;
  const variance = (theta: number) =>
    theta * (1 - theta) / (positives * negatives) *
    (1 + half * ((1 - theta) / (2 - theta) + theta / (1 + theta)));
  const outside = (theta: number) => (auc - theta) ** 2 > quantile ** 2 * variance(theta);
  const edge = (end: 0 | 1) => {
    let inside = auc, beyond: number = end;
    for (let step = 0; step < 60; step++) {
      const middle = (inside + beyond) / 2;
      if (outside(middle)) beyond = middle;
      else inside = middle;
    }
    return inside;
  };
  return [auc === 0 ? 0 : edge(0), auc === 1 ? 1 : edge(1)];
}
