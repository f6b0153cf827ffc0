import assert from "node:assert/strict";
import { readCohort } from "hemoleak/cohort/cohort.ts";
import { countSeries } from "hemoleak/cohort/series/count_series.ts";
import { table1 } from "hemoleak/cohort/table1.ts";
import { cq500Reads, cq500Study } from "../fixtures/cq500.ts";
import { withTree } from "../fixtures/dicom_writer.ts";

const TREE = {
  ...cq500Study(0, ["CT PLAIN THIN", "CT BONE", "CT POST CONTRAST 5MM"]),
  ...cq500Study(3),
  ...cq500Study(300),
  "reads.csv": cq500Reads(),
};

Deno.test("CQ500's votes give the counts of the paper's Table 1, whatever images are there", async () => {
  await withTree(TREE, async (root) => {
    const cohort = await readCohort(root);
    const rows = table1(cohort.studies, cohort.slices.length, { table: cohort.table });
    const told = Object.fromEntries(rows.map((row) => [row.characteristic, row.tableValue]));
    assert.deepEqual(told, {
      "Scans": 491,
      "Slices": null,
      "Mean age": null,
      "Intracranial hemorrhage": 205,
      "Intraparenchymal (IPH)": 134,
      "Intraventricular (IVH)": 28,
      "Intracerebral (IPH or IVH)": 137,
      "Intracerebral as the paper counts": 162,
      "Subdural": 53,
      "Extradural": 13,
      "Subarachnoid": 60,
    });
    assert.deepEqual(rows.slice(0, 4).map(({ value }) => value), [3, 15, null, 2]);
  });
});

Deno.test("every study of CQ500 is accounted for", async () => {
  await withTree(TREE, async (root) => {
    const { table, rejected, series } = await readCohort(root);
    assert.equal(table.length, 491);
    const there = table.filter(({ slices }) => slices > 0);
    assert.deepEqual(there.map(({ study, slices }) => [study, slices]), [
      ["CQ500-CT-0", 5],
      ["CQ500-CT-3", 5],
      ["CQ500-CT-300", 5],
    ]);
    const missing = rejected.filter(({ reason }) => /: no DICOM files of study/.test(reason));
    assert.equal(missing.length, 488);
    assert.deepEqual(
      countSeries(series).map(({ decision, criterion, series, slices }) => {
        return [decision, criterion, series, slices];
      }),
      [["kept", "", 3, 15], ["dropped", "contrast", 1, 5], ["dropped", "kernel", 1, 5]],
    );
  });
});
