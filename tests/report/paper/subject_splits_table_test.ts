import assert from "node:assert/strict";
import { subjectSplitsTable } from "hemoleak/report/paper/subject_splits_table.ts";
import { EXAMPLE_RUNS } from "../example_runs.ts";

const [, bySubject] = EXAMPLE_RUNS;
const RUNS = [0.5, 0.75, 0.7].map((auc, i) => ({
  ...bySubject!,
  cell: { ...bySubject!.cell, seed: 4 + i },
  metrics: { ...bySubject!.metrics, auc },
}));

Deno.test("splits by subject: one row per seed, and the mean with the extremes below", () => {
  const table = subjectSplitsTable(RUNS, { synthetic: true });
  assert.deepEqual(table.rows, [
    ["4", "7", "0.500 [0.452, 0.951]"],
    ["5", "7", "0.750 [0.452, 0.951]"],
    ["6", "7", "0.700 [0.452, 0.951]"],
  ]);
  assert.match(table.html, /CNN4, split by subject.*synthetic/s);
  assert.match(table.html, /Mean 0\.650, from 0\.500 to 0\.750\./);
});

Deno.test("a single split has no mean, and says where there are more", () => {
  const { html } = subjectSplitsTable(RUNS.slice(0, 1), { synthetic: false });
  assert.doesNotMatch(html, /Mean|synthetic/);
  assert.match(html, /quick/);
});

Deno.test("a split whose network died is named, and not in the mean", () => {
  const runs = RUNS.map((run, i) => ({
    ...run,
    learning: { outcome: i === 0 ? "dead" as const : "learned" as const },
  }));
  const { rows, notes } = subjectSplitsTable(runs, { synthetic: true });
  assert.deepEqual(rows[0], ["4, died in training", "7", "–"]);
  assert.match(notes[0]!, /^Mean 0\.725, from 0\.700 to 0\.750, without the runs that died\./);
  assert.match(notes[1]!, /^Died in training: /);
});
