import assert from "node:assert/strict";
import type { StudyRow } from "hemoleak/cohort/cohort.ts";
import type { SeriesDecision } from "hemoleak/cohort/cohort_tables.ts";
import type { SliceRow } from "hemoleak/cohort/slice_row.ts";
import { dataNote, limitsNote } from "hemoleak/report/cohort/data_notes.ts";
import { labelUnitsTable } from "hemoleak/report/cohort/label_units_table.ts";
import { rejectedTable } from "hemoleak/report/cohort/rejected_table.ts";
import { seriesTable } from "hemoleak/report/cohort/series_table.ts";
import { table1Table } from "hemoleak/report/cohort/table1_table.ts";
import { EXAMPLE_PROVENANCE } from "../example_runs.ts";

function study(label: 0 | 1, finding: Partial<StudyRow>, age: number | null): StudyRow {
  const none = { IPH: 0, IVH: 0, SDH: 0, EDH: 0, SAH: 0 } as const;
  return { ...none, ...finding, study: "s", subject: "s", label, age, sex: null, slices: 2 };
}

Deno.test("Table 1 stands beside the paper's, each slip of the paper with its note", () => {
  const studies = [study(1, { IPH: 1, IVH: 1 }, 40), study(1, { SDH: 1 }, 45), study(0, {}, null)];
  const slices = Array.from({ length: 1234 }, () => ({}) as SliceRow);
  const listed = [...studies, study(1, { EDH: 1 }, null)].map((row) => ({ ...row, slices: 0 }));
  const table = table1Table({ studies, slices, table: listed }, EXAMPLE_PROVENANCE);
  const cells = new Map(table.rows.map(([name, ...values]) => [name!.split(" ¹")[0], values]));
  assert.deepEqual(cells.get("Slices"), ["–", "1,234", "193,317"]);
  assert.deepEqual(cells.get("Mean age"), ["42.50", "42.50", "22.43"]);
  assert.deepEqual(cells.get("Subdural"), ["1 (25.00 %)", "1 (33.33 %)", "53 (10.79 %)"]);
  const marked = table.rows.filter(([name]) => /[¹²³]$/.test(name!));
  assert.equal(marked.length, 3);
  assert.match(table.notes[1]!, /^² .*41\.75 %/);
  assert.match(table.title, /synthetic/);
});

Deno.test("series are counted by decision and reason, kept ones first, frequent ones first", () => {
  const decision = (
    decision: "kept" | "dropped",
    criterion: SeriesDecision["criterion"],
    reason: string,
    slices: number,
  ) => ({ study: "S1", series: "CT", decision, criterion, reason, slices } as SeriesDecision);
  const table = seriesTable([
    decision("dropped", "kernel", "kernel BONE", 1),
    decision("dropped", "contrast", 'named "contrast"', 2),
    decision("dropped", "contrast", "an agent is set", 3),
    decision("kept", "", "the only one", 20),
  ]);
  assert.deepEqual(table.rows, [
    ["kept", "the only suitable one", "1", "20", 'S1, "CT": the only one'],
    ["dropped", "with contrast agent", "2", "5", 'S1, "CT": named "contrast"'],
    ["dropped", "with a bone or lung kernel", "1", "1", 'S1, "CT": kernel BONE'],
  ]);
});

Deno.test("rejections: none, some, and more than are shown", () => {
  assert.equal(rejectedTable([]).rows.length, 1);
  const some = rejectedTable([{ file: "a.dcm", reason: "cut off" }]);
  assert.deepEqual([some.title, some.rows], ["Rejected: 1 entry", [["a.dcm", "cut off"]]]);
  const rejections = Array.from({ length: 1025 }, (_, i) => ({ file: `${i}`, reason: "no" }));
  const many = rejectedTable(rejections);
  assert.equal(many.rows.length, 20);
  assert.match(many.notes[0]!, /^1,005 more/);
});

