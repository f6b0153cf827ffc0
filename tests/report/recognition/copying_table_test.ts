import assert from "node:assert/strict";
import { copyingTable } from "hemoleak/report/recognition/copying_table.ts";
import { patterns } from "../../fixtures/pattern_source.ts";

Deno.test("copying labels: by slice it is right whatever the labels mean, by subject not", async () => {
  const [bySlice, bySubject] = (await copyingTable(patterns(), { seed: 1, synthetic: true })).rows;
  const all = "100 % (100 to 100)";
  assert.deepEqual(bySlice!.slice(0, 4), ["split by slice", all, all, all]);
  // p^2 + (1 - p)^2 is a half or more, whatever the share of positives.
  assert.match(bySlice![4]!, /^5\d %/);
  assert.equal(bySubject![1], "0 % (0 to 0)");
  assert.notEqual(bySubject![2], all);
  assert.notEqual(bySubject![3], all);
});
