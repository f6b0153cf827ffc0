import assert from "node:assert/strict";
import fc from "fast-check";
import { confusion, rates } from "hemoleak/evaluate/thresholds/confusion.ts";
import { clusteredProportion } from "hemoleak/evaluate/thresholds/proportion.ts";
import { rateIntervals } from "hemoleak/evaluate/thresholds/rate_intervals.ts";
import { anyClustered } from "../any_scored.ts";
import { near } from "../near.ts";

Deno.test("a proportion of single slices has the binomial variance, n - 1 for n", () => {
  const successes = Float64Array.from({ length: 100 }, (_, i) => i < 70 ? 1 : 0);
  const { value, variance } = clusteredProportion(successes, new Float64Array(100).fill(1));
  assert.equal(value, 0.7);
  near(variance, 0.7 * 0.3 / 99, 1e-15);
});

Deno.test("Wilson's interval of 81 in 263 (Newcombe 1998), for as many subjects with a slice each", () => {
  // Newcombe 1998, Stat Med 17:857, table I, method 3: 0.2553 to 0.3662; Student's t, the variance
  // with n - 1 instead of n and a quarter of a subject move it by no more than 0.001.
  const successes = Float64Array.from({ length: 263 }, (_, i) => i < 81 ? 1 : 0);
  const { ci } = clusteredProportion(successes, new Float64Array(263).fill(1));
  near(ci[0], 0.2553, 0.0015);
  near(ci[1], 0.3662, 0.0015);
});

Deno.test("repeating every slice changes nothing", () => {
  const successes = Float64Array.of(3, 0, 5, 2), trials = Float64Array.of(4, 3, 6, 2);
  const once = clusteredProportion(successes, trials);
  const ten = clusteredProportion(successes.map((v) => 10 * v), trials.map((v) => 10 * v));
  near(ten.variance, once.variance!, 1e-16);
  near(ten.ci[0], once.ci[0], 1e-14);
});

Deno.test("no success, no failure, one subject, nothing to count", () => {
  const trials = Float64Array.of(50, 50, 50);
  const none = clusteredProportion(new Float64Array(3), trials);
  assert.deepEqual([none.value, none.ci[0]], [0, 0]);
  // Three subjects without a success are no more than three slices would be.
  assert.ok(none.ci[1] > 0.5, `${none.ci[1]}`);
  const all = clusteredProportion(trials, trials);
  near(all.ci[0], 1 - none.ci[1], 1e-14);
  assert.equal(all.ci[1], 1);
  const one = clusteredProportion(Float64Array.of(3), Float64Array.of(4));
  assert.deepEqual([one.variance, one.ci, one.method], [null, [0, 1], "none"]);
  assert.equal(clusteredProportion(new Float64Array(2), new Float64Array(2)).value, 0);
});

Deno.test("rates lie in their intervals, and these where rates can be, whatever the data", () => {
  fc.assert(
    fc.property(anyClustered, fc.integer({ min: 0, max: 10 }), (scored, threshold) => {
      const intervals = rateIntervals(scored, threshold);
      const values = rates(confusion(scored, threshold));
      for (const [name, { ci: [low, high], unit, method }] of Object.entries(intervals)) {
        const value = values[name as keyof typeof values];
        assert.ok((name === "mcc" ? -1 : 0) <= low && low <= high && high <= 1, `${low} ${high}`);
        assert.ok(low <= value && value <= high, `${name}: ${method} ${low} ${value} ${high}`);
        assert.equal(unit, "subject");
      }
    }),
    { numRuns: 60 },
  );
});
