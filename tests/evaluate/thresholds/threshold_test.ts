import assert from "node:assert/strict";
import fc from "fast-check";
import { carryThreshold } from "hemoleak/evaluate/thresholds/carried_threshold.ts";
import { confusion, rates } from "hemoleak/evaluate/thresholds/confusion.ts";
import { clusteredProportion } from "hemoleak/evaluate/thresholds/proportion.ts";
import { operatingPoint } from "hemoleak/evaluate/thresholds/operating_point.ts";
import { chooseThreshold } from "hemoleak/evaluate/thresholds/threshold.ts";
import type { Interval } from "hemoleak/evaluate/interval.ts";
import { Random } from "hemoleak/random.ts";
import { normalCdf, normalQuantile } from "hemoleak/statistics/normal.ts";
import { WFNS } from "../../fixtures/evaluate/published.ts";
import { anyClustered, anyScored } from "../any_scored.ts";
import { near } from "../near.ts";
import { simulated, simulatedShift } from "../simulated.ts";

Deno.test("thresholds of WFNS grade by hand", () => {
  // Good outcome by grade: 37, 20, 3, 8, 4; poor: 2, 12, 1, 8, 18.
  const fourUp = { threshold: 4, sensitivity: 26 / 41, specificity: 60 / 72 };
  assert.deepEqual(chooseThreshold(WFNS, "youden"), fourUp);
  const twoUp = { threshold: 2, sensitivity: 39 / 41, specificity: 37 / 72 };
  assert.deepEqual(chooseThreshold(WFNS, { sensitivity: 0.9 }), twoUp);
  const five = chooseThreshold(WFNS, { specificity: 0.9 });
  assert.equal(five.threshold, 5);
  near(five.sensitivity, 18 / 41, 1e-15);
  assert.deepEqual(chooseThreshold(WFNS, { specificity: 1 }), {
    threshold: null,
    sensitivity: 0,
    specificity: 1,
  });
  assert.equal(chooseThreshold(WFNS, { sensitivity: 1 }).threshold, 1);
});

Deno.test("a rate that falls on a whole number of cases is reached, not overshot", () => {
  const labels = [...new Array(10).fill(0), ...new Array(10).fill(1)];
  const scores = [...new Array(9).fill(0), 1, ...new Array(10).fill(1)];
  // 9 of 10 negatives are cleared at 1: a specificity of 0.9, although 1 - 0.9 < 0.1 in binary.
  assert.equal(chooseThreshold({ scores, labels }, { specificity: 0.9 }).sensitivity, 1);
});

Deno.test("no threshold is better by the rule, and the rates are those of the threshold", () => {
  fc.assert(fc.property(anyScored, fc.integer({ min: 0, max: 20 }), (scored, twentieth) => {
    const wanted = twentieth / 20;
    const all = [...new Set(scored.scores), Infinity].map((threshold) => ({
      threshold,
      ...rates(confusion(scored, threshold)),
    }));
    const best = (choose: typeof all) => Math.max(...choose.map(({ threshold }) => threshold));
    const gain = (r: typeof all[number]) => r.recall + r.specificity;
    const most = Math.max(...all.map(gain));
    const youden = all.filter((r) => gain(r) > most - 1e-12);
    const sensitive = all.filter((r) => r.recall >= wanted - 1e-12);
    const specific = all.filter((r) => r.specificity >= wanted - 1e-12);
    const found = [
      chooseThreshold(scored, "youden"),
      chooseThreshold(scored, { sensitivity: wanted }),
      chooseThreshold(scored, { specificity: wanted }),
    ];
    assert.equal(found[0]!.threshold ?? Infinity, best(youden));
    assert.equal(found[1]!.threshold ?? Infinity, best(sensitive));
    assert.equal(
      found[2]!.threshold ?? Infinity,
      Math.min(...specific.map(({ threshold }) => threshold)),
    );
    for (const { threshold, sensitivity, specificity } of found) {
      const of = rates(confusion(scored, threshold ?? Infinity));
      near(sensitivity, of.recall, 1e-15);
      near(specificity, of.specificity, 1e-15);
    }
  }));
});

Deno.test("a threshold is chosen on validation alone and judged on test alone", () => {
  const draw = (seed: number) =>
    simulated(new Random(seed), { subjects: 30, auc: 0.8, correlation: 0.5, labels: "mixed" });
  const validation = draw(1), test = draw(2);
  const carried = carryThreshold(validation, test, { sensitivity: 0.9 });
  assert.deepEqual(carried.validation, chooseThreshold(validation, { sensitivity: 0.9 }));
  assert.deepEqual(carried.test, rates(confusion(test, carried.validation.threshold!)));
  assert.ok(carried.validation.sensitivity >= 0.9);
  for (const [name, { ci: [low, high], unit }] of Object.entries(carried.intervals)) {
    const value = carried.test[name as keyof typeof carried.test];
    assert.ok(low <= value && value <= high, `${name}: ${value} outside [${low}, ${high}]`);
    assert.equal(unit, "subject");
  }
});

