import assert from "node:assert/strict";
import { table1, type Table1Study } from "hemoleak/cohort/table1.ts";

const NONE: Table1Study = { label: 0, IPH: 0, IVH: 0, SDH: 0, EDH: 0, SAH: 0, age: null };

/** 491 studies with the majority counts of CQ500's `reads.csv`: IPH 134, IVH 28, both 25. */
function cq500(): Table1Study[] {
  return Array.from({ length: 491 }, (_, i): Table1Study => ({
    ...NONE,
    label: i < 205 ? 1 : 0,
    IPH: i < 134 ? 1 : 0,
    IVH: i >= 109 && i < 137 ? 1 : 0,
    SDH: i < 53 ? 1 : 0,
    EDH: i < 13 ? 1 : 0,
    SAH: i < 60 ? 1 : 0,
  }));
}

Deno.test("CQ500's counts give the paper's Table 1, but for its slips", () => {
  const rows = table1(cq500(), 193317);
  assert.deepEqual(
    rows.map((row) => [row.characteristic, row.value, row.percent?.toFixed(2), row.paperPercent]),
    [
      ["Scans", 491, undefined, null],
      ["Slices", 193317, undefined, null],
      ["Mean age", null, undefined, null],
      ["Intracranial hemorrhage", 205, "41.75", 41.17],
      ["Intracerebral (IPH or IVH)", 137, "27.90", null],
      ["Intracerebral as the paper counts", 162, "32.99", 32.99],
      ["Subdural", 53, "10.79", 10.79],
      ["Extradural", 13, "2.65", 2.64],
      ["Subarachnoid", 60, "12.22", 12.21],
    ],
  );
  const counts = rows.filter(({ paperValue, value }) => paperValue !== null && value !== null);
  assert.deepEqual(counts.map(({ value }) => value), counts.map(({ paperValue }) => paperValue));
});

Deno.test("the mean age is over the studies that tell it", () => {
  const rows = table1([{ ...NONE, age: 40 }, { ...NONE, age: 60 }, NONE], 3);
  assert.equal(rows[2]!.value, 50);
});

Deno.test("an empty cohort has no percentages", () => {
  assert.deepEqual(table1([], 0).map(({ percent }) => percent), new Array(9).fill(null));
});
