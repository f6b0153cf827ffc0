import assert from "node:assert/strict";
import fc from "fast-check";
import { holmAdjusted } from "hemoleak/statistics/holm.ts";
import { near } from "../evaluate/near.ts";

Deno.test("Holm's steps by hand: the least by their number, the next by one fewer, never falling", () => {
  const adjusted = holmAdjusted([0.04, 0.01, null, 0.03, 0.005]);
  // Sorted: 0.005 x 4, 0.01 x 3, 0.03 x 2, 0.04 x 1, the last no less than the one before.
  [0.06, 0.03, null, 0.06, 0.02].forEach((expected, i) =>
    expected === null ? assert.equal(adjusted[i], null) : near(adjusted[i]!, expected, 1e-15)
  );
  assert.deepEqual(holmAdjusted([0.9, 0.8]), [1, 1]);
  assert.deepEqual(holmAdjusted([]), []);
});

Deno.test("adjusted values are no smaller, keep the order, and no larger than Bonferroni's", () => {
  const ps = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 12 });
  fc.assert(fc.property(ps, (ps) => {
    const adjusted = holmAdjusted(ps) as number[];
    adjusted.forEach((value, i) => {
      assert.ok(value >= ps[i]! && value <= Math.min(1, ps.length * ps[i]!) + 1e-15);
      adjusted.forEach((other, k) => assert.ok(!(ps[i]! < ps[k]!) || value <= other));
    });
  }));
});
