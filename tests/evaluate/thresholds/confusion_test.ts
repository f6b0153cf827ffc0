import assert from "node:assert/strict";
import { alwaysPositive, confusion, rates } from "hemoleak/evaluate/thresholds/confusion.ts";
import { near } from "../near.ts";
import { SKLEARN_CASES } from "../sklearn_cases.ts";

const RATES = ["accuracy", "recall", "precision", "specificity", "f1", "mcc"] as const;

Deno.test("rates equal scikit-learn's on random data", () => {
  for (const { labels, scores, ...expected } of SKLEARN_CASES) {
    const found = rates(confusion({ scores, labels }));
    for (const name of RATES) near(found[name], expected[name], 1e-14);
    near(found.balancedAccuracy, expected.balanced_accuracy, 1e-14);
  }
});

Deno.test("confusion by hand: a score on the threshold is positive", () => {
  const scored = { scores: [0.5, 0.5, 0.499, 0.9, 0.1, 0.2], labels: [1, 0, 1, 1, 0, 0] };
  const counts = confusion(scored);
  assert.deepEqual(counts, {
    truePositive: 2,
    falsePositive: 1,
    trueNegative: 2,
    falseNegative: 1,
  });
  assert.deepEqual(rates(counts), {
    accuracy: 4 / 6,
    recall: 2 / 3,
    precision: 2 / 3,
    specificity: 2 / 3,
    f1: 4 / 6,
    balancedAccuracy: 2 / 3,
    mcc: 3 / 9,
  });
  assert.equal(confusion(scored, 0.95).falseNegative, 3);
});

Deno.test("a rate of nothing is 0", () => {
  const nothingCalled = rates(confusion({ scores: [0.1, 0.2], labels: [1, 0] }));
  assert.deepEqual(nothingCalled, {
    accuracy: 0.5,
    recall: 0,
    precision: 0,
    specificity: 1,
    f1: 0,
    balancedAccuracy: 0.5,
    mcc: 0,
  });
  assert.equal(rates(confusion({ scores: [0.9], labels: [1] })).specificity, 0);
  assert.throws(() => confusion({ scores: [], labels: [] }), { name: "PredictionsError" });
  assert.throws(() => confusion({ scores: [1], labels: [] }), { name: "PredictionsError" });
});

Deno.test("always positive beats both of the paper's models by subject", () => {
  // The paper's CNN4 by subject has accuracy 0.598; at the 61.2 % positive slices that its recall
  // and F1 imply, calling every slice positive has 0.612. The same for VGG16's F1 of 0.758 at the
  // 62.5 % that its figures imply: 2 x 0.625 / 1.625 = 0.769.
  assert.ok(Math.abs(alwaysPositive(0.612).accuracy - 0.612) < 1e-15);
  const baseline = alwaysPositive(0.625);
  assert.ok(Math.abs(baseline.f1 - 0.769) < 5e-4);
  assert.deepEqual([baseline.recall, baseline.precision, baseline.specificity], [1, 0.625, 0]);
});
