import assert from "node:assert/strict";
import { encode } from "fast-png";
import { readCohort, SliceReader } from "hemoleak/cohort";
import { openLesionBoxes } from "hemoleak/cohort/labels/lesion_boxes.ts";
import { withTree } from "../../fixtures/dicom_writer.ts";
import { evenPng, grayPng } from "../../fixtures/png.ts";

const HEADER =
  "PatientNumber,SliceNumber,Intraventricular,Intraparenchymal,Subarachnoid,Epidural,Subdural," +
  "No_Hemorrhage,Fracture_Yes_No";
/** As published: with a byte-order mark, and without an end of the last line. */
const TABLE = "\ufeff" + [
  HEADER,
  ...["49,1,0,0,0,0,0,1,0", "49,2,0,1,0,1,0,0,1", "49,10,0,0,0,0,0,1,0"],
  ...["130,1,0,0,0,0,0,1,0", "130,2,0,0,0,0,0,1,0", "130,3,0,0,0,0,0,1,0"],
].join("\n");
const PEOPLE = `"Patient Number","Age(years)","Gender","Intraventricular"
"49","35","Male",
"130","0.583333333","Female",
`;

/** PNG in place of JPEG: what an image is does not depend on its name. */
const IMAGES = {
  "Patients_CT/049/brain/1.jpg": evenPng(4, 10),
  "Patients_CT/049/brain/2.jpg": evenPng(4, 85),
  "Patients_CT/049/brain/10.jpg": evenPng(4, 30),
  "Patients_CT/049/brain/2_HGE_Seg.jpg": grayPng([
    [0, 255, 0, 0],
    [255, 0, 0, 0],
    [0, 0, 0, 200],
    [90, 0, 0, 200],
  ]),
  "Patients_CT/049/bone/1.jpg": evenPng(4, 10),
  "Patients_CT/049/bone/2.jpg": evenPng(4, 10),
  "Patients_CT/130/brain/1.jpg": evenPng(4, 10),
  "Patients_CT/130/brain/2.jpg": evenPng(4, 20),
  "Patients_CT/130/brain/3.jpg": evenPng(4, 30),
};
const TREE = {
  ...IMAGES,
  "hemorrhage_diagnosis.csv": TABLE,
  "patient_demographics.csv": PEOPLE,
};

Deno.test("CT-ICH in JPEG: slices by the images' names, in the window of the brain", () =>
  withTree(TREE, async (root) => {
    const cohort = await readCohort(root);
    assert.deepEqual(
      cohort.slices.map(({ study, file, label, IPH, EDH, age, sex }) =>
        [study, file.split("/").at(-1), label, IPH, EDH, age, sex].join(" ")
      ),
      [
        "49 1.jpg 0 0 0 35 M",
        "49 2.jpg 1 1 1 35 M",
        "49 10.jpg 0 0 0 35 M",
        "130 1.jpg 0 0 0 0.583333333 F",
        "130 2.jpg 0 0 0 0.583333333 F",
        "130 3.jpg 0 0 0 0.583333333 F",
      ],
    );
    assert.deepEqual(cohort.reading, {
      ...{ dataset: "physionet", finding: "ICH", labelUnit: "slice", modality: "CT" },
      imageWindow: { level: 40, width: 120 },
    });
    assert.deepEqual(cohort.rejected, [
      {
        file: "Patients_CT/049/bone",
        reason: "2 files: in the window of bone; that of brain is read",
      },
      { file: "Patients_CT/049/brain", reason: "1 file: outlines of hemorrhages, not images" },
    ]);
    // A third of the way from -20 to 100 HU.
    const { image } = await new SliceReader(root, cohort.reading).read(cohort.slices[1]!);
    assert.equal(image.get(0, 0), 20);
    const byStudy = await readCohort(root, { labelUnit: "study", dataset: "physionet" });
    assert.deepEqual(byStudy.slices.map(({ label }) => label), [1, 1, 1, 0, 0, 0]);
    assert.equal(byStudy.reading!.labelUnit, "study");
  }));

Deno.test("CT-ICH in JPEG: copies below another folder, in another case", () =>
  withTree(
    Object.fromEntries(
      Object.entries(TREE).map(([path, content]) => [
        `Computed-Tomography/${
          path.replace("Patients_CT", "patients_ct").replace("brain", "Brain").replace(
            "hemorrhage",
            "Hemorrhage",
          )
        }`,
        content,
      ]),
    ),
    async (root) => {
      const { slices, studies } = await readCohort(root);
      assert.equal(slices.length, 6);
      assert.deepEqual(studies.map(({ age }) => age), [35, 0.583333333]);
      assert.equal((await (await openLesionBoxes(root))!.of(slices[1]!)).length, 2);
    },
  ));

