import assert from "node:assert/strict";
import { encode } from "fast-png";
import { openCohort, readCohort, SliceReader, writeCohort } from "hemoleak/cohort";
import { CohortError } from "hemoleak/error.ts";
import { RASTER_NOTES } from "hemoleak/raster";
import { ctSlice, withTree } from "../fixtures/dicom_writer.ts";
import { evenPng, grayPng } from "../fixtures/png.ts";

const WINDOW = { level: 40, width: 80 };

function table(rows: readonly string[], header = "path,subject,study,label"): string {
  return [header, ...rows, ""].join("\n");
}

/** Two patients of three slices, whose names are in order by their numbers and not as text. */
const TREE = {
  "a/s2.png": evenPng(4, 20),
  "a/s10.png": evenPng(4, 100),
  "a/s1.png": evenPng(4, 10),
  "b/s1.png": evenPng(6, 10),
  "b/s2.png": evenPng(4, 20),
  "b/s3.png": evenPng(4, 30),
  "slices.csv": table([
    ...["a/s1.png,A,a,0", "a/s2.png,A,a,0", "a/s10.png,A,a,1"],
    ...["b/s1.png,B,b,0", "b/s2.png,B,b,0", "b/s3.png,B,b,0"],
  ]),
};

Deno.test("images of CT: in order of the numbers in their names, gray as HU, black as air", () =>
  withTree({ ...TREE, "a/s2.png": grayPng([[0, 51], [102, 255]]) }, async (root) => {
    const cohort = await readCohort(root, { imageWindow: WINDOW });
    assert.deepEqual(cohort.slices.map(({ file, label, position }) => [file, label, position]), [
      ["a/s1.png", 0, 0],
      ["a/s2.png", 0, 1],
      ["a/s10.png", 1, 2],
      ["b/s1.png", 0, 0],
      ["b/s2.png", 0, 1],
      ["b/s3.png", 0, 2],
    ]);
    assert.deepEqual(cohort.rejected, []);
    assert.deepEqual(cohort.series.map(({ series, reason, notes }) => [series, reason, notes]), [
      [
        "a",
        "readable images",
        "without positions: in order of file name; images of 2 sizes, each resized by itself",
      ],
      [
        "b",
        "readable images",
        "without positions: in order of file name; images of 2 sizes, each resized by itself",
      ],
    ]);
    // 0 is black; 51 of 255 is a fifth of the window of 0 to 80 HU.
    const { image } = await new SliceReader(root, cohort.reading).read(cohort.slices[1]!);
    assert.deepEqual([...image.data], [-1000, 16, 32, 80]);
    assert.deepEqual(image.shape, [2, 2]);
  }));

Deno.test("images of CT: what lossy compression makes of black is air as well, up to 2 % of white", () =>
  withTree({ ...TREE, "a/s1.png": grayPng([[1, 5], [6, 255]]) }, async (root) => {
    const { slices, reading } = await readCohort(root, { imageWindow: { level: 0, width: 255 } });
    const { image } = await new SliceReader(root, reading).read(slices[0]!);
    assert.deepEqual([...image.data], [-1000, -1000, -121.5, 127.5]);
  }));

Deno.test("images of CT without their window are refused in one sentence that says what is needed", () =>
  withTree(TREE, async (root) => {
    await assert.rejects(readCohort(root), (error: Error) => {
      assert(error instanceof CohortError);
      assert.match(
        error.message,
        /^a\/s1\.png: nothing says what gray means in HU, .*; give .*--image-window LEVEL WIDTH .* or --modality other/,
      );
      return true;
    });
    const reader = new SliceReader(root);
    await assert.rejects(reader.read({ file: "a/s1.png", frame: 0 }), { name: "RasterError" });
  }));

