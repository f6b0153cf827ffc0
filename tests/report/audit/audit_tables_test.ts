import assert from "node:assert/strict";
import { audit } from "hemoleak/leakage/audit/audit.ts";
import type { Prediction } from "hemoleak/predictions/prediction.ts";
import { auditAucFigure } from "hemoleak/report/audit/audit_auc_figure.ts";
import { auditDistanceFigure } from "hemoleak/report/audit/audit_distance_figure.ts";
import {
  auditDistanceTable,
  auditDuplicatesTable,
} from "hemoleak/report/audit/audit_image_tables.ts";
import { auditProbeFigure } from "hemoleak/report/audit/audit_probe_figure.ts";
import { auditProbeTable } from "hemoleak/report/audit/audit_probe_table.ts";
import {
  auditAucTable,
  auditDifferencesTable,
  auditOverlapTable,
  auditSetsTable,
} from "hemoleak/report/audit/audit_tables.ts";
import type { SetName } from "hemoleak/split/split.ts";
import { intervalText } from "hemoleak/text/numbers.ts";
import { exampleAudit, exampleFullAudit, examplePredictions } from "../audited_examples.ts";

function row(set: SetName, subject: string, slice: string, label: 0 | 1, score = 0): Prediction {
  return { subject, study: `${subject}1`, slice, set, label, score };
}

/** A and B are trained on, C validates, D is nowhere else; one slice of B is in two sets. */
const MIXED = audit([
  row("train", "A", "0", 1),
  row("train", "A", "1", 1),
  row("train", "B", "0", 0),
  row("validation", "C", "0", 1),
  row("test", "A", "2", 1, 0.9),
  row("test", "B", "0", 1, 0.5),
  row("test", "C", "1", 1, 0.8),
  row("test", "D", "0", 0, 0.3),
]);

Deno.test("audit tables: counts and shares, by hand", () => {
  assert.deepEqual(auditSetsTable(MIXED).rows, [
    ["train", "2", "2", "3", "2 (66.7 %)"],
    ["validation", "1", "1", "1", "1 (100.0 %)"],
    ["test", "4", "4", "4", "3 (75.0 %)"],
  ]);
  assert.deepEqual(auditOverlapTable(MIXED).rows, [
    ["Subjects in both", "2", "1", "0"],
    ["Slices of a shared subject", "2 (50.0 %)", "1 (25.0 %)", "0 (0.0 %)"],
    ["Slices of a shared study", "2 (50.0 %)", "1 (25.0 %)", "0 (0.0 %)"],
    ["Slices in both", "1 (25.0 %)", "0 (0.0 %)", "0 (0.0 %)"],
    ["of them with two labels", "1", "0", "0"],
  ]);
});

Deno.test("audit tables: an AUC that is not defined says why, with its counts", () => {
  const [all, seen, unseen] = auditAucTable(MIXED).rows;
  assert.deepEqual(all!.slice(0, 4), ["all", "4", "4", "3"]);
  assert.match(all![4]!, /^1\.000 \[/);
  assert.deepEqual(seen!.slice(1), ["2", "2", "2", "none: no negative slices", "–", "–"]);
  assert.match(unseen![4]!, /^1\.000 \[/);
});

Deno.test("audit tables: the AUCs and differences of the audit", () => {
  const audited = exampleAudit("slice");
  const { test, oracle } = audited;
  const [all] = auditAucTable(audited).rows;
  assert.equal(all![4], intervalText(test.auc!.clustered.auc, test.auc!.clustered.ci));
  assert.equal(all![5], intervalText(test.auc!.delong.auc, test.auc!.delong.ci));
  assert.ok(Number(all![6]) > 1);
  const differences = auditDifferencesTable(audited).rows;
  assert.equal(differences.length, 1);
  assert.ok(oracle!.network!.difference < 0 && differences[0]![1]!.startsWith("−0."));
  const apart = auditDifferencesTable(exampleAudit("subject"));
  assert.deepEqual(apart.rows.map(([what]) => what), [
    "training slices minus test slices of subjects never met",
  ]);
  assert.match(
    apart.markdown,
    /told by its mean loss .* of 27 subjects trained on and 6 never met/,
  );
});

Deno.test("audit figures: rows for whom there is to tell of", async () => {
  const bySlice = await auditAucFigure(exampleAudit("slice"), { synthetic: true });
  assert.match(bySlice.text, /\(synthetic data\)\. all, of subjects trained on: 0\.\d{3} \[/);
  assert.match(bySlice.text, /oracle: knows who, sees nothing: 1\.000 \[/);
  assert.doesNotMatch(bySlice.text, /never met/);
  const bySubject = await auditAucFigure(exampleAudit("subject"));
  assert.doesNotMatch(bySubject.text, /synthetic|trained on/);
  assert.match(bySubject.text, /oracle: knows who, sees nothing: 0\.500/);
  const mixed = await auditAucFigure(MIXED);
  assert.match(mixed.text, /all: .* trained on: none: no negative slices\. .* never met: 1\.000/);
});

Deno.test("audit tables and figures: without training rows nobody is called known or new", async () => {
  const audited = audit(examplePredictions("subject").filter(({ set }) => set === "test"));
  assert.deepEqual(auditAucTable(audited).rows.map(([which]) => which), ["all"]);
  assert.doesNotMatch((await auditAucFigure(audited)).text, /trained on|never met|oracle/);
});

Deno.test("audit of images: duplicates, distances and recognition as the audit has them", async () => {
  const { images, probe } = await exampleFullAudit("subject");
  const rows = auditDuplicatesTable(images!).rows;
  assert.deepEqual(rows[0], ["equal, train and test", "1", "1"]);
  assert.deepEqual(rows.map(([which]) => which), [
    "equal, train and test",
    "equal, train and validation",
    "equal, validation and test",
    "nearly equal, train and test",
    "altered, train and test",
  ]);
  const bins = images!.byDistance!;
  const table = auditDistanceTable(bins);
  const counts = table.rows.map((cells) => Number(cells[1]));
  assert.equal(counts.reduce((sum, count) => sum + count, 0), images!.matched.test);
  const drawn = bins.filter(({ auc }) => auc !== null).length;
  const distances = await auditDistanceFigure(bins);
  assert.equal(distances.text.match(/ slices: \d\.\d{3} \[/g)?.length, drawn);

  const [contiguous] = auditProbeTable(probe!).rows;
  assert.equal(contiguous![0], "the other half of its stack");
  assert.equal(contiguous![1], String(probe!.contiguous!.subjects));
  assert.equal(contiguous![3]!.split(" ")[0], (100 * probe!.contiguous!.accuracy.value).toFixed(1));
  assert.equal(auditProbeTable(probe!).rows.length, 2);
  assert.match((await auditProbeFigure(probe!)).text, /by the other half of its stack: \d+\.\d %/);
});
