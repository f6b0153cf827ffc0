import assert from "node:assert/strict";
import { readCohort } from "hemoleak/cohort/cohort.ts";
import { SlicesCsvLabels } from "hemoleak/cohort/labels/slices_csv.ts";
import { CohortError } from "hemoleak/error.ts";
import { ctSlice, withTree } from "../../fixtures/dicom_writer.ts";
import { niftiBytes } from "../../fixtures/nifti_writer.ts";

/** Three slices of each of four patients. */
const PATHS = ["a", "b", "c", "d"].flatMap((patient) =>
  [0, 1, 2].map((slice) => ({ patient, slice, path: `images/${patient}/${slice}.dcm` }))
);

function images() {
  return Object.fromEntries(PATHS.map(({ patient, slice, path }) => [
    path,
    ctSlice({
      patientId: `ID-${patient}`,
      series: patient.charCodeAt(0),
      instance: `${patient.charCodeAt(0)}.${slice}`,
      position: [0, 0, slice * 5],
      changes: { "0020000d": ["UI", `2.25.${patient.charCodeAt(0)}`] },
    }),
  ]));
}

function table(rows: readonly string[], header = "path,subject,study,label") {
  return [header, ...rows, ""].join("\n");
}

const ROWS = PATHS.map(({ patient, slice, path }) => {
  return `${path},patient ${patient},study ${patient},${patient === "b" && slice > 0 ? 1 : 0}`;
});

Deno.test("slices.csv labels any data set, slice by slice", async () => {
  await withTree({ ...images(), "slices.csv": table(ROWS) }, async (root) => {
    const cohort = await readCohort(root);
    assert.deepEqual(cohort.rejected, []);
    assert.deepEqual(cohort.slices.map(({ label }) => label), [
      0,
      0,
      0,
      0,
      1,
      1,
      ...Array(6).fill(0),
    ]);
    assert.deepEqual(cohort.slices[4]!.IPH, null);
    assert.deepEqual(cohort.studies.slice(0, 2), [
      {
        ...{ study: "study a", subject: "patient a", age: null, sex: null, slices: 3, label: 0 },
        ...{ IPH: null, IVH: null, SDH: null, EDH: null, SAH: null },
      },
      {
        ...{ study: "study b", subject: "patient b", age: null, sex: null, slices: 3, label: 1 },
        ...{ IPH: null, IVH: null, SDH: null, EDH: null, SAH: null },
      },
    ]);
  });
});

Deno.test("types are read where they are told, and can be the label", async () => {
  const header = "path,subject,study,label,SDH,SAH";
  const rows = ROWS.map((row, i) => `${row},${i === 4 ? "1,0" : i < 6 ? "0," : ","}`);
  await withTree({ ...images(), "slices.csv": table(rows, header) }, async (root) => {
    const { slices } = await readCohort(root);
    assert.deepEqual([slices[4]!.SDH, slices[4]!.SAH, slices[4]!.IPH], [1, 0, null]);
    assert.deepEqual([slices[3]!.SDH, slices[3]!.SAH], [0, null]);
    const subdural = await readCohort(root, { finding: "SDH" });
    assert.deepEqual(subdural.slices.map(({ label }) => label), [0, 0, 0, 0, 1, 0]);
  });
});

Deno.test("frames of a volume can have labels of their own, or one for all", async () => {
  const volume = niftiBytes({
    size: [2, 2, 3],
    values: [...Array(12).keys()],
    sform: [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 5, 0]],
  });
  const header = "path,subject,study,label,frame";
  const rows = ["v/1.nii,p,s,0,0", "v/1.nii,p,s,1,1", "v/2.nii,q,t,1,"];
  const tree = { "v/1.nii": volume, "v/2.nii": volume, "slices.csv": table(rows, header) };
  await withTree(tree, async (root) => {
    const { slices, rejected } = await readCohort(root, { minimumSlices: 2 });
    assert.deepEqual(slices.map(({ file, frame, label }) => [file, frame, label]), [
      ...[["v/1.nii", 0, 0], ["v/1.nii", 1, 1]],
      ...[0, 1, 2].map((frame) => ["v/2.nii", frame, 1]),
    ]);
    assert.match(rejected[0]!.reason, /1 of 3 slices of "v": slices\.csv does not label them/);
  });
});

Deno.test("a wrong join is noticed: a table shifted by one row puts patients under two subjects", async () => {
  const rest = ROWS.map((row) => row.slice(row.indexOf(",")));
  const shifted = PATHS.map(({ path }, i) => path + rest.at(i - 1));
  await withTree({ ...images(), "slices.csv": table(shifted) }, async (root) => {
    await assert.rejects(readCohort(root), (error: Error) => {
      assert(error instanceof CohortError);
      assert.match(error.message, /under 2 subjects of slices\.csv .* are its rows shifted\?/);
      return true;
    });
  });
});

Deno.test("a wrong join is noticed: one patient's images as two subjects, the others stay", async () => {
  const rows = ROWS.map((row, i) =>
    i < 6 ? row.replace(/patient b,study b/, "patient x,study b") : row
  )
    .with(2, "images/a/2.dcm,patient x,study x,0");
  await withTree({ ...images(), "slices.csv": table(rows) }, async (root) => {
    const cohort = await readCohort(root);
    assert.deepEqual(cohort.studies.map(({ study }) => study), ["study b", "study c", "study d"]);
    const reasons = cohort.rejected.map(({ reason }) => reason);
    assert.equal(reasons.length, 2);
    for (const reason of reasons) assert.match(reason, /\(patient a, patient x\)/);
  });
});

Deno.test("images without a row and rows without an image are listed", async () => {
  const rows = [...ROWS.slice(0, 9), "images/e/0.dcm,patient e,study e,1"];
  await withTree({ ...images(), "slices.csv": table(rows) }, async (root) => {
    const { rejected } = await readCohort(root);
    assert.deepEqual(rejected, [
      { file: "images/d", reason: "3 files: the label table has no row for them" },
      { file: "slices.csv", line: 11, reason: "line 11: no image of study study e" },
    ]);
  });
});

Deno.test("a bad table is refused with file, line and column", () => {
  const refusals: [string, RegExp][] = [
    [table(ROWS, "path,subject,study,class"), /label is missing/],
    [table(["a,p,s,2"]), /line 2, column label: expected 0 or 1/],
    [table(["a,,s,0"]), /line 2, column subject: expected a value/],
    [table(["a,p,s,0", "b,q,s,0"]), /line 3, column subject: expected the subject that the study/],
    [table(["a,p,s,0", "a,p,t,0"]), /line 3, column study/],
    [table(["a,p,s,0", "a,p,s,0"]), /line 3, column path/],
    [table(["a,p,s,0,-1"], "path,subject,study,label,frame"), /line 2, column frame/],
    [table(["a,p,s,0,2"], "path,subject,study,label,EDH"), /line 2, column EDH/],
    [table([]), /found none/],
  ];
  for (const [text, message] of refusals) {
    assert.throws(() => new SlicesCsvLabels(text, "slices.csv"), (error: Error) => {
      assert(error instanceof CohortError, String(error.stack));
      assert.match(error.message, message);
      return true;
    });
  }
  assert.throws(() => new SlicesCsvLabels(table(ROWS), "slices.csv", "Fracture"), CohortError);
});
