import assert from "node:assert/strict";
import fc from "fast-check";
import { delong, delongTest } from "hemoleak/evaluate/auc/delong.ts";
import { placements } from "hemoleak/evaluate/auc/placements.ts";
import { CT_RATINGS, OVARIAN_TESTS, WFNS } from "../../fixtures/evaluate/published.ts";
import { anyScored } from "../any_scored.ts";
import { near } from "../near.ts";

Deno.test("DeLong: pROC's variance and interval of WFNS grade", () => {
  // var(roc(aSAH$outcome, aSAH$wfns)) and ci.auc of the same, to all of its digits.
  const { auc, variance, ci, unit, method } = delong(WFNS);
  near(auc, 0.823678861788618, 1e-14);
  near(variance, 0.00146991470882363, 1e-16);
  near(ci[0], 0.748535, 5e-7);
  near(ci[1], 0.898823, 5e-7);
  assert.deepEqual([unit, method], ["slice", "wald"]);
});

Deno.test("DeLong: Stata's standard error and interval of CT ratings", () => {
  // Stata Base Reference Manual, roctab: ROC area 0.8932, Std. err. 0.0307, [0.83295, 0.95339].
  const { auc, variance, ci } = delong(CT_RATINGS);
  near(auc, 0.8932, 5e-5);
  near(Math.sqrt(variance!), 0.0307, 5e-5);
  near(ci[0], 0.83295, 5e-6);
  near(ci[1], 0.95339, 5e-6);
});

Deno.test("DeLong: the article's three tests, as SAS prints them", () => {
  // ROC association statistics: area, standard error, 95 % Wald limits.
  const printed = {
    kg: [0.7258, 0.1028, 0.5243, 0.9273],
    albumin: [0.7366, 0.0927, 0.5549, 0.9182],
    protein: [0.6478, 0.1000, 0.4518, 0.8439],
  };
  for (const [name, expected] of Object.entries(printed)) {
    const { auc, variance, ci } = delong(OVARIAN_TESTS[name as keyof typeof printed]);
    [auc, Math.sqrt(variance!), ...ci].forEach((value, i) => near(value, expected[i]!, 5e-5));
  }
});

Deno.test("placements are what each prediction wins, pair by pair", () => {
  fc.assert(fc.property(anyScored, ({ scores, labels }) => {
    const placed = placements({ scores, labels });
    scores.forEach((score, i) => {
      const others = scores.filter((_, k) => labels[k] !== labels[i]);
      const won = others.map((other) => {
        if (other === score) return 0.5;
        return (score > other) === (labels[i] === 1) ? 1 : 0;
      });
      near(placed.values[i]!, won.reduce<number>((a, b) => a + b, 0) / others.length, 1e-15);
    });
  }));
});

Deno.test("the paired test: its variance is that of the difference of placements", () => {
  const second = anyScored.chain((scored) =>
    fc.tuple(
      fc.constant(scored),
      fc.array(fc.integer({ min: -8, max: 8 }), {
        minLength: scored.scores.length,
        maxLength: scored.scores.length,
      }),
    )
  );
  fc.assert(fc.property(second, ([scored, scores]) => {
    const test = delongTest(scored, { ...scored, scores });
    const a = placements(scored), b = placements({ ...scored, scores });
    assert.equal(test.difference, a.auc - b.auc);
    if (Math.min(a.positives, a.negatives) < 2) return assert.equal(test.variance, null);
    const spread = (label: number, count: number) => {
      const gaps = [...a.values.keys()].filter((i) => scored.labels[i] === label)
        .map((i) => a.values[i]! - b.values[i]!);
      const mean = gaps.reduce((sum, gap) => sum + gap, 0) / count;
      return gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / (count - 1) / count;
    };
    near(test.variance, spread(1, a.positives) + spread(0, a.negatives), 1e-13);
    if (test.statistic !== null && test.statistic !== 0) {
      near(test.statistic, test.difference / Math.sqrt(test.variance!), 1e-12);
    }
  }));
});

Deno.test("the paired test by hand: against itself, turned round, the other way round", () => {
  const { kg, albumin } = OVARIAN_TESTS;
  const same = delongTest(kg, kg);
  assert.deepEqual([same.difference, same.statistic, same.p, same.ci], [0, 0, 1, [0, 0]]);
  const test = delongTest(albumin, kg), back = delongTest(kg, albumin);
  assert.equal(test.difference, -back.difference);
  assert.equal(test.p, back.p);
  // A constant score is an AUC of 0.5 without variance: the test is that of the area alone.
  const constant = { ...kg, scores: kg.scores.map(() => 0) };
  near(delongTest(kg, constant).variance, delong(kg).variance!, 1e-16);
});

Deno.test("perfect separation: Newcombe's score interval; one case of a label: nothing known", () => {
  const labels = [...new Array(10).fill(0), ...new Array(10).fill(1)];
  const { auc, variance, ci, method } = delong({ scores: [...labels.keys()], labels });
  assert.deepEqual([auc, variance, method, ci[1]], [1, 0, "score", 1]);
  // Newcombe's quadratic at the lower bound, for 10 against 10.
  const low = ci[0], ends = (1 - low) / (2 - low) + low / (1 + low);
  near((1 - low) ** 2, 3.841458820694124 * low * (1 - low) / 100 * (1 + 9 * ends), 1e-12);
  const turned = delong({ scores: [...labels.keys()].reverse(), labels }).ci;
  near(turned[1], 1 - ci[0], 1e-12);
  assert.equal(turned[0], 0);
  const one = delong({ scores: [1, 2, 3], labels: [0, 1, 0] });
  assert.deepEqual([one.variance, one.ci, one.method], [null, [0, 1], "none"]);
  const test = delongTest({ scores: [1, 2, 3], labels: [0, 1, 0] }, {
    scores: [3, 2, 1],
    labels: [0, 1, 0],
  });
  assert.deepEqual([test.statistic, test.p, test.ci], [null, null, [-1, 1]]);
});

Deno.test("all tied: an area of 0.5 without variance; always wrong against always right: no p", () => {
  const labels = [0, 0, 1, 1];
  const tied = delong({ scores: [1, 1, 1, 1], labels });
  assert.deepEqual([tied.auc, tied.variance, tied.ci], [0.5, 0, [0.5, 0.5]]);
  const test = delongTest({ scores: [1, 2, 3, 4], labels }, { scores: [4, 3, 2, 1], labels });
  assert.deepEqual([test.difference, test.variance, test.statistic, test.p], [1, 0, null, null]);
});

Deno.test("what cannot be compared is refused", () => {
  const scored = { scores: [1, 2, 3], labels: [0, 1, 0] };
  const error = (message: RegExp) => ({ name: "PredictionsError", message });
  assert.throws(() => delongTest(scored, { scores: [1, 2], labels: [0, 1] }), error(/3 and 2/));
  assert.throws(
    () => delongTest(scored, { scores: [1, 2, 3], labels: [0, 1, 1] }),
    error(/prediction 3 has the labels 0 and 1/),
  );
  assert.throws(() => delong({ scores: [1, NaN], labels: [0, 1] }), error(/finite/));
});
