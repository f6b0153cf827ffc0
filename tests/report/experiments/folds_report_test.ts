import assert from "node:assert/strict";
import type { FoldsAuc, FoldsResult } from "hemoleak/leakage/trials/folds.ts";
import type { NetworksResult } from "hemoleak/leakage/trials/network_splits.ts";
import { foldsFigure, foldsTable } from "hemoleak/report/experiments/folds_report.ts";
import { ladderFigure } from "hemoleak/report/experiments/ladder_figure.ts";
import { ladderTable } from "hemoleak/report/experiments/ladder_table.ts";
import { networksFigure, networksTable } from "hemoleak/report/experiments/networks_report.ts";
import { assertSnapshot } from "../snapshot.ts";
import { ALL_LEARNED, EXAMPLE_LADDER, exampleDifference, exampleMean } from "./example_means.ts";

function exampleFolds(mean: number, ci: [number, number], spread: number): FoldsAuc {
  const whole = exampleMean(mean, ci, spread / 4);
  return { ...whole, folds: whole.aucs.map((auc) => [auc - spread, auc, auc + spread]) };
}

const FOLDS: FoldsResult = {
  folds: 3,
  seeds: [1, 2, 3],
  slice: exampleFolds(0.95, [0.91, 0.973], 0.02),
  subject: exampleFolds(0.66, [0.52, 0.777], 0.12),
  inflation: exampleDifference(0.29, [0.15, 0.44], 0.03),
  permuted: {
    slice: exampleFolds(0.93, [0.88, 0.96], 0.02),
    subject: exampleFolds(0.49, [0.36, 0.62], 0.1),
  },
  outcomes: ALL_LEARNED,
};

const NETWORKS: NetworksResult = {
  seeds: [1, 2, 3],
  networks: [{
    model: "cnn4",
    slice: { auc: exampleMean(0.97, [0.93, 0.99], 0.01), accuracy: 0.91, recall: 0.9, f1: 0.9 },
    subject: { auc: exampleMean(0.7, [0.5, 0.85], 0.08), accuracy: 0.62, recall: 0.6, f1: 0.58 },
    inflation: exampleDifference(0.27, [0.1, 0.47], 0.07),
  }],
  outcomes: ALL_LEARNED,
};

const OPTIONS = { network: "CNN4", synthetic: true };

Deno.test("folds: means of each seed, every fold in the figure, and how it was counted", async () => {
  await assertSnapshot(`${foldsTable(FOLDS, OPTIONS).markdown}\n`, "folds_table.md");
  const { svg, text } = await foldsFigure(FOLDS, OPTIONS);
  await assertSnapshot(svg, "folds_figure.svg");
  assert.match(svg, /synthetic data/);
  assert.match(text, /split by subject: 0\.660 \[0\.520, 0\.777\]/);
  assert.match(text, /never ranked together/);
  assert.match(text, /permuted labels, split by slice: 0\.930 \[0\.880, 0\.960\]/);
  const before = { ...FOLDS, permuted: null };
  assert.doesNotMatch(foldsTable(before, OPTIONS).markdown, /ermuted/);
  assert.doesNotMatch((await foldsFigure(before, OPTIONS)).text, /ermuted/);
});

Deno.test("Table 2 over seeds: the paper's row below each of its networks", async () => {
  const options = { titles: new Map([["cnn4", "CNN4"]]), synthetic: false };
  const table = networksTable(NETWORKS, options);
  await assertSnapshot(`${table.markdown}\n`, "networks_table.md");
  assert.deepEqual(table.rows.map(([split]) => split), [
    "by slice",
    "",
    "by subject",
    "",
    "by slice minus by subject",
  ]);
  const { svg, text } = await networksFigure(NETWORKS, options);
  await assertSnapshot(svg, "networks_figure.svg");
  assert.doesNotMatch(svg, /synthetic/);
  assert.match(text, /CNN4, by slice minus by subject: \+0\.270/);
  // The longest name that a network has, with labels of slices.
  const long = "VGG16 × 0.25 (labels of slices)";
  const named = await networksFigure(NETWORKS, { ...options, titles: new Map([["cnn4", long]]) });
  assert.ok(named.svg.includes(`>${long}</tspan>`));
});

Deno.test("ladder: other methods stand in the same table and figure, each with its parts", async () => {
  const beside = [{ network: "random forest", result: { ...EXAMPLE_LADDER, seeds: [1, 2, 3] } }];
  const table = ladderTable(EXAMPLE_LADDER, { ...OPTIONS, beside });
  assert.equal(table.rows.length, 14);
  assert.deepEqual([table.rows[0]![0], table.rows[1]![0], table.rows[7]![0]], [
    "CNN4",
    "",
    "random forest",
  ]);
  assert.ok(table.notes.some((note) => note.startsWith("random forest: By 999 other exchanges")));
  const { svg, text } = await ladderFigure(EXAMPLE_LADDER, { ...OPTIONS, beside });
  await assertSnapshot(svg, "ladder_beside_figure.svg");
  assert.match(text, /random forest, true labels, split by slice: 0\.982/);
  assert.match(text, /random forest: Identity part/);
});
