import assert from "node:assert/strict";
import { table2Csv, table2Json, table2Table } from "hemoleak/report/paper/table2.ts";
import { EXAMPLE_PROVENANCE, EXAMPLE_RUNS } from "../example_runs.ts";
import { assertSnapshot } from "../snapshot.ts";

Deno.test("table2.csv has its columns and one row per run", () => {
  assert.equal(
    table2Csv(EXAMPLE_RUNS),
    `model,split,accuracy,recall,f1,auc,auc_low,auc_high,test_slices,test_subjects,training
CNN4,slice,0.93,0.945,0.931,0.985,0.968,0.996,144,47,learned
CNN4,subject,0.64,0.57,0.615,0.717,0.452,0.951,140,7,learned
VGG16 × 0.25,slice,0.93,0.945,0.931,0.939,0.9,0.971,144,47,learned
VGG16 × 0.25,subject,0.64,0.57,0.615,0.66,0.38,0.9,140,7,learned
`,
  );
});

Deno.test("table2.json says where the numbers come from, with baseline and paper beside", () => {
  const json = JSON.parse(table2Json(EXAMPLE_RUNS, EXAMPLE_PROVENANCE));
  assert.equal(json.synthetic, true);
  assert.equal(json.cohort, "phantom");
  assert.equal(json.rows.length, 4);
  assert.equal(json.rows[1].auc_low, 0.452);
  assert.deepEqual(json.rows[1].paper, { accuracy: 0.598, recall: 0.721, f1: 0.687, auc: 0.658 });
  assert.deepEqual(json.rows[1].always_positive, { accuracy: 0.5, recall: 1, f1: 2 / 3 });
});

Deno.test("Table 2 for the reader: the paper's row below each run, the baseline in line", async () => {
  const table = table2Table(EXAMPLE_RUNS, EXAMPLE_PROVENANCE);
  await assertSnapshot(table.markdown + "\n", "table2.md");
  assert.equal(table.rows.length, 8);
  // By its own accuracy, recall and F1 the paper's VGG16 by subject has F1 .758 where calling all
  // positive has .769.
  assert.deepEqual(table.rows[7]!.slice(4, 8), ["0.758", "0.783 [0.673, 0.893]", "0.624", "0.769"]);
});

Deno.test("Table 2: a network that died has no numbers, one that has not learned is named so", () => {
  const [dead, other, ...rest] = EXAMPLE_RUNS;
  const runs = [
    { ...dead!, learning: { outcome: "dead" as const } },
    { ...other!, learning: { outcome: "not-learned" as const } },
    ...rest,
  ];
  const { rows, notes } = table2Table(runs, EXAMPLE_PROVENANCE);
  assert.deepEqual(rows[0]!.slice(1, 6), ["CNN4, here (died in training)", "–", "–", "–", "–"]);
  assert.deepEqual(rows[2]!.slice(1, 3), [
    "CNN4, here (has not learned by its validation loss)",
    "0.640",
  ]);
  assert.equal(rows[4]![1], "VGG16 × 0.25, here");
  assert.match(notes.at(-2)!, /^Died in training: the network gives every image the same answer/);
  assert.match(notes.at(-1)!, /^Has not learned by its validation loss: that is not below/);
  const [, first, second] = table2Csv(runs).split("\n");
  assert.equal(first, "CNN4,slice,,,,,,,144,47,dead");
  assert.equal(second, "CNN4,subject,0.64,0.57,0.615,0.717,0.452,0.951,140,7,not-learned");
  const json = JSON.parse(table2Json(runs, EXAMPLE_PROVENANCE));
  assert.deepEqual([json.rows[0].training, "auc" in json.rows[0]], ["dead", false]);
});

Deno.test("Table 2: an AUC that does not exist is called so", () => {
  const [run] = EXAMPLE_RUNS;
  const metrics = { ...run!.metrics, auc: NaN };
  assert.equal(table2Table([{ ...run!, metrics }], EXAMPLE_PROVENANCE).rows[0]![5], "–");
});
