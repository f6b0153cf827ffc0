import assert from "node:assert/strict";
import { meanAuc } from "hemoleak/leakage/trials/mean_auc.ts";
import { meanDifference } from "hemoleak/leakage/trials/mean_difference.ts";
import { networkSplits, type NetworkTrial } from "hemoleak/leakage/trials/network_splits.ts";
import { near } from "../../evaluate/near.ts";
import { simulatedTrial } from "./simulated_trials.ts";

function trials(model: string, split: "slice" | "subject", shift: number): NetworkTrial[] {
  return [1, 2, 3].map((seed) => simulatedTrial({ model, split, seed }, { shift, tested: 20 }));
}

const ALL = [
  ...trials("vgg16", "slice", 3),
  ...trials("vgg16", "subject", 1),
  ...trials("cnn4", "slice", 2),
  ...trials("cnn4", "subject", 0.5),
];

Deno.test("each network and split has the mean over seeds, and their difference is the inflation", () => {
  const { seeds, networks } = networkSplits(ALL);
  assert.deepEqual(seeds, [1, 2, 3]);
  assert.deepEqual(networks.map(({ model }) => model), ["vgg16", "cnn4"]);
  const [{ slice, subject, inflation }] = networks as [typeof networks[number]];
  assert.deepEqual(slice.auc, meanAuc(ALL.slice(0, 3)));
  assert.deepEqual(subject.auc, meanAuc(ALL.slice(3, 6)));
  assert.deepEqual(inflation, meanDifference(ALL.slice(0, 3), ALL.slice(3, 6)));
});

Deno.test("accuracy, recall and F1 are those of the definitions, averaged over seeds", () => {
  const rates = ALL.slice(0, 3).map(({ predictions }) => {
    const test = predictions.filter(({ set }) => set === "test");
    const count = (label: 0 | 1, called: boolean) =>
      test.filter((row) => row.label === label && (row.score >= 0.5) === called).length;
    const found = count(1, true), missed = count(1, false), alarms = count(0, true);
    return [
      (found + count(0, false)) / test.length,
      found / (found + missed),
      2 * found / (2 * found + missed + alarms),
    ];
  });
  const { slice } = networkSplits(ALL).networks[0]!;
  [slice.accuracy, slice.recall, slice.f1].forEach((rate, i) =>
    near(rate, rates.reduce((sum, of) => sum + of[i]! / 3, 0), 1e-12)
  );
});

Deno.test("a seed that one condition lacks is left out; a network without one of the splits is refused", () => {
  assert.deepEqual(networkSplits(ALL.slice(1)).seeds, [2, 3]);
  assert.throws(() => networkSplits(ALL.slice(3)), {
    name: "PredictionsError",
    message: /runs of each network by slice and by subject but found none of vgg16 by slice/,
  });
});
