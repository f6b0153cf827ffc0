import assert from "node:assert/strict";
import { readCohort } from "hemoleak/cohort/cohort.ts";
import { parseDemographics } from "hemoleak/cohort/labels/physionet_demographics.ts";
import { SliceReader } from "hemoleak/cohort/scan/slice_reader.ts";
import { CohortError } from "hemoleak/error.ts";
import { withTree } from "../../fixtures/dicom_writer.ts";
import { gzip, niftiBytes } from "../../fixtures/nifti_writer.ts";

const TABLE = "hemorrhage_diagnosis_raw_ct.csv";
const HEADER =
  "PatientNumber,SliceNumber,Intraventricular,Intraparenchymal,Subarachnoid,Epidural," +
  "Subdural,No_Hemorrhage,Fracture_Yes_No";

/** The heading of the published table takes two rows, and three lines. */
const DEMOGRAPHICS = `Patient Number,"Age
(years)",Gender,Hemorrhage type based on the radiologists diagnosis ,,,,,Fracture (yes 1/no 0),Note1
,,,Intraventricular,Intraparenchymal,Subarachnoid,Epidural,Subdural,,
49,34,Male,,1,,,,0,
50,0.5,Female,,,,,,1,
51,3 months,Female,,,,,,,
,,,,,,,,,
`;

/** A volume of slices from the head down, stored with rows to the left. */
function volume(slices: number) {
  return niftiBytes({
    size: [4, 3, slices],
    values: Array.from({ length: 12 * slices }, (_, i) => i),
    sform: [[-0.5, 0, 0, 60], [0, 0.5, 0, -70], [0, 0, -5, 100]],
  });
}

const ROWS = [
  "49,1,0,0,0,0,0,1,0",
  "49,2,0,1,0,0,1,0,0",
  "49,3,0,1,0,0,0,0,0",
  "49,4,0,0,0,0,0,1,0",
  "50,1,0,0,0,0,0,1,1",
  "50,2,0,0,0,0,0,1,1",
  "50,3,0,0,0,0,0,1,1",
];

function table(rows: readonly string[]): string {
  // The published table ends with empty rows.
  return [HEADER, ...rows, ",,,,,,,,", ""].join("\r\n");
}

const TREE = {
  "ct_scans/049.nii": volume(4),
  "ct_scans/050.nii": volume(3),
  "masks/049.nii": volume(4),
  [TABLE]: table(ROWS),
  "Patient_demographics.csv": DEMOGRAPHICS,
};

Deno.test("CT-ICH: slices of a volume by their number, age and sex from the table", async () => {
  await withTree(TREE, async (root) => {
    const cohort = await readCohort(root);
    const first = cohort.slices.slice(0, 4);
    // SliceNumber counts in the order of the file, which goes from the head down here.
    assert.deepEqual(first.map(({ frame }) => frame), [3, 2, 1, 0]);
    assert.deepEqual(first.map(({ position }) => position), [85, 90, 95, 100]);
    assert.deepEqual(first.map(({ label, IPH, SDH }) => [label, IPH, SDH]), [
      [0, 0, 0],
      [1, 1, 0],
      [1, 1, 1],
      [0, 0, 0],
    ]);
    assert.deepEqual(
      cohort.studies.map(({ study, subject, age, sex }) => [study, subject, age, sex]),
      [
        ["49", "49", 34, "M"],
        ["50", "50", 0.5, "F"],
      ],
    );
    assert.deepEqual(cohort.table.map(({ study, label, slices }) => [study, label, slices]), [
      ["49", 1, 4],
      ["50", 0, 3],
    ]);
    assert.deepEqual(cohort.rejected, [
      { file: "masks", reason: "1 file: outlines of hemorrhages, not images" },
    ]);
    const reader = new SliceReader(root);
    const { image, paddingValue } = await reader.read(cohort.slices[3]!);
    assert.deepEqual([image.shape, image.get(0, 0), paddingValue], [[3, 4], 8, null]);
    assert.equal((await reader.read(cohort.slices[0]!)).image.get(2, 0), 36);
  });
});

Deno.test("CT-ICH: study labels, and volumes in gzip", async () => {
  const { "ct_scans/049.nii": _plain, ...rest } = TREE;
  const tree = { ...rest, "ct_scans/049.nii.gz": await gzip(volume(4)) };
  await withTree(tree, async (root) => {
    const cohort = await readCohort(root, { labelUnit: "study" });
    assert.deepEqual(cohort.slices.map(({ label }) => label), [1, 1, 1, 1, 0, 0, 0]);
    assert.equal((await new SliceReader(root).read(cohort.slices[3]!)).image.get(0, 0), 8);
  });
});

