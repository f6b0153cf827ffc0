import assert from "node:assert/strict";
import fc from "fast-check";
import {
  alikeness,
  alikenessFactor,
  carriersOf,
  designFactor,
  shownDegrees,
  wideningOf,
} from "hemoleak/statistics/design_factor.ts";
import { near } from "../evaluate/near.ts";

Deno.test("carriers: all where squares are equal, one where a single deviation makes them", () => {
  near(carriersOf([2, 2, 2, 2], 1e9), 4, 1e-7);
  // A single deviation of 1 among n: the mean takes 1 / n of it along.
  for (const n of [4, 10, 100]) {
    const squares = Array.from({ length: n }, (_, i) => (i === 0 ? 1 - 1 / n : 1 / n) ** 2);
    near(carriersOf(squares, n), 1, 1e-3);
  }
  assert.equal(carriersOf([0, 0, 0], 3), 0);
});

Deno.test("shown degrees: none for one carrier, those of normal values at their kurtosis of 3", () => {
  assert.equal(shownDegrees(1, 20), 0);
  // n / 3 carriers are a kurtosis of 3: 2 (n / 3 - 1) / (2 / 3) = n - 3.
  for (const n of [12, 30, 300]) near(shownDegrees(n / 3, n - 2), n - 3, 1e-9);
  assert.equal(shownDegrees(22, 20), Infinity);
});

Deno.test("the factor by hand: 1 without or with a single error, the estimate with many", () => {
  const parts = { model: 1, degrees: 9, fewest: 10 };
  assert.deepEqual(designFactor({ ...parts, squares: new Float64Array(10) }), {
    factor: 1,
    seen: 0,
    degrees: Infinity,
  });
  const single = Float64Array.from({ length: 10 }, (_, i) => i === 0 ? 0.81 : 0.01);
  near(designFactor({ ...parts, squares: single }).factor, 1, 0.01);
  // Ten equal squares of 0.2: an estimate of 2 by nine degrees of freedom, and one for the 1.
  const even = designFactor({ ...parts, squares: new Float64Array(10).fill(0.2) });
  near(even.factor, (9 * 2 + 1) / 10, 1e-12);
  near(even.degrees, 19 ** 2 / (9 * 4), 1e-12);
  near(even.seen, 2, 1e-12);
});

Deno.test("the factor lies between the estimate and 1", () => {
  const squares = fc.array(fc.double({ min: 1e-6, max: 1, noNaN: true }), {
    minLength: 2,
    maxLength: 30,
  });
  fc.assert(fc.property(squares, fc.double({ min: 0.01, max: 9, noNaN: true }), (of, model) => {
    const estimated = of.reduce((sum, square) => sum + square, 0) / model;
    const parts = { squares: of, model, degrees: of.length - 1, fewest: of.length };
    const { factor, degrees } = designFactor(parts);
    assert.ok(factor >= Math.min(1, estimated) - 1e-12 && factor <= Math.max(1, estimated) + 1e-12);
    assert.ok(degrees >= of.length - 1 - 1e-9);
  }));
});

/** Of each subject so many slices, of which some are right. */
function rights(right: readonly number[], slices: readonly number[]) {
  return { slices, sums: right, squares: right };
}

Deno.test("alikeness by hand: 1 where subjects are all right or all wrong, independent slices where mixed", () => {
  assert.equal(alikenessFactor(rights([4, 0, 6], [4, 3, 6])), 1);
  // Each subject half right: nothing in common, and 30 slices are 30 cases, not 3.
  near(alikenessFactor(rights([5, 5, 5], [10, 10, 10])), 30 / 300, 1e-12);
  // Shares of 0.9 and 0.1: within 2 * 0.9, of 18 * 0.25 in all, so that 1 - rho is 0.4.
  near(alikenessFactor(rights([9, 1], [10, 10])), 0.6 + 0.4 * 20 / 200, 1e-12);
  // A slice a subject tells nothing of how alike slices are.
  assert.equal(alikenessFactor(rights([1, 0, 1], [1, 1, 1])), 1);
});

Deno.test("how alike: all, nothing, and where nothing tells", () => {
  assert.equal(alikeness(rights([4, 0, 6], [4, 3, 6])), 1);
  assert.equal(alikeness(rights([5, 5, 0], [10, 10, 0])), 0);
  near(alikeness(rights([9, 1], [10, 10])), 0.6, 1e-12);
  const nothing: [number[], number[]][] = [[[0, 0], [0, 0]], [[4, 4], [4, 4]], [[1, 0], [1, 1]]];
  for (const [successes, trials] of nothing) assert.equal(alikeness(rights(successes, trials)), 1);
});

Deno.test("alikeness of places by hand", () => {
  // Places 0.2, 0.4 and 0.6, 0.8: within 2 x 0.02, of 2 x 0.05 in all.
  const places = { slices: [2, 2], sums: [0.6, 1.4], squares: [0.2, 1] };
  near(alikeness(places), 0.6, 1e-12);
  near(alikenessFactor(places), 0.6 + 0.4 / 2, 1e-12);
});

Deno.test("widening: by the quantile and by the factor; infinite where nothing is seen", () => {
  // Student's t with 4 degrees of freedom, 2.776, by the normal 1.960; and the root of 2 / 0.5.
  near(wideningOf({ factor: 2, seen: 0.5, degrees: 4 }, 2.776445, 0.95), 2 * 1.416579, 1e-5);
  assert.equal(wideningOf({ factor: 1, seen: 0, degrees: Infinity }, 1.96, 0.95), Infinity);
});