Deno.test("the rule's interval holds the rate at the true threshold, the threshold's own one not", () => {
  // Normal scores: at the threshold where 90 % of positives lie above, so many negatives lie below.
  const design = { subjects: 30, auc: 0.8, correlation: 0.5, labels: "by subject" } as const;
  const truth = normalCdf(simulatedShift(design) - normalQuantile(0.9));
  const random = new Random(3, "carried");
  let ofRule = 0, given = 0;
  for (let sample = 0; sample < 60; sample++) {
    const [validation, test] = [simulated(random, design), simulated(random, design)];
    const carried = carryThreshold(validation, test, { sensitivity: 0.9 }, { random });
    const holds = ({ ci: [low, high] }: Interval) => low <= truth && truth <= high ? 1 : 0;
    ofRule += holds(carried.ofRule.specificity);
    given += holds(carried.intervals.specificity);
    const [own, whole] = [carried.intervals.specificity.ci, carried.ofRule.specificity.ci];
    assert.ok(whole[0] <= own[0] + 1e-12 && own[1] <= whole[1] + 1e-12, "no narrower");
  }
  // Of 60, a coverage of 95 % gives fewer than 51 once in 500 times.
  assert.ok(ofRule >= 51, `${ofRule} of 60`);
  assert.ok(given < ofRule, `${given} of 60`);
});

Deno.test("many validation subjects leave the threshold no choice, one of a label says nothing of it", () => {
  const design = { auc: 0.8, correlation: 0.5, labels: "by subject", sizes: "equal" } as const;
  const draw = (subjects: number) => simulated(new Random(subjects), { ...design, subjects });
  const test = draw(40);
  for (const rule of ["youden", { sensitivity: 0.9 }, { specificity: 0.9 }] as const) {
    const few = carryThreshold(draw(20), test, rule), many = carryThreshold(draw(3000), test, rule);
    const added = ({ ofRule: { recall: { ci } }, intervals }: typeof few) =>
      (ci[1] - ci[0]) / (intervals.recall.ci[1] - intervals.recall.ci[0]);
    assert.ok(added(many) < 1.05, `${JSON.stringify(rule)}: ${added(many)}`);
    assert.ok(added(few) > added(many), `${JSON.stringify(rule)}: ${added(few)}`);
  }
  const two = { scores: [0.1, 0.9], labels: [0, 1], subjects: ["A", "B"] };
  const { ofRule } = carryThreshold(two, test, "youden");
  assert.deepEqual([ofRule.recall.ci, ofRule.recall.method], [[0, 1], "none"]);
});

Deno.test("an operating point by hand: its rate's own interval, and how far the threshold moves it", () => {
  // Twelve positives and twelve negatives, a subject each; ten negatives lie below 10, two above.
  const negatives = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 30, 31];
  const positives = [4.5, 8.5, 12, 13, 14, 15, 16, 17, 18, 19, 20, 32];
  const scored = {
    scores: [...negatives, ...positives],
    labels: [...negatives.map(() => 0), ...positives.map(() => 1)],
    subjects: Array.from({ length: 24 }, (_, i) => i),
  };
  const point = operatingPoint(scored, { specificity: 0.8 });
  assert.deepEqual([point.threshold, point.specificity, point.sensitivity], [12, 10 / 12, 10 / 12]);
  const shares = (right: number) =>
    clusteredProportion(
      Float64Array.from({ length: 12 }, (_, i) => i < right ? 1 : 0),
      new Float64Array(12).fill(1),
    );
  const [low, high] = shares(10).ci;
  // Specificities from 6 of 12 to 12 of 12 are no further away than that: thresholds 8.5 to 32.
  assert.ok(low > 5 / 12 && low < 6 / 12 && high > 11 / 12 && high < 1);
  const below = Math.hypot(10 / 12 - low, 10 / 12 - 1 / 12);
  const above = Math.hypot(high - 10 / 12, 11 / 12 - 10 / 12);
  assert.ok(0.8 ** 12 > 0.025, "twelve negatives are too few to bound it from below");
  assert.deepEqual([point.ci[0], below > 0], [0, true]);
  near(point.ci[1], Math.min(1, 10 / 12 + above), 1e-14);
});

Deno.test("a perfect operating point has a width; too few subjects bound nothing from below", () => {
  const perfect = (subjects: number) => ({
    scores: Array.from({ length: 2 * subjects }, (_, i) => i),
    labels: Array.from({ length: 2 * subjects }, (_, i) => i < subjects ? 0 : 1),
    subjects: Array.from({ length: 2 * subjects }, (_, i) => i),
  });
  const many = operatingPoint(perfect(40), { sensitivity: 0.9 });
  assert.ok(many.specificity === 1 && many.ci[0] > 0.7 && many.ci[0] < 1 && many.ci[1] === 1);
  // 0.9^35 is above 0.025: all of 35 may lie above the tenth percentile.
  const few = operatingPoint(perfect(35), { sensitivity: 0.9 });
  assert.equal(few.ci[0], 0);
  assert.match(few.reason!, /too few subjects with positives/);
});

Deno.test("operating points lie in [0, 1] whatever the data; one subject of a label: nothing known", () => {
  fc.assert(
    fc.property(anyClustered, (scored) => {
      const { ci, sensitivity, specificity } = operatingPoint(scored, { specificity: 0.9 });
      assert.ok(0 <= ci[0] && ci[0] <= ci[1] && ci[1] <= 1);
      assert.ok(specificity >= 0.9 && sensitivity >= 0 && sensitivity <= 1);
    }),
    { numRuns: 50 },
  );
  const one = { scores: [1, 2, 3], labels: [0, 1, 0], subjects: ["A", "B", "C"] };
  const { ci, method } = operatingPoint(one, { sensitivity: 0.5 });
  assert.deepEqual([ci, method], [[0, 1], "none"]);
});