Deno.test("slices are counted by the label of their scan and by their own", () => {
  const slice = (study: string, label: 0 | 1) => ({ study, label }) as SliceRow;
  const byStudy = { slices: [slice("A", 1), slice("A", 1), slice("A", 1), slice("B", 0)] };
  const bySlice = { slices: [slice("A", 0), slice("A", 1), slice("A", 0), slice("B", 0)] };
  assert.deepEqual(labelUnitsTable(byStudy, bySlice, EXAMPLE_PROVENANCE).rows, [
    ["hemorrhage", "3", "1 (33.3 %)", "2 (66.7 %)"],
    ["no hemorrhage", "1", "0 (0.0 %)", "1 (100.0 %)"],
    ["all", "4", "1 (25.0 %)", "3 (75.0 %)"],
  ]);
  const table = labelUnitsTable(byStudy, bySlice, EXAMPLE_PROVENANCE);
  assert.equal(table.columns[2]!.title, "with blood on them");
  const drusen = { ...EXAMPLE_PROVENANCE, finding: "drusen", images: "other" } as const;
  const other = labelUnitsTable(byStudy, bySlice, drusen);
  assert.deepEqual(other.rows.map(([label]) => label), ["drusen", "no drusen", "all"]);
  assert.equal(other.columns[2]!.title, "labeled drusen");
  const untold = labelUnitsTable(byStudy, null, EXAMPLE_PROVENANCE);
  assert.match(untold.rows[0]![0]!, /no table .* labels slices/);
  assert.match(untold.notes[0]!, /SYNTHETIC/);
});

Deno.test("labels of studies on every slice are not taken for blood on every slice", () => {
  const slice = (study: string, label: 0 | 1) => ({ study, label }) as SliceRow;
  const slices = [slice("A", 1), slice("A", 1), slice("B", 0), slice("B", 0)];
  const table = labelUnitsTable({ slices }, { slices }, EXAMPLE_PROVENANCE);
  assert.equal(table.columns[2]!.title, "labeled hemorrhage");
  assert.match(table.notes[0]!, /^No scan has slices of both labels/);
});

Deno.test("Table 1 of images that are no CT of the head leaves out what they cannot tell", () => {
  const unknown = { IPH: null, IVH: null, SDH: null, EDH: null, SAH: null };
  const studies = [study(1, unknown, 60), study(0, unknown, null)];
  const data = { ...EXAMPLE_PROVENANCE, synthetic: false, cohort: "OCT", images: "other" } as const;
  const rows = (finding?: string) =>
    table1Table({ studies, slices: [], table: [] }, { ...data, ...finding && { finding } }).rows;
  assert.deepEqual(rows("drusen").map(([name]) => name), [
    "Scans",
    "Slices",
    "Mean age ¹",
    "Label: drusen",
  ]);
  assert.deepEqual(rows("drusen").at(-1), ["Label: drusen", "–", "1 (50.00 %)", "–"]);
  assert.equal(rows().at(-1)![0], "Label: finding");
});

Deno.test("what the data are is said of generated ones and of real ones", () => {
  const real = { ...EXAMPLE_PROVENANCE, synthetic: false, cohort: "PhysioNet CT-ICH" };
  assert.match(dataNote(EXAMPLE_PROVENANCE).warning, /SYNTHETIC/);
  assert.match(limitsNote(EXAMPLE_PROVENANCE).text, /has to be measured on real scans/);
  const texts = [
    real,
    { ...real, labelUnit: "slice" as const },
    { ...real, images: "other" as const, finding: "drusen" },
  ].map((provenance) => `${dataNote(provenance).text} ${limitsNote(provenance).text}`);
  for (const text of texts) {
    assert.match(text, /PhysioNet CT-ICH/);
    assert.doesNotMatch(text, /synthetic|phantom|generated/i);
  }
  assert.match(
    texts[0]!,
    /CT of the head. A label says whether a study shows a hemorrhage, and stands/,
  );
  assert.match(texts[1]!, /A label says whether a slice shows a hemorrhage\./);
  assert.match(texts[2]!, /other than CT. .*study shows the finding “drusen”.*speaks of the paper/);
});
