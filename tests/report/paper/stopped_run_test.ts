import assert from "node:assert/strict";
import { gapFigure } from "hemoleak/report/paper/gap_figure.ts";
import { gapTable } from "hemoleak/report/paper/gap_table.ts";
import type { JudgedRun } from "hemoleak/report/paper/judged_run.ts";
import { rocFigure } from "hemoleak/report/paper/roc_figure.ts";
import { subjectSplitsTable } from "hemoleak/report/paper/subject_splits_table.ts";
import { table2Csv, table2Table } from "hemoleak/report/paper/table2.ts";
import { EXAMPLE_PROVENANCE, EXAMPLE_RUNS } from "../example_runs.ts";

const MARK = /stopped after epoch 3 of 12/;
const SYNTHETIC = { synthetic: true };

/** The first of the runs as if its training had been stopped. */
const RUNS: JudgedRun[] = EXAMPLE_RUNS.map((run, i) => ({
  ...run,
  stopped: i === 0 ? { epoch: 3, epochs: 12 } : null,
}));

Deno.test("Table 2 marks a run that was stopped, and says what to do", () => {
  const { rows, notes } = table2Table(RUNS, EXAMPLE_PROVENANCE);
  assert.match(rows[0]![1]!, MARK);
  assert.equal(rows.filter((row) => MARK.test(row.join(" "))).length, 1);
  assert.match(notes.at(-1)!, /^Stopped: .* Run its cell again/);
  assert.match(table2Csv(RUNS).split("\n")[1]!, /,stopped$/);
});

Deno.test("the ROC curve of a run that was stopped is marked, in the picture and in its text", async () => {
  const { svg, text } = await rocFigure(RUNS.slice(0, 2), SYNTHETIC);
  assert.match(text, /AUC [^;]*; training stopped after epoch 3 of 12\. split by subject/);
  assert.match(svg.slice(svg.indexOf("</title>")), MARK);
});

Deno.test("the gap says how many of its runs were stopped, and which", async () => {
  const { svg } = await gapFigure(RUNS, SYNTHETIC);
  assert.match(svg, /Stopped before the end of their training: 1 of 4 here/);
  const { notes } = gapTable(RUNS, SYNTHETIC);
  assert.equal(notes.at(-1), "CNN4, split by slice: stopped after epoch 3 of 12.");
});

Deno.test("a split that was stopped is marked among the others", () => {
  const runs = RUNS.map((run, i) => ({ ...run, cell: { ...run.cell, seed: i + 1 } }));
  const { rows } = subjectSplitsTable(runs, SYNTHETIC);
  assert.equal(rows[0]![0], "1, stopped after epoch 3 of 12");
  assert.equal(rows[1]![0], "2");
});
