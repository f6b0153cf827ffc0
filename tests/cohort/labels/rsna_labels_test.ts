import assert from "node:assert/strict";
import { readCohort } from "hemoleak/cohort/cohort.ts";
import { CohortError } from "hemoleak/error.ts";
import { ctSlice, withTree } from "../../fixtures/dicom_writer.ts";

const TYPES = [
  "epidural",
  "intraparenchymal",
  "intraventricular",
  "subarachnoid",
  "subdural",
  "any",
];

/** The six rows of an image, as in the challenge. */
function rows(image: string, ...found: string[]): string[] {
  const all = found.length > 0 ? [...found, "any"] : [];
  return TYPES.map((type) => `${image}_${type},${all.includes(type) ? 1 : 0}`);
}

/** `stage_2_train.csv`, with CRLF. */
function table(...lines: string[]): string {
  return ["ID,Label", ...lines, ""].join("\r\n");
}

/** The file of an image; the challenge keeps all in one folder and uses IDs for UIDs. */
function image(id: string, patient: string, study: string, z: number) {
  const bytes = ctSlice({
    patientId: patient,
    series: 1,
    instance: "",
    position: [-125, -120.5, z],
    changes: {
      "00080018": ["UI", id],
      "0020000d": ["UI", study],
      "0020000e": ["UI", `${study}s`],
    },
  });
  return { [`stage_2_train/${id}.dcm`]: bytes };
}

const IMAGES = {
  ...image("ID_00000000a", "ID_p1", "ID_s1", 0),
  ...image("ID_00000000b", "ID_p1", "ID_s1", 5),
  ...image("ID_00000000c", "ID_p1", "ID_s1", 10),
  ...image("ID_00000001a", "ID_p1", "ID_s2", 0),
  ...image("ID_00000001b", "ID_p1", "ID_s2", 5),
  ...image("ID_00000001c", "ID_p1", "ID_s2", 10),
  ...image("ID_00000002a", "ID_p2", "ID_s3", 0),
  ...image("ID_00000002b", "ID_p2", "ID_s3", 5),
  ...image("ID_00000002c", "ID_p2", "ID_s3", 10),
};

const LABELS = [
  ...rows("ID_00000000a"),
  ...rows("ID_00000000b", "subdural", "subarachnoid"),
  ...rows("ID_00000000c"),
  ...["a", "b", "c"].flatMap((letter) => rows(`ID_00000001${letter}`)),
  ...["a", "b", "c"].flatMap((letter) => rows(`ID_00000002${letter}`, "epidural")),
];

Deno.test("RSNA 2019: labels of slices; a patient's studies keep one subject", async () => {
  await withTree({ ...IMAGES, "stage_2_train.csv": table(...LABELS) }, async (root) => {
    const cohort = await readCohort(root);
    assert.deepEqual(cohort.rejected, []);
    assert.deepEqual(cohort.slices.map(({ label }) => label), [0, 1, 0, 0, 0, 0, 1, 1, 1]);
    const { IPH, IVH, SDH, EDH, SAH } = cohort.slices[1]!;
    assert.deepEqual({ IPH, IVH, SDH, EDH, SAH }, { IPH: 0, IVH: 0, SDH: 1, EDH: 0, SAH: 1 });
    assert.deepEqual(cohort.studies.map(({ study, subject, label }) => [study, subject, label]), [
      ["ID_s1", "ID_p1", 1],
      ["ID_s2", "ID_p1", 0],
      ["ID_s3", "ID_p2", 1],
    ]);
    assert.deepEqual(cohort.table, []);
    const byStudy = await readCohort(root, { labelUnit: "study" });
    assert.deepEqual(byStudy.slices.map(({ label }) => label), [1, 1, 1, 0, 0, 0, 1, 1, 1]);
    const subdural = await readCohort(root, { finding: "SDH" });
    assert.deepEqual(subdural.slices.map(({ label }) => label), [0, 1, 0, 0, 0, 0, 0, 0, 0]);
  });
});

Deno.test("equal rows are dropped, contradicting ones make the image unlabeled", async () => {
  const lines = [
    ...LABELS,
    ...rows("ID_00000000a"),
    "ID_00000001b_subdural,1",
    ...rows("ID_00000009f").slice(0, 4),
  ];
  await withTree({ ...IMAGES, "stage_2_train.csv": table(...lines) }, async (root) => {
    const cohort = await readCohort(root);
    assert.equal(cohort.slices.length, 8);
    assert.deepEqual(cohort.rejected, [
      {
        file: "ID_s2",
        reason: '1 of 3 slices of "stage_2_train": stage_2_train.csv does not label them',
      },
      { file: "stage_2_train.csv", reason: "ID_00000001b: its rows contradict each other" },
      { file: "stage_2_train.csv", reason: "ID_00000009f: it has no row for subdural, any" },
      {
        file: "stage_2_train.csv",
        reason: "1 of 10 images of the table are not among the files",
      },
    ]);
  });
});

