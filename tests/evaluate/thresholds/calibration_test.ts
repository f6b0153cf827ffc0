import assert from "node:assert/strict";
import fc from "fast-check";
import { calibration } from "hemoleak/evaluate/thresholds/calibration.ts";
import { areProbabilities } from "hemoleak/evaluate/thresholds/probabilities.ts";
import { near } from "../near.ts";
import { SKLEARN_CASES } from "../sklearn_cases.ts";

Deno.test("ECE of MetricsReloaded's example: 0.109 with 2 bins, 0.359 with 10", () => {
  // Maier-Hein et al. 2024, Nat Methods 21:195; Project-MONAI/MetricsReloaded,
  // test_metrics/test_calibration_metrics.py, expects 0.11 and 0.36.
  const scored = {
    scores: [0.22, 0.48, 0.49, 0.96, 0.55, 0.64, 0.78, 0.82, 0.34, 0.87],
    labels: [0, 1, 0, 0, 1, 1, 1, 1, 1, 0],
  };
  near(calibration(scored, { bins: 2 }).ece, 0.109, 1e-12);
  near(calibration(scored).ece, 0.359, 1e-12);
});

Deno.test("Brier score and reliability curve are scikit-learn's", () => {
  for (const { scores, labels, brier, reliability } of SKLEARN_CASES) {
    const found = calibration({ scores, labels });
    near(found.brier, brier, 1e-14);
    const filled = found.reliability.filter(({ count }) => count > 0);
    assert.equal(filled.length, reliability.length);
    filled.forEach(({ observed, predicted }, i) => {
      near(observed, reliability[i]![0], 1e-14);
      near(predicted, reliability[i]![1], 1e-14);
    });
  }
});

Deno.test("every score is in the bin whose edges it lies between, the lower one excluded", () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 100 }), fc.nat(100), (bins, edge) => {
    const score = Math.min(edge, bins) / bins;
    const { reliability } = calibration({ scores: [score, score], labels: [0, 1] }, { bins });
    const { low, high } = reliability.find(({ count }) => count > 0)!;
    assert.ok((low < score || score === 0) && score <= high, `${score} in (${low}, ${high}]`);
  }));
});

Deno.test("calibration by hand: certain and right, certain and wrong; what are no probabilities", () => {
  const labels = [0, 1];
  const right = calibration({ scores: [0, 1], labels });
  assert.deepEqual([right.brier, right.ece], [0, 0]);
  const wrong = calibration({ scores: [1, 0], labels });
  assert.deepEqual([wrong.brier, wrong.ece], [1, 1]);
  assert.equal(wrong.reliability[4]!.predicted, null);
  const error = { name: "PredictionsError" };
  assert.throws(() => calibration({ scores: [0.5, 1.5], labels }), error);
  assert.throws(() => calibration({ scores: [0.5, NaN], labels }), error);
  assert.throws(() => calibration({ scores: [0.5, 0.5], labels }, { bins: 0 }), error);
  assert.ok(areProbabilities([0, 0.5, 1]) && !areProbabilities([0, -0.1]));
  assert.ok(!areProbabilities([NaN]));
});
