import assert from "node:assert/strict";
import fc from "fast-check";
import { clusterPairs } from "hemoleak/evaluate/auc/cluster_pairs.ts";
import { reweightedArea } from "hemoleak/evaluate/auc/reweighted_area.ts";
import { empiricalBounds, type Reweighted } from "hemoleak/statistics/empirical_score.ts";
import { wilsonInterval } from "hemoleak/statistics/score_interval.ts";
import { largestShares } from "hemoleak/statistics/weighted_subjects.ts";
import { near } from "../evaluate/near.ts";

/** The weighted mean of one value a subject. */
function meanOf(values: readonly number[]): Reweighted {
  return (weights, moves) => {
    let all = 0, sum = 0;
    for (const [i, value] of values.entries()) {
      all += weights[i]!;
      sum += weights[i]! * value;
    }
    for (const [i, value] of values.entries()) moves[i] = (value - sum / all) / all;
    return sum / all;
  };
}

/** The chi-squared quantile of 95 % with one degree of freedom. */
const DISTANCE = 3.841458820694124;

Deno.test("a mean has the bounds of a general optimizer", () => {
  // By SciPy's SLSQP from 60 starts: the least and greatest mean by weights whose mean is 1 and X^2 3.84.
  const values = [2.1, 3.4, 1.9, 5.6, 4.4, 2.8, 9.7, 3.3];
  const [low, high] = empiricalBounds(meanOf(values), {
    shares: new Float64Array(8).fill(1e-9),
    distance: DISTANCE,
  });
  near(low, 3.014716161, 1e-7);
  near(high, 6.375741805, 1e-7);
});

Deno.test("a share of single cases has Wilson's interval", () => {
  fc.assert(fc.property(
    fc.integer({ min: 1, max: 30 }),
    fc.integer({ min: 1, max: 30 }),
    fc.double({ min: 0.5, max: 4, noNaN: true }),
    (right, wrong, quantile) => {
      const values = [...Array(right).fill(1), ...Array(wrong).fill(0)], n = right + wrong;
      const shares = new Float64Array(n).fill(1e-12);
      const found = empiricalBounds(meanOf(values), { shares, distance: quantile ** 2 });
      wilsonInterval(right / n, n, { quantile }).forEach((bound, i) =>
        near(found[i]!, bound, 1e-8)
      );
    },
  ));
});

Deno.test("an area of subjects with slices of both labels has the bounds of a general optimizer", () => {
  // By SciPy's SLSQP from 60 starts, of pairs counted one by one, with a mean of 1 of the weights that are
  // themselves weighted by 1 - share.
  const pairs = clusterPairs({
    scores: [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9, 3, 2, 3, 8, 4],
    labels: [0, 0, 1, 0, 0, 1, 0, 1, 1, 0, 0, 1, 1, 0, 1, 0, 1, 0, 1, 0],
    subjects: [0, 0, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 5, 6, 6, 6, 7, 7, 7],
  });
  const shares = largestShares([pairs.clusters.positives, pairs.clusters.negatives]);
  const [low, high] = empiricalBounds(reweightedArea(pairs), { shares, distance: 5 });
  near(low, 0.66256080, 1e-7);
  near(high, 0.95654736, 1e-7);
});

Deno.test("the moves of an area are its derivatives", () => {
  const pairs = clusterPairs({
    scores: [3, 1, 4, 1, 5, 9, 2, 6],
    labels: [0, 0, 1, 1, 0, 1, 0, 1],
    subjects: ["A", "A", "B", "A", "C", "C", "D", "D"],
  });
  const area = reweightedArea(pairs), weights = Float64Array.of(1.5, 0.4, 0.8, 1.1);
  const moves = new Float64Array(4), unused = new Float64Array(4), step = 1e-6;
  area(weights, moves);
  moves.forEach((move, i) => {
    const at = (by: number) =>
      area(weights.map((weight, j) => j === i ? weight + by : weight), unused);
    near(move, (at(step) - at(-step)) / (2 * step), 1e-8);
  });
});

Deno.test("an estimate that no subject moves has no other value", () => {
  const options = { shares: new Float64Array(3), distance: DISTANCE };
  assert.deepEqual(empiricalBounds(meanOf([0.5, 0.5, 0.5]), options), [0.5, 0.5]);
});
