import assert from "node:assert/strict";
import fc from "fast-check";
import { decisionCurve } from "hemoleak/evaluate/thresholds/decision_curve.ts";
import { predictiveValues } from "hemoleak/evaluate/thresholds/predictive_values.ts";
import { anyClustered } from "../any_scored.ts";
import { near } from "../near.ts";

/** So many subjects with a slice each, called right and wrong. */
function cases(tp: number, fn: number, fp: number, tn: number) {
  const rows = [[1, 0.9, tp], [1, 0.1, fn], [0, 0.9, fp], [0, 0.1, tn]] as const;
  const all = rows.flatMap(([label, score, count]) =>
    Array.from({ length: count }, () => ({ label, score }))
  );
  return {
    labels: all.map(({ label }) => label),
    scores: all.map(({ score }) => score),
    subjects: all.map((_, row) => row),
  };
}

Deno.test("likelihood ratios and predictive values: the textbook's sum, and Simel's interval nearly", () => {
  const {
    npv,
    positiveLikelihoodRatio: positive,
    negativeLikelihoodRatio: negative,
    atPrevalence,
  } = predictiveValues(cases(90, 10, 40, 160), 0.5, { prevalences: [1 / 3, 0.01] });
  near(npv.value!, 160 / 170, 1e-15);
  near(positive.value!, 0.9 / 0.2, 1e-14);
  near(negative.value!, 0.1 / 0.8, 1e-14);
  // Simel et al. 1991, equation 4: exp(ln LR -+ 1.96 sqrt(1/tp - 1/positives + 1/fp - 1/negatives)).
  const error = Math.sqrt(1 / 90 - 1 / 100 + 1 / 40 - 1 / 200);
  near(positive.ci[0] / (4.5 * Math.exp(-1.96 * error)), 1, 0.05);
  near(positive.ci[1]! / (4.5 * Math.exp(1.96 * error)), 1, 0.05);
  // At the prevalence of the data, Bayes' theorem gives back their own predictive values.
  near(atPrevalence[0]!.ppv.value!, 90 / 130, 1e-14);
  near(atPrevalence[0]!.npv.value!, 160 / 170, 1e-14);
  near(atPrevalence[1]!.ppv.value!, 0.01 * 0.9 / (0.01 * 0.9 + 0.99 * 0.2), 1e-14);
});

Deno.test("values lie in their intervals, which have no infinite bounds, whatever the data", () => {
  fc.assert(fc.property(anyClustered, fc.integer({ min: 0, max: 10 }), (scored, threshold) => {
    const { atPrevalence, ...others } = predictiveValues(scored, threshold);
    const all = [...Object.values(others), ...atPrevalence.flatMap(({ ppv, npv }) => [ppv, npv])];
    for (const { value, ci: [low, high] } of all) {
      assert.ok(low >= 0 && Number.isFinite(low) && (high === null || low <= high));
      if (value === null) continue;
      assert.ok(low <= value + 1e-12 && (high === null || value <= high + 1e-12), `${value}`);
    }
  }));
});

Deno.test("nobody wrongly called: no likelihood ratio, and yet a lower bound; odd prevalences", () => {
  const { positiveLikelihoodRatio: positive } = predictiveValues(cases(20, 0, 0, 20), 0.5);
  assert.equal(positive.value, null);
  assert.ok(positive.ci[0] > 3 && positive.ci[1] === null);
  for (const prevalence of [0, 1, NaN]) {
    assert.throws(() => predictiveValues(cases(2, 2, 2, 2), 0.5, { prevalences: [prevalence] }), {
      name: "PredictionsError",
      message: /prevalence between 0 and 1/,
    });
  }
});

Deno.test("net benefit by hand: 90 found and 40 called in vain of 300, at odds of 1 to 4", () => {
  const [point] = decisionCurve(cases(90, 10, 40, 160), { thresholds: [0.2] });
  near(point!.netBenefit, 90 / 300 - 40 / 300 / 4, 1e-14);
  near(point!.treatAll, 100 / 300 - 200 / 300 / 4, 1e-14);
  assert.ok(point!.ci[0] < point!.netBenefit && point!.netBenefit < point!.ci[1]);
  // Where all are called, acting by the scores is acting on all.
  const [all] = decisionCurve(cases(90, 10, 40, 160), { thresholds: [0.05] });
  near(all!.netBenefit, all!.treatAll, 1e-14);
  assert.throws(() => decisionCurve({ ...cases(2, 2, 2, 2), scores: [1, 2, 3, 4, 5, 6, 7, 8] }), {
    name: "PredictionsError",
    message: /probabilities/,
  });
});