Deno.test("a wrong join is noticed: labels shifted by a row contradict themselves", async () => {
  const ids = LABELS.map((line) => line.split(",")[0]);
  const values = LABELS.map((line) => line.split(",")[1]);
  const shifted = ids.map((id, i) => `${id},${values.at(i - 1)}`);
  await withTree({ ...IMAGES, "stage_2_train.csv": table(...shifted) }, async (root) => {
    const cohort = await readCohort(root);
    const reasons = cohort.rejected.filter(({ reason }) => /are rows shifted\?/.test(reason));
    assert.equal(reasons.length, 5);
    assert.equal(cohort.slices.length, 4);
  });
});

Deno.test("a wrong join is noticed: file name and header name different images", async () => {
  const [[name, bytes], ...others] = Object.entries(IMAGES) as [[string, Uint8Array]];
  assert.equal(name, "stage_2_train/ID_00000000a.dcm");
  const swapped = { ...Object.fromEntries(others), "stage_2_train/ID_0000000ff.dcm": bytes };
  await withTree({ ...swapped, "stage_2_train.csv": table(...LABELS) }, async (root) => {
    const cohort = await readCohort(root);
    assert.deepEqual(cohort.rejected[0], {
      file: "stage_2_train",
      reason: "1 file: the file's name is another image's than its SOPInstanceUID",
    });
  });
});

Deno.test("a wrong join is noticed: one study under two patients", async () => {
  const tree = {
    ...IMAGES,
    ...image("ID_00000002d", "ID_p9", "ID_s3", 15),
    "stage_2_train.csv": table(...LABELS, ...rows("ID_00000002d")),
  };
  await withTree(tree, async (root) => {
    const cohort = await readCohort(root);
    assert.deepEqual(cohort.studies.map(({ study }) => study), ["ID_s1", "ID_s2"]);
    assert.match(cohort.rejected[0]!.reason, /study ID_s3 name 2 patients \(ID_p2, ID_p9\)/);
  });
});

Deno.test("images without labels, as the challenge's own test set, are listed", async () => {
  const tree = {
    ...IMAGES,
    ...image("ID_00000003a", "ID_p3", "ID_s4", 0),
    "stage_2_train.csv": table(...LABELS),
  };
  await withTree(tree, async (root) => {
    const { rejected } = await readCohort(root);
    assert.deepEqual(rejected.map(({ reason }) => reason), [
      "1 file: the label table has no row for their SOPInstanceUID",
    ]);
  });
});

Deno.test("a bad table is refused with its line", async () => {
  for (
    const [text, message] of [
      [table(...LABELS).replace("ID,Label", "id,value"), /expected the columns ID,Label/],
      [table("ID_a_epidural,2"), /line 2: expected an image, a type/],
      [table("ID_a_edema,0"), /line 2/],
      [table(...LABELS, "x"), /line 56/],
      [table(), /found none/],
    ] as const
  ) {
    await withTree({ ...IMAGES, "stage_2_train.csv": text }, async (root) => {
      await assert.rejects(readCohort(root, { dataset: "rsna2019" }), (error: Error) => {
        assert(error instanceof CohortError, String(error.stack));
        assert.match(error.message, message);
        return true;
      });
    });
  }
});

Deno.test("RSNA 2019: the table as R, pandas and Excel write it again", async () => {
  const lines = ["ID,Label", ...LABELS];
  const written: string[] = [
    lines.map((line) => line.replace(/^(.*),(.*)$/, '"$1",$2')).join("\n"),
    lines.map((line, i) => `${i === 0 ? "" : i - 1},${line}`).join("\n"),
    lines.join("\n").replaceAll(",", ";"),
    lines.join("\n").replaceAll(",", ", "),
    lines.map((line) => line.replace(/,([01])$/, ",$1.0")).join("\r\n"),
    [...lines.slice(0, 30), "ID,Label", ...lines.slice(30)].join("\n"),
    `\ufeff${lines.join("\r")}\r`,
  ];
  await withTree({ ...IMAGES, "stage_2_train.csv": table(...LABELS) }, async (root) => {
    const { slices } = await readCohort(root);
    for (const text of written) {
      await Deno.writeTextFile(`${root}/stage_2_train.csv`, text);
      const again = await readCohort(root);
      assert.deepEqual([again.slices, again.rejected], [slices, []]);
    }
  });
});
