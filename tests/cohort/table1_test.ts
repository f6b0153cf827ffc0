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
      ["Intraparenchymal (IPH)", 134, "27.29", null],
      ["Intraventricular (IVH)", 28, "5.70", null],
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

Deno.test("beside the cohort stands what the label table says of all its studies", () => {
  const rows = table1(cq500().slice(0, 10), 400, { table: cq500() });
  const [scans, slices, , label] = rows;
  assert.deepEqual([scans!.tableValue, scans!.value], [491, 10]);
  assert.deepEqual([slices!.tableValue, slices!.value], [null, 400]);
  assert.deepEqual([label!.tableValue, label!.value], [205, 10]);
  assert.deepEqual([label!.tablePercent?.toFixed(2), label!.percent], ["41.75", 100]);
});

Deno.test("types that no study tells are not counted as 0", () => {
  const unknown = {
    ...NONE,
    label: 1,
    IPH: null,
    IVH: null,
    SDH: null,
    EDH: null,
    SAH: null,
  } as const;
  const values = (studies: Table1Study[]) => table1(studies, 5).slice(3).map(({ value }) => value);
  assert.deepEqual(values([unknown, unknown]), [2, ...new Array(7).fill(null)]);
  assert.deepEqual(values([unknown, { ...NONE, label: 1, SDH: 1 }]), [2, 0, 0, 0, 0, 1, 0, 0]);
});

Deno.test("with another finding for the label, the paper has nothing to compare it to", () => {
  const row = table1(cq500(), 5, { finding: "MidlineShift" })[3]!;
  assert.deepEqual([row.characteristic, row.value, row.paperValue, row.note], [
    "Label: MidlineShift",
    205,
    null,
    "",
  ]);
});

Deno.test("the mean age is over the studies that tell it", () => {
  const rows = table1([{ ...NONE, age: 40 }, { ...NONE, age: 60 }, NONE], 3);
  assert.equal(rows[2]!.value, 50);
});

Deno.test("an empty cohort has no percentages", () => {
  assert.deepEqual(table1([], 0).map(({ percent }) => percent), new Array(11).fill(null));
});

Deno.test("of images that are no CT of the head it has no line on hemorrhages, nor the paper's", () => {
  const others = cq500().map((study): Table1Study => ({
    ...study,
    ...{ IPH: null, IVH: null, SDH: null, EDH: null, SAH: null },
  }));
  for (const [finding, name] of [["AMD", "Label: AMD"], ["ICH", "Label: finding"]] as const) {
    const rows = table1(others, 2000, { finding, images: "other" });
    assert.deepEqual(
      rows.map(({ characteristic, value, paperValue }) => [characteristic, value, paperValue]),
      [["Scans", 491, 491], ["Slices", 2000, 193317], [name, 205, null]],
    );
  }
});
