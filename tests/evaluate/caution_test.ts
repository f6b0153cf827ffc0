import assert from "node:assert/strict";
import { clusterPairs } from "hemoleak/evaluate/auc/cluster_pairs.ts";
import { clusteredAuc } from "hemoleak/evaluate/auc/obuchowski.ts";
import { cautionFrom, cautionOf, cautionOfFewerThan } from "hemoleak/evaluate/caution.ts";
import { clusteredProportion } from "hemoleak/evaluate/thresholds/proportion.ts";
import { curveIntervals } from "hemoleak/evaluate/curves/curve_intervals.ts";
import { decisionCurve } from "hemoleak/evaluate/thresholds/decision_curve.ts";
import { predictiveValues } from "hemoleak/evaluate/thresholds/predictive_values.ts";
import { rateIntervals } from "hemoleak/evaluate/thresholds/rate_intervals.ts";
import { Random } from "hemoleak/random.ts";
import { normalQuantile } from "hemoleak/statistics/normal.ts";
import { studentQuantile } from "hemoleak/statistics/student_t.ts";
import { simulated, simulatedShift } from "./simulated.ts";

Deno.test("a caution tells of few subjects, or of few that make the errors; else there is none", () => {
  const many = { subjects: 40, degrees: 39 };
  assert.deepEqual(cautionOf(many), {});
  assert.deepEqual(cautionOf({ ...many, carriers: 4 }), {});
  assert.deepEqual(cautionOf({ ...many, carriers: 2.04 }), {
    caution: "few subjects make the errors (about 2.0)",
  });
  assert.deepEqual(cautionOf({ ...many, carriers: 0, widening: Infinity }), {
    caution: "no subject makes an error",
  });
  // Five equal subjects have four degrees of freedom, with which t is 2.78 / 1.96 times as wide as z.
  assert.deepEqual(cautionOf({ subjects: 5, degrees: 4 }), {});
  assert.deepEqual(cautionOf({ subjects: 4.6, degrees: 3.9 }), {
    caution: "few subjects (about 4.6)",
  });
  assert.deepEqual(cautionOf({ subjects: 1, degrees: NaN }), {
    caution: "few subjects (about 1.0)",
  });
  assert.deepEqual(cautionOf({ ...many, widening: 1.5 }), {});
  assert.deepEqual(cautionOf({ ...many, widening: 1.84 }), {
    caution: "1.8 times as wide as the errors seen would make it",
  });
  // Of a constant score, whose errors differ by rounding alone.
  for (const widening of [4.2e14, Infinity]) {
    assert.deepEqual(cautionOf({ ...many, widening }), {
      caution: "more than 100 times as wide as the errors seen would make it",
    });
  }
  assert.deepEqual(cautionFrom([{}, { caution: "few" }, { caution: "fewer" }]), { caution: "few" });
  assert.deepEqual(cautionFrom([{}, {}]), {});
});

Deno.test("what takes more subjects than an interval is cautioned of earlier", () => {
  assert.deepEqual(cautionOfFewerThan(10, 10, 10), {});
  assert.deepEqual(cautionOfFewerThan(10, 9.9, 10), { caution: "few subjects (about 9.9)" });
  assert.deepEqual(cautionOfFewerThan(10, 30, 6), {
    caution: "few subjects make the difference (about 6.0)",
  });
});

Deno.test("as many degrees of freedom as the caution asks for cost less than 1.5 times the width", () => {
  assert.ok(studentQuantile(0.975, 4) / normalQuantile(0.975) < 1.5);
  assert.ok(studentQuantile(0.975, 3) / normalQuantile(0.975) > 1.5);
});

Deno.test("one large subject among many small ones is few subjects", () => {
  const trials = Float64Array.from({ length: 40 }, (_, i) => i === 0 ? 2000 : 10);
  const successes = trials.map((count, i) => i % 2 === 0 ? count * 0.8 : count * 0.6);
  assert.match(clusteredProportion(successes, trials).caution!, /^few subjects/);
  const equal = new Float64Array(40).fill(10);
  const alike = equal.map((_, i) => i % 2 === 0 ? 8 : 6);
  assert.equal(clusteredProportion(alike, equal).caution, undefined);
});

Deno.test("an AUC of three positive subjects among fifty says so", () => {
  const subjects = Array.from({ length: 50 }, (_, i) => i);
  const labels = subjects.map((i) => i < 3 ? 1 : 0), scores = subjects.map((i) => i * 7 % 50);
  assert.match(clusteredAuc({ scores, labels, subjects }).caution!, /^few subjects .*[0-3]\.\d\)$/);
});

Deno.test("precision, F1 and NPV of few positive subjects say so, however many are called", () => {
  const subjects = Array.from({ length: 60 }, (_, i) => i),
    labels = subjects.map((i) => i < 4 ? 1 : 0);
  const scores = subjects.map((i) => i % 3 === 0 ? 0.9 : 0.1);
  const scored = { scores, labels, subjects };
  const { precision, f1, specificity } = rateIntervals(scored, 0.5);
  assert.match(precision.caution!, /^few subjects/);
  assert.match(f1.caution!, /^few subjects/);
  assert.equal(specificity.caution, undefined);
  assert.match(predictiveValues(scored, 0.5).npv.caution!, /^few subjects/);
  for (const { caution } of decisionCurve(scored, { thresholds: [0.5] })) {
    assert.match(caution!, /subject/);
  }
});

Deno.test("average precision of seven positive subjects says so, which is enough for other intervals", () => {
  const design = { subjects: 40, auc: 0.75, correlation: 0.2, labels: "by subject" } as const;
  const random = new Random(6);
  let scored = simulated(random, { ...design, prevalence: 0.2, sizes: "equal" });
  const positives = () =>
    new Set(scored.subjects.filter((_, row) => scored.labels[row] === 1)).size;
  while (positives() !== 7) {
    scored = simulated(random, { ...design, prevalence: 0.2, sizes: "equal" });
  }
  const pairs = clusterPairs(scored);
  assert.equal(curveIntervals(scored, pairs).averagePrecision.caution, "few subjects (about 7.0)");
  const { accuracy } = rateIntervals(scored, simulatedShift(design) / 2);
  assert.equal(accuracy.caution, undefined);
});

Deno.test("of forty healthy subjects about four lie where specificity is 0.9, if their slices are alike", () => {
  const design = { subjects: 80, auc: 0.85, prevalence: 0.5, sizes: "equal" } as const;
  const cautionOfPart = (correlation: number) => {
    const drawn = simulated(new Random(3), { ...design, labels: "by subject", correlation });
    const { partialSpecificity } = curveIntervals(drawn, clusterPairs(drawn));
    return partialSpecificity.caution;
  };
  assert.equal(cautionOfPart(0.95), "few subjects (about 4.1)");
  assert.equal(cautionOfPart(0.2), undefined);
});

Deno.test("thirty subjects of either label that err as others do need no caution", () => {
  const design = { subjects: 60, auc: 0.85, correlation: 0.5, labels: "by subject" } as const;
  const scored = simulated(new Random(5), { ...design, prevalence: 0.5 });
  const rates = rateIntervals(scored, simulatedShift(design) / 2);
  for (const { caution } of [clusteredAuc(scored), ...Object.values(rates)]) {
    assert.equal(caution, undefined);
  }
});
