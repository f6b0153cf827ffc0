import assert from "node:assert/strict";
import type { MeanAuc } from "hemoleak/leakage/trials/mean_auc.ts";
import type { MeanDifference } from "hemoleak/leakage/trials/mean_difference.ts";
import {
  cohortSizeTable,
  distanceTable,
  doseTable,
} from "hemoleak/report/experiments/response_tables.ts";
import { ALL_LEARNED } from "./example_means.ts";

function meanAuc(mean: number, unit: MeanAuc["unit"] = "seed and subject"): MeanAuc {
  const ci: [number, number] = [mean - 0.1, mean + 0.1];
  return { mean, ci, unit, method: "two-way-logit", aucs: [mean, mean], subjects: 20 };
}

function change(difference: number): MeanDifference {
  return {
    ...{ difference, differences: [difference], p: null },
    ...{ ci: [difference - 0.05, difference + 0.05], unit: "seed and subject", method: "two-way" },
  };
}

const OPTIONS = { network: "CNN4", synthetic: true };

Deno.test("one row per dose, either labels named once, with the change against the least dose", () => {
  const { title, columns, rows, notes } = doseTable({
    seeds: [1, 2],
    outcomes: ALL_LEARNED,
    true: [
      { dose: 0, auc: meanAuc(0.7), change: null },
      { dose: 0.25, auc: meanAuc(0.85), change: change(0.15) },
    ],
    permuted: [{ dose: 0, auc: meanAuc(0.5), change: null }],
  }, OPTIONS);
  assert.match(title, /^CNN4: AUC against the share .*synthetic/);
  assert.deepEqual(columns.map(({ title }) => title), ["labels", "dose", "AUC", "change"]);
  assert.deepEqual(rows, [
    ["true", "0", "0.700 [0.600, 0.800]", "–"],
    ["", "0.25", "0.850 [0.750, 0.950]", "+0.150 [+0.100, +0.200]"],
    ["permuted", "0", "0.500 [0.400, 0.600]", "–"],
  ]);
  assert.deepEqual(notes, ["Mean over 2 seeds with the 95 % interval over seeds and subjects."]);
});

Deno.test("one row per distance; data of patients is not called synthetic, nor one seed several", () => {
  const auc = { ...meanAuc(0.9, "subject"), aucs: [0.9] };
  const { title, rows, notes } = distanceTable(
    { seeds: [1], outcomes: ALL_LEARNED, true: [], permuted: [{ gap: 4, auc, change: null }] },
    { ...OPTIONS, synthetic: false },
  );
  assert.doesNotMatch(title, /synthetic/);
  assert.deepEqual(rows, [["permuted", "4", "0.900 [0.800, 1.000]", "–"]]);
  assert.deepEqual(notes, ["Mean over 1 seed with the 95 % interval over subjects."]);
});

Deno.test("one row per number of subjects, with both splits and what lies between them", () => {
  const { rows } = cohortSizeTable({
    seeds: [1, 2],
    outcomes: ALL_LEARNED,
    points: [
      { subjects: 13, slice: meanAuc(0.9), subject: meanAuc(0.6), inflation: change(0.3) },
    ],
  }, OPTIONS);
  assert.deepEqual(rows, [
    ["13", "0.900 [0.800, 1.000]", "0.600 [0.500, 0.700]", "+0.300 [+0.250, +0.350]"],
  ]);
});
