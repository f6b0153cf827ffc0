import assert from "node:assert/strict";
import { gapTable } from "hemoleak/report/paper/gap_table.ts";
import { EXAMPLE_RUNS } from "../example_runs.ts";

Deno.test("gap table: falls, intervals and baselines, here and in the paper", () => {
  assert.deepEqual(gapTable(EXAMPLE_RUNS, { synthetic: true }).rows, [
    ["CNN4, here", "0.985", "0.717 [0.452, 0.951]", "−0.268", "no", "−0.052"],
    ["VGG16 × 0.25, here", "0.939", "0.660 [0.380, 0.900]", "−0.279", "no", "−0.052"],
    ["CNN4, the paper", "0.982", "0.658 [0.530, 0.786]", "−0.324", "yes", "−0.072"],
    ["VGG16, the paper", "0.989", "0.783 [0.673, 0.893]", "−0.206", "yes", "−0.011"],
  ]);
});

Deno.test("gap table: a network with one split only has no line of its own", () => {
  const table = gapTable(EXAMPLE_RUNS.slice(0, 1), { synthetic: false });
  assert.deepEqual(table.rows.map((row) => row[0]), ["CNN4, the paper"]);
});

Deno.test("gap table: without one of the splits there is no difference, and it says why", () => {
  const [first, ...rest] = EXAMPLE_RUNS;
  const runs = [{ ...first!, learning: { outcome: "dead" as const } }, ...rest];
  const { rows, notes } = gapTable(runs, { synthetic: true });
  assert.deepEqual(rows.map(([source]) => source).filter((source) => source!.endsWith("here")), [
    "VGG16 × 0.25, here",
  ]);
  assert.equal(
    notes.at(-1),
    "CNN4, split by slice, is left out: the network died in training.",
  );
});