Deno.test("a wrong join is noticed: the table tells of slices beyond the volume", async () => {
  await withTree({ ...TREE, [TABLE]: table([...ROWS, "50,4,0,0,0,0,0,1,1"]) }, async (root) => {
    const cohort = await readCohort(root);
    assert.deepEqual(cohort.studies.map(({ study }) => study), ["49"]);
    assert.deepEqual(cohort.rejected.at(-1), {
      file: "ct_scans",
      reason: "the label table labels slice 4 of patient 50, but the volume has 3; its labels " +
        "could be another's",
    });
  });
});

Deno.test("rows that contradict themselves or others leave their slices without label", async () => {
  const rows = [...ROWS.with(1, "49,2,0,1,0,0,1,1,0"), "50,2,0,0,0,0,1,0,1"];
  await withTree({ ...TREE, [TABLE]: table(rows) }, async (root) => {
    const cohort = await readCohort(root);
    assert.deepEqual(cohort.slices.map(({ study, frame }) => `${study} ${frame}`), [
      ...["49 3", "49 2", "49 0", "50 2", "50 0"],
    ]);
    const reasons = cohort.rejected.filter(({ file }) => file === TABLE);
    assert.deepEqual(reasons.map(({ reason }) => reason), [
      "line 3: patient 49, slice 2: No_Hemorrhage is 1, but so is a type",
      "line 9: patient 50, slice 2: an earlier row says otherwise of this slice",
    ]);
  });
});

Deno.test("volumes without rows, rows without volume and two volumes of a patient are listed", async () => {
  const tree = {
    ...TREE,
    "ct_scans/051.nii": volume(3),
    "ct_scans/brain.nii": volume(3),
    "copy/050.nii": volume(3),
    "ct_scans/052.nii": "no NIfTI",
    [TABLE]: table([...ROWS, "60,1,0,0,0,0,0,1,0"]),
  };
  await withTree(tree, async (root) => {
    const { rejected, studies } = await readCohort(root);
    assert.deepEqual(studies.map(({ study }) => study), ["49"]);
    const reasons = rejected.map(({ reason }) => reason).join("\n");
    assert.match(reasons, /1 file: the label table has no row for patient 51/);
    assert.match(reasons, /1 file: not named after a patient of the label table/);
    assert.match(reasons, /2 volumes are named after patient 50: copy\/050.nii, ct_scans\/050.nii/);
    assert.match(reasons, /expected a NIfTI file/);
    assert.match(reasons, /no images of patient 60/);
  });
});

Deno.test("a bad table is refused with file, line and column", async () => {
  for (
    const [text, message] of [
      [table(ROWS).replace("Epidural", "EDH"), /Epidural is missing/],
      [table(ROWS.with(0, "49,1,0,0,0,0,2,1,0")), /line 2, column Subdural: expected 0 or 1/],
      [table(ROWS.with(0, "49,0,0,0,0,0,0,1,0")), /line 2, column SliceNumber/],
      [table([]), /found none/],
    ] as const
  ) {
    await withTree({ ...TREE, [TABLE]: text }, async (root) => {
      await assert.rejects(readCohort(root), (error: Error) => {
        assert(error instanceof CohortError, String(error.stack));
        assert.match(error.message, message);
        return true;
      });
    });
  }
});

Deno.test("ages in years, months and days, and none where there is none", () => {
  const people = parseDemographics(DEMOGRAPHICS.replace("49,34,Male", "49,1 day,"), "d.csv");
  assert.deepEqual(people.get("49"), { age: 1 / 365.25, sex: null });
  assert.deepEqual(people.get("51"), { age: 0.25, sex: "F" });
  assert.equal(people.size, 3);
  assert.throws(() => parseDemographics("a,b\n1,2\n", "d.csv"), CohortError);
});

Deno.test("the tables as R, pandas and Excel write them again", async () => {
  const rewrites = [
    (text: string) => text.replaceAll(",", ";"),
    (text: string) => text.replaceAll("\n", "\r\n"),
    (text: string) => text.replaceAll(/\b([01])(?=,|\n)/g, "$1.0"),
    (text: string) => text.replaceAll(/^(\w+),/gm, '"$1",'),
  ];
  await withTree(TREE, async (root) => {
    const { slices, studies } = await readCohort(root);
    for (const rewrite of rewrites) {
      await Deno.writeTextFile(`${root}/${TABLE}`, rewrite(TREE[TABLE]));
      const again = await readCohort(root);
      assert.deepEqual([again.slices, again.studies], [slices, studies]);
    }
  });
});
