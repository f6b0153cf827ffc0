import assert from "node:assert/strict";
import fc from "fast-check";
import { averagePrecision } from "hemoleak/evaluate/curves/average_precision.ts";
import { precisionRecall } from "hemoleak/evaluate/curves/precision_recall.ts";
import { anyScored } from "../any_scored.ts";
import { near } from "../near.ts";
import { SKLEARN_CASES } from "../sklearn_cases.ts";

Deno.test("average precision is scikit-learn's", () => {
  for (const { scores, labels, average_precision } of SKLEARN_CASES) {
    near(averagePrecision({ scores, labels }), average_precision, 1e-14);
  }
});

Deno.test("the precision-recall curve is scikit-learn's", () => {
  for (const { scores, labels, precision_recall } of SKLEARN_CASES) {
    const [start, ...points] = precisionRecall({ scores, labels });
    assert.deepEqual(start, { recall: 0, precision: 1, threshold: null });
    const expected = precision_recall.toReversed();
    assert.equal(points.length, expected.length);
    points.forEach(({ precision, recall, threshold }, i) => {
      assert.equal(threshold, expected[i]![2]);
      near(precision, expected[i]![0], 1e-15);
      near(recall, expected[i]![1], 1e-15);
    });
  }
});

Deno.test("average precision by hand: perfect, all tied, worst", () => {
  const labels = [0, 0, 0, 1];
  assert.equal(averagePrecision({ scores: [1, 2, 3, 4], labels }), 1);
  assert.equal(averagePrecision({ scores: [1, 1, 1, 1], labels }), 0.25);
  assert.equal(averagePrecision({ scores: [4, 3, 2, 1], labels }), 0.25);
});

Deno.test("a long curve is thinned to about as many points as asked, its ends kept", () => {
  const scored = {
    scores: Array.from({ length: 5000 }, (_, i) => i),
    labels: Array.from({ length: 5000 }, (_, i) => (i * 7919) % 3 === 0 ? 1 : 0),
  };
  const whole = precisionRecall(scored), some = precisionRecall(scored, { most: 200 });
  assert.equal(whole.length, 5001);
  assert.ok(some.length > 150 && some.length <= 200, `${some.length} points`);
  assert.deepEqual([some[0], some.at(-1)], [whole[0], whole.at(-1)]);
  const points = new Set(whole.map((point) => JSON.stringify(point)));
  assert.ok(some.every((point) => points.has(JSON.stringify(point))));
  fc.assert(fc.property(anyScored, (few) => {
    assert.deepEqual(precisionRecall(few, { most: 200 }), precisionRecall(few));
  }));
});