Deno.test("CT-ICH in JPEG: copies in archives of archives, with what systems leave in them", () => {
  const top = "archive/ct-ich/Computed Tomography Images 1.0.0";
  const tree = Object.fromEntries(
    Object.entries(TREE).map(([path, content]) => [
      `${top}/${path.replace(/\.jpg$/, ".JPG").replace("_HGE_Seg", "_HGE_SEG")}`,
      content,
    ]),
  );
  const litter = {
    [`${top}/Patients_CT/049/brain/.DS_Store`]: new Uint8Array([0, 0, 0, 1]),
    [`${top}/Patients_CT/049/brain/._1.JPG`]: new Uint8Array([0, 5, 0x16, 7]),
    [`${top}/Patients_CT/049/brain/Thumbs.db`]: new Uint8Array([0xd0, 0xcf]),
    "__MACOSX/archive/._hemorrhage_diagnosis.csv": new Uint8Array([0, 5, 0x16, 7]),
  };
  return withTree({ ...tree, ...litter }, async (root) => {
    const { slices, studies, rejected } = await readCohort(root);
    assert.equal(slices.length, 6);
    assert.deepEqual(studies.map(({ age }) => age), [35, 0.583333333]);
    assert.deepEqual(rejected.map(({ file }) => file), [
      `${top}/Patients_CT/049/bone`,
      `${top}/Patients_CT/049/brain`,
    ]);
    assert.equal((await (await openLesionBoxes(root))!.of(slices[1]!)).length, 2);
    // A table in the root itself is the one that is meant.
    const own = ["path,subject,label", `${top}/Patients_CT/049/brain/1.JPG,A,1`, ""].join("\n");
    await Deno.writeTextFile(`${root}/slices.csv`, own);
    const { reading } = await readCohort(root, { modality: "other" });
    assert.equal(reading!.dataset, "slices");
  });
});

Deno.test("CT-ICH in JPEG: a slice that is there twice, or beside a volume, could be another's", () =>
  withTree({ ...TREE, "copy/049/brain/2.jpg": evenPng(4, 1) }, async (root) => {
    const { studies, rejected } = await readCohort(root);
    assert.deepEqual(studies.map(({ study }) => study), ["130"]);
    assert.match(
      rejected.map(({ reason }) => reason).join("\n"),
      /slice 2 of patient 49 is there twice: copy\/049\/brain\/2\.jpg, Patients_CT\/049\/brain\/2\.jpg/,
    );
  }));

Deno.test("CT-ICH in JPEG: slices of the table without an image are told", () => {
  const { "Patients_CT/130/brain/2.jpg": _two, ...rest } = TREE;
  return withTree(rest, async (root) => {
    const { slices, rejected } = await readCohort(root, { minimumSlices: 2 });
    assert.equal(slices.length, 5);
    assert.deepEqual(rejected.at(-1), {
      file: "hemorrhage_diagnosis.csv",
      reason: "no image of 1 slice of patient 130, such as 2",
    });
  });
});

Deno.test("CT-ICH in JPEG: a box around each part of an outline, diagonal neighbors being one", () =>
  withTree(TREE, async (root) => {
    const boxes = (await openLesionBoxes(root))!;
    const { slices } = await readCohort(root);
    assert.deepEqual(await boxes.of(slices[0]!), []);
    assert.deepEqual(await boxes.of(slices[1]!), [
      { x: 0, y: 0, width: 2 / 4, height: 2 / 4 },
      { x: 3 / 4, y: 2 / 4, width: 1 / 4, height: 2 / 4 },
    ]);
    // In an image that is wider than high, the square has as much above as below.
    const wide = encode({
      width: 4,
      height: 2,
      data: new Uint8Array([0, 0, 0, 0, 0, 255, 0, 0]),
      channels: 1,
    });
    await Deno.writeFile(`${root}/Patients_CT/049/brain/2_HGE_Seg.jpg`, wide);
    assert.deepEqual(await boxes.of(slices[1]!), [{
      x: 1 / 4,
      y: 2 / 4,
      width: 1 / 4,
      height: 1 / 4,
    }]);
    await Deno.remove(`${root}/Patients_CT/049/brain/2_HGE_Seg.jpg`);
    assert.equal(await openLesionBoxes(root), null);
  }));