Deno.test("images of another modality: their own range, and a window says nothing", () =>
  withTree(TREE, async (root) => {
    const cohort = await readCohort(root, { modality: "other", imageWindow: WINDOW });
    assert.deepEqual(cohort.reading, {
      ...{ dataset: "slices", finding: "ICH", labelUnit: "slice", modality: "other" },
    });
    const { image } = await new SliceReader(root, cohort.reading).read(cohort.slices[0]!);
    assert.equal(image.get(0, 0), Math.fround(10 / 255));
  }));

Deno.test("cohort.json keeps how the cohort was read, and folders without it open", () =>
  withTree({ ...TREE, "out/.keep": "" }, async (root) => {
    const options = { imageWindow: WINDOW, channel: 1, labelUnit: "study" } as const;
    const cohort = await readCohort(root, options);
    const out = `${root}/out`;
    await writeCohort(cohort, out);
    assert.deepEqual(JSON.parse(await Deno.readTextFile(`${out}/cohort.json`)), {
      ...{ dataset: "slices", finding: "ICH", labelUnit: "study", modality: "CT" },
      ...{ imageWindow: WINDOW, channel: 1 },
    });
    assert.deepEqual((await openCohort(out, root)).reading, cohort.reading);
    for (
      const [text, message] of [
        ["{", /cohort\.json: expected how the cohort was read but/],
        ["{}", /a part is missing; ingest it again/],
        ['{"dataset":"slice","finding":"ICH","labelUnit":"slice"}', /did you mean slices\?/],
      ] as const
    ) {
      await Deno.writeTextFile(`${out}/cohort.json`, text);
      await assert.rejects(openCohort(out, root), { name: "CohortError", message });
    }
    await Deno.remove(`${out}/cohort.json`);
    assert.equal((await openCohort(out, root)).reading, undefined);
  }));

Deno.test("labels of studies take images as labels of slices do", () =>
  withTree(TREE, async (root) => {
    const cohort = await readCohort(root, { imageWindow: WINDOW, labelUnit: "study" });
    assert.deepEqual(cohort.slices.map(({ label }) => label), [1, 1, 1, 0, 0, 0]);
    assert.deepEqual(cohort.slices.map(({ file }) => file).slice(0, 3), [
      ...["a/s1.png", "a/s2.png", "a/s10.png"],
    ]);
  }));

Deno.test("a study's images in folders of their labels are one series, in order of their names", () =>
  withTree({
    "no/p1_1.png": evenPng(4, 10),
    "no/p1_3.png": evenPng(4, 30),
    "yes/p1_2.png": evenPng(4, 20),
    "no/p2_1.png": evenPng(4, 10),
    "slices.csv": table([
      "no/p1_1.png,1,1,0",
      "no/p1_3.png,1,1,0",
      "yes/p1_2.png,1,1,1",
      "no/p2_1.png,2,2,0",
    ]),
  }, async (root) => {
    const { slices } = await readCohort(root, { modality: "other" });
    assert.deepEqual(slices.map(({ file, series }) => [file, series]), [
      ["no/p1_1.png", "images"],
      ["yes/p1_2.png", "images"],
      ["no/p1_3.png", "images"],
      ["no/p2_1.png", "no"],
    ]);
  }));

Deno.test("folders of a study with the same names are series of their own", () =>
  withTree({
    "p/T1/1.png": evenPng(4, 10),
    "p/T1/2.png": evenPng(4, 10),
    "p/T2/1.png": evenPng(4, 10),
    "slices.csv": table(["p/T1/1.png,p,p,0", "p/T1/2.png,p,p,1", "p/T2/1.png,p,p,0"]),
  }, async (root) => {
    const { slices } = await readCohort(root, { modality: "other" });
    assert.deepEqual(slices.map(({ file, series }) => `${series} ${file}`), [
      ...["T1 p/T1/1.png", "T1 p/T1/2.png", "T2 p/T2/1.png"],
    ]);
  }));

