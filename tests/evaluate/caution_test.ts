import assert from "node:assert/strict";
import { clusteredAuc } from "hemoleak/evaluate/auc/obuchowski.ts";
import { cautionFrom, cautionOf } from "hemoleak/evaluate/caution.ts";
import { clusteredProportion } from "hemoleak/evaluate/thresholds/proportion.ts";
import { rateIntervals } from "hemoleak/evaluate/thresholds/rate_intervals.ts";

Deno.test("a caution tells of few subjects, or of few that make the errors; else there is none", () => {
  assert.deepEqual(cautionOf(40, 25), {});
  assert.deepEqual(cautionOf(40, 10), {});
  assert.deepEqual(cautionOf(6, 8), { caution: "few subjects (about 6.0)" });
  assert.deepEqual(cautionOf(40, 2.04), { caution: "few subjects make the errors (about 2.0)" });
  assert.deepEqual(cautionOf(40, 0), { caution: "no subject makes an error" });
  assert.deepEqual(cautionFrom([{}, { caution: "few" }, { caution: "fewer" }]), { caution: "few" });
  assert.deepEqual(cautionFrom([{}, {}]), {});
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

Deno.test("precision and F1 of few positive subjects say so, however many are called", () => {
  const subjects = Array.from({ length: 60 }, (_, i) => i),
    labels = subjects.map((i) => i < 4 ? 1 : 0);
  const scores = subjects.map((i) => i % 3 === 0 ? 0.9 : 0.1);
  const { precision, f1, specificity } = rateIntervals({ scores, labels, subjects }, 0.5);
  assert.match(precision.caution!, /^few subjects/);
  assert.match(f1.caution!, /^few subjects/);
  assert.equal(specificity.caution, undefined);
});
