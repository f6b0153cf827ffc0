import assert from "node:assert/strict";
import fc from "fast-check";
import { getOrMake, groupBy } from "hemoleak/groups.ts";

Deno.test("groupBy: does what Map.groupBy does", () => {
  fc.assert(fc.property(fc.array(fc.integer()), (items) => {
    assert.deepEqual(groupBy(items, (i) => i % 5), Map.groupBy(items, (i) => i % 5));
  }));
});

Deno.test("getOrMake: makes a value once, also one that is undefined", () => {
  const map = new Map<string, number | undefined>([["there", 1], ["none", undefined]]);
  assert.equal(getOrMake(map, "there", () => 2), 1);
  assert.equal(getOrMake(map, "none", () => 2), undefined);
  assert.equal(getOrMake(map, "new", () => 3), 3);
  assert.equal(map.get("new"), 3);
});
