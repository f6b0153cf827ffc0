import assert from "node:assert/strict";
import { copyingTable } from "hemoleak/report/recognition/copying_table.ts";
import { patterns } from "../../fixtures/pattern_source.ts";

Deno.test("copying labels: by slice it is right whatever the labels mean, by subject not", async () => {
  const [bySlice, bySubject] = (await copyingTable(patterns(), { seed: 1, synthetic: true })).rows;
  const all = "100 % (100 to 100)";
  assert.deepEqual(bySlice, ["split by slice", all, all, all]);
  assert.equal(bySubject![1], "0 % (0 to 0)");
  assert.notEqual(bySubject![2], all);
  assert.notEqual(bySubject![3], all);
});