Deno.test("a column of positions puts images in order, by any of its names", () =>
  withTree({
    ...TREE,
    "slices.csv": table(
      ["a/s1.png,A,a,0,3", "a/s2.png,A,a,0,-1.5", "a/s10.png,A,a,1,2"],
      "path,subject,study,label,Slice Number",
    ),
  }, async (root) => {
    const { slices, series } = await readCohort(root, { modality: "other" });
    assert.deepEqual(slices.map(({ file, position }) => [file, position]), [
      ["a/s2.png", -1.5],
      ["a/s10.png", 2],
      ["a/s1.png", 3],
    ]);
    assert.match(series[0]!.notes, /^without positions: in order of label table/);
    await Deno.writeTextFile(
      `${root}/slices.csv`,
      table(["a/s1.png,A,a,0,top"], "path,subject,study,label,position"),
    );
    await assert.rejects(
      readCohort(root, { modality: "other" }),
      /column position: expected a number/,
    );
  }));

Deno.test("what cannot be read is listed with its reason, and the rest goes on with notes", () =>
  withTree({
    ...TREE,
    "a/s2.png": jpegBytes(),
    "b/s2.png": new Uint8Array(0),
    "b/s3.png": new TextEncoder().encode("GIF89a"),
    "thumbs/x.png": evenPng(2, 1),
  }, async (root) => {
    const { slices, rejected, series } = await readCohort(root, { imageWindow: WINDOW });
    assert.equal(slices.length, 4);
    assert.deepEqual(rejected, [
      { file: "b/s2.png", ...found("an empty file") },
      { file: "b/s3.png", ...found("a GIF") },
      { file: "thumbs", reason: "1 file: the label table has no row for them" },
    ]);
    assert.match(
      series[0]!.notes,
      new RegExp(`${RASTER_NOTES["other extension"]} \\(1 of 3 images\\)`),
    );
  }));

Deno.test("pipes, links to nowhere and folders called like images keep the reasons that they had", () =>
  withTree({ ...TREE, "folder.png/note.txt": "no image" }, async (root) => {
    await new Deno.Command("mkfifo", { args: [`${root}/pipe.png`] }).output();
    await Deno.symlink("nowhere", `${root}/gone.png`);
    const { slices, rejected } = await readCohort(root, { modality: "other" });
    assert.equal(slices.length, 6);
    const reasons = Object.fromEntries(rejected.map(({ file, reason }) => [file, reason]));
    assert.match(reasons["pipe.png"]!, /a pipe, socket or device/);
    assert.match(reasons["gone.png"]!, /leads nowhere/);
    assert.equal(
      reasons["folder.png/note.txt"],
      "expected a DICOM, NIfTI, PNG, JPEG or TIFF file but found text",
    );
  }));

function found(what: string) {
  const expected = "a PNG, JPEG or TIFF image";
  return { expected, found: what, reason: `expected ${expected} but found ${what}` };
}

function jpegBytes(): Uint8Array {
  return Deno.readFileSync(new URL("../fixtures/raster/baseline.jpg", import.meta.url));
}

Deno.test("pages of a TIFF are slices, by frame", () =>
  withTree({
    "stack.tif": twoPages(),
    "slices.csv": table(
      ["stack.tif,A,a,0,0", "stack.tif,A,a,1,1"],
      "path,subject,study,label,frame",
    ),
  }, async (root) => {
    const { slices, reading } = await readCohort(root, { modality: "other" });
    assert.deepEqual(slices.map(({ frame, label }) => [frame, label]), [[0, 0], [1, 1]]);
    const reader = new SliceReader(root, reading);
    const first = await Promise.all(slices.map((slice) => reader.read(slice)));
    assert.deepEqual(first.map(({ image }) => image.get(0, 0)), [0, 1]);
  }));

