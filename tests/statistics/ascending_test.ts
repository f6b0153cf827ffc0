import assert from "node:assert/strict";
import fc from "fast-check";
import { countBelow, countUpTo } from "hemoleak/statistics/ascending.ts";

Deno.test("countBelow and countUpTo: as many as one counts, ties included", () => {
  const few = fc.integer({ min: -3, max: 3 });
  fc.assert(fc.property(fc.array(few), few, (numbers, value) => {
    const ascending = numbers.toSorted((a, b) => a - b);
    assert.equal(countBelow(ascending, value), numbers.filter((one) => one < value).length);
    assert.equal(countUpTo(ascending, value), numbers.filter((one) => one <= value).length);
  }));
});
