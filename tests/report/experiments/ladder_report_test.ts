import assert from "node:assert/strict";
import { ladderFigure } from "hemoleak/report/experiments/ladder_figure.ts";
import { ladderTable } from "hemoleak/report/experiments/ladder_table.ts";
import { assertSnapshot } from "../snapshot.ts";
import { EXAMPLE_LADDER } from "./example_means.ts";

const OPTIONS = { network: "CNN4", synthetic: true };

Deno.test("ladder figure: four conditions with chance, seeds, identity and disease part", async () => {
  const { svg, text } = await ladderFigure(EXAMPLE_LADDER, OPTIONS);
  await assertSnapshot(svg, "ladder_figure.svg");
  for (const words of ["identity part +0.447", "disease part +0.253", "0.982 [0.930, 0.995]"]) {
    assert.ok(svg.includes(`>${words}</text>`), words);
  }
  assert.match(svg, /synthetic data/);
  assert.match(text, /permuted labels, split by subject: 0\.531 \[0\.246, 0\.797\]/);
  assert.match(text, /Inflation .*: \+0\.229 \[\+0\.045, \+0\.412\]/);
});

Deno.test("ladder figure: real data is not called synthetic, a single seed says so", async () => {
  const { svg } = await ladderFigure({ ...EXAMPLE_LADDER, seeds: [4] }, {
    network: "CNN4",
    synthetic: false,
  });
  assert.doesNotMatch(svg, /synthetic/);
  assert.match(svg, /a single seed/);
  assert.match(svg, /\(seed 4\)/);
});

Deno.test("where other exchanges do not score 0.5, figure and table say what begins where", async () => {
  const { identity, ...rest } = EXAMPLE_LADDER;
  const ladder = {
    ...rest,
    identity: { ...identity, value: 0.275, null: { ...identity.null!, mean: 0.672 } },
  };
  const told = /what exchanged labels teach of new subjects/;
  assert.match(ladderTable(ladder, OPTIONS).markdown, told);
  assert.doesNotMatch(ladderTable(EXAMPLE_LADDER, OPTIONS).markdown, told);
  const { svg } = await ladderFigure(ladder, OPTIONS);
  assert.match(svg, />Small: single seeds \(seeds 1–3\)\. Dashed: 0\.5\.</);
  assert.match(
    svg,
    />The identity part begins at the mean AUC by other exchanges of the labels\.</,
  );
  assert.match(svg, />identity part \+0\.275</);
});

Deno.test("ladder table: seeds, means and parts, and what the intervals cover", async () => {
  const table = ladderTable(EXAMPLE_LADDER, OPTIONS);
  await assertSnapshot(`${table.markdown}\n`, "ladder_table.md");
  assert.equal(table.rows.length, 7);
});

Deno.test("ladder table: a single seed covers no other", () => {
  const { notes } = ladderTable({ ...EXAMPLE_LADDER, seeds: [4] }, OPTIONS);
  assert.match(
    notes[0]!,
    /over subjects; a single seed: chance in who is tested and trained on, not in the split/,
  );
});