/** A TIFF of two pages of 1 x 1 pixel, black and white. */
function twoPages(): Uint8Array {
  const bytes = new Uint8Array(2 * 102 + 8 + 2), view = new DataView(bytes.buffer);
  bytes.set([0x49, 0x49, 42, 0, 8]);
  for (const page of [0, 1]) {
    const at = 8 + page * 102;
    const entries = [
      [256, 1],
      [257, 1],
      [258, 8],
      [259, 1],
      [262, 1],
      [273, 212 + page],
      [278, 1],
      [279, 1],
    ];
    view.setUint16(at, entries.length, true);
    for (const [i, [tag, value]] of entries.entries()) {
      view.setUint16(at + 2 + 12 * i, tag!, true);
      view.setUint16(at + 4 + 12 * i, 4, true);
      view.setUint32(at + 6 + 12 * i, 1, true);
      view.setUint32(at + 10 + 12 * i, value!, true);
    }
    view.setUint32(at + 98, page === 0 ? 110 : 0, true);
  }
  bytes[213] = 255;
  return bytes;
}

Deno.test("one channel of color, or its luminance with a note", () =>
  withTree({
    "a.png": encode({ width: 1, height: 1, data: new Uint8Array([255, 0, 0]), channels: 3 }),
    "slices.csv": table(["a.png,A,a,0"]),
  }, async (root) => {
    const read = async (channel?: number) => {
      const { slices, reading } = await readCohort(root, {
        modality: "other",
        ...channel !== undefined && { channel },
      });
      const { image, notes } = await new SliceReader(root, reading).read(slices[0]!);
      return [image.get(0, 0), notes];
    };
    assert.deepEqual(await read(0), [1, []]);
    assert.deepEqual(await read(2), [0, []]);
    // 0.299 x 255 is 76.2.
    assert.deepEqual(await read(), [Math.fround(76 / 255), ["luminance"]]);
  }));

Deno.test("MR in DICOM is taken as another modality, in any plane", () => {
  const sagittal = { "00200037": ["DS", "0\\1\\0\\0\\0\\-1"], "00080060": ["CS", "MR"] } as const;
  const slices = [0, 1, 2].map((slice) => [
    `${slice}.dcm`,
    ctSlice({
      ...{ patientId: "a", series: 1, instance: `1.${slice}`, position: [slice * 5, 0, 0] },
      changes: { ...sagittal } as never,
    }),
  ]);
  const rows = slices.map(([path]) => `${path},A,a,0`);
  return withTree({ ...Object.fromEntries(slices), "slices.csv": table(rows) }, async (root) => {
    await assert.rejects(readCohort(root), /modality MR, not CT/);
    const cohort = await readCohort(root, { modality: "other" });
    assert.equal(cohort.slices.length, 3);
    assert.equal(cohort.series[0]!.reason, "readable images");
  });
});

Deno.test("pictures of CT without another finding are noted to count as the head's", () =>
  withTree({ ...TREE, "out/.keep": "" }, async (root) => {
    const noted = async (options: object) => {
      const { notes = [] } = await readCohort(root, { imageWindow: WINDOW, ...options });
      return notes.filter((note) => note.includes("taken for hemorrhage"));
    };
    assert.equal((await noted({})).length, 1);
    assert.deepEqual(await noted({ modality: "other" }), []);
    await Deno.writeTextFile(
      `${root}/slices.csv`,
      table(["a/s1.png,A,a,1", "b/s1.png,B,b,0"], "path,subject,study,pneumonia"),
    );
    assert.deepEqual(await noted({ finding: "pneumonia" }), []);
  }));

Deno.test("without a table, other images are told to need to say whose they are", () =>
  withTree({ "glioma/Tr-gl_0010.jpg": jpegBytes() }, async (root) => {
    await assert.rejects(readCohort(root, { modality: "other" }), (error: Error) => {
      assert.match(
        error.message,
        /slices\.csv: expected the label table, .*but there is none; .*path,subject,label/,
      );
      assert.doesNotMatch(error.message, /reads\.csv|hemorrhage/);
      return true;
    });
    await assert.rejects(
      readCohort(root),
      /one of reads\.csv, .*hemorrhage_diagnosis_raw_ct\.csv, slices\.csv/,
    );
  }));
