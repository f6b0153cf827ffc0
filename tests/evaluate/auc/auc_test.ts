import assert from "node:assert/strict";
import fc from "fast-check";
import { auc, rank } from "hemoleak/evaluate/auc/auc.ts";
import { roc, type RocPoint } from "hemoleak/evaluate/curves/roc.ts";
import { WFNS } from "../../fixtures/evaluate/published.ts";
import { anyScored } from "../any_scored.ts";
import { SKLEARN_CASES } from "../sklearn_cases.ts";

/** The definition, pair by pair. */
function aucByPairs({ scores, labels }: { scores: number[]; labels: number[] }): number {
  const of = (label: number) => scores.filter((_, i) => labels[i] === label);
  const pairs = of(1).flatMap((p) => of(0).map((n) => p > n ? 1 : p === n ? 0.5 : 0));
  return pairs.reduce<number>((sum, won) => sum + won, 0) / pairs.length;
}

function areaUnder(points: RocPoint[]): number {
  return points.slice(1).reduce((sum, { fpr, tpr }, i) => {
    const before = points[i]!;
    return sum + (fpr - before.fpr) * (tpr + before.tpr) / 2;
  }, 0);
}

Deno.test("AUC of WFNS grade against outcome in aneurysmal subarachnoid hemorrhage", () => {
  // 0.823678861788618 is pROC's auc(outcome, wfns).
  assert.ok(Math.abs(auc(WFNS) - 0.823678861788618) < 1e-15);
});

Deno.test("AUC equals scikit-learn's on random data with ties", () => {
  for (const { scores, labels, auc: expected } of SKLEARN_CASES) {
    assert.ok(Math.abs(auc({ scores, labels }) - expected) < 1e-14);
  }
});

Deno.test("AUC by hand: perfect, inverted, all tied, one tie", () => {
  const labels = [0, 0, 1, 1];
  assert.equal(auc({ scores: [1, 2, 3, 4], labels }), 1);
  assert.equal(auc({ scores: [4, 3, 2, 1], labels }), 0);
  assert.equal(auc({ scores: [7, 7, 7, 7], labels }), 0.5);
  assert.equal(auc({ scores: [0, 1, 1, 2], labels }), 3.5 / 4);
});

Deno.test("AUC is the share of pairs won, exactly", () => {
  fc.assert(fc.property(anyScored, (scored) => {
    assert.equal(auc(scored), aucByPairs(scored));
  }));
});

Deno.test("AUC mirrors when scores or labels are turned round, and heeds the order only", () => {
  fc.assert(fc.property(anyScored, ({ scores, labels }) => {
    const area = auc({ scores, labels });
    assert.ok(Math.abs(auc({ scores: scores.map((s) => -s), labels }) - (1 - area)) < 1e-15);
    assert.ok(Math.abs(auc({ scores, labels: labels.map((l) => 1 - l) }) - (1 - area)) < 1e-15);
    assert.equal(auc({ scores: scores.map((s) => Math.exp(s) * 3 - 7), labels }), area);
  }));
});

Deno.test("ROC: the area under its corners is the AUC, and it climbs from (0, 0) to (1, 1)", () => {
  fc.assert(fc.property(anyScored, (scored) => {
    const points = roc(scored);
    assert.ok(Math.abs(areaUnder(points) - auc(scored)) < 1e-12);
    assert.deepEqual(points[0], { fpr: 0, tpr: 0, threshold: null });
    assert.deepEqual([points.at(-1)!.fpr, points.at(-1)!.tpr], [1, 1]);
    points.slice(1).forEach((point, i) => {
      assert.ok(point.fpr >= points[i]!.fpr && point.tpr >= points[i]!.tpr);
    });
  }));
});

Deno.test("ROC: every corner is scikit-learn's, every point of scikit-learn's lies on the curve", () => {
  for (const { scores, labels, roc: expected } of SKLEARN_CASES) {
    const corners = roc({ scores, labels });
    const rates = new Map(expected.map(([fpr, tpr, threshold]) => [threshold, [fpr, tpr]]));
    for (const { fpr, tpr, threshold } of corners.slice(1)) {
      assert.deepEqual([fpr, tpr], rates.get(threshold!));
    }
    const segments = corners.slice(1).map((end, i) => [corners[i]!, end] as const);
    for (const [fpr, tpr] of expected) {
      const distances = segments.map(([a, b]) => {
        const inside = fpr >= a.fpr && fpr <= b.fpr && tpr >= a.tpr && tpr <= b.tpr;
        const cross = (b.fpr - a.fpr) * (tpr - a.tpr) - (b.tpr - a.tpr) * (fpr - a.fpr);
        return inside ? Math.abs(cross) : Infinity;
      });
      assert.ok(Math.min(...distances) < 1e-12, `(${fpr}, ${tpr}) is off the curve`);
    }
  }
});

Deno.test("ROC by hand: points on a straight line are left out", () => {
  // Steps from the highest score: + + - - + -, with 3 of each.
  const points = roc({ scores: [6, 5, 4, 3, 2, 1], labels: [1, 1, 0, 0, 1, 0] });
  assert.deepEqual(points, [
    { fpr: 0, tpr: 0, threshold: null },
    { fpr: 0, tpr: 2 / 3, threshold: 5 },
    { fpr: 2 / 3, tpr: 2 / 3, threshold: 3 },
    { fpr: 2 / 3, tpr: 1, threshold: 2 },
    { fpr: 1, tpr: 1, threshold: 1 },
  ]);
  assert.deepEqual(roc({ scores: [1, 1], labels: [0, 1] }).map(({ fpr, tpr }) => [fpr, tpr]), [
    [0, 0],
    [1, 1],
  ]);
});

Deno.test("no AUC without both labels, with scores that are not finite, with unequal lengths", () => {
  const error = (message: RegExp) => ({ name: "PredictionsError", message });
  const scores = [0.1, 0.2];
  assert.throws(() => auc({ scores, labels: [1, 1] }), error(/found 2 positive and 0 negative/));
  assert.throws(() => auc({ scores: [], labels: [] }), error(/0 positive and 0 negative/));
  assert.throws(() => roc({ scores, labels: [0, 0] }), error(/found 0 positive and 2 negative/));
  assert.throws(() => auc({ scores, labels: [1] }), error(/1 labels for 2 scores/));
  for (const bad of [NaN, Infinity, -Infinity]) {
    assert.throws(() => rank([0.5, bad]), error(/finite scores but found .* for prediction 2/));
  }
});
