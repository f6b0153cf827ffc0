import assert from "node:assert/strict";
import { readCohort } from "hemoleak/cohort";
import { sha256 } from "hemoleak/files/checksums.ts";
import { preprocessCohort } from "hemoleak/preprocess";
import { completeOptions } from "hemoleak/preprocess/chain/options.ts";
import { imageWindowNote } from "hemoleak/preprocess/image_window_note.ts";
import { type CohortSlices, listSeries } from "hemoleak/preprocess/workers/cohort_series.ts";
import { RASTER_NOTES } from "hemoleak/raster";
import { withTree } from "../fixtures/dicom_writer.ts";
import { niftiBytes } from "../fixtures/nifti_writer.ts";
import { grayPng } from "../fixtures/png.ts";
import { writeSmallCohort } from "./small_cohort.ts";

const WINDOW = { level: 50, width: 100 };
const SIDE = 32;

/** A head of gray 102 to 178, and black around it. */
function gray(slice: number): number[][] {
  return Array.from(
    { length: SIDE },
    (_, y) =>
      Array.from(
        { length: SIDE },
        (_, x) => Math.hypot(x - 16, y - 16) < 12 ? 102 + (x * 5 + y * 3 + slice * 11) % 77 : 0,
      ),
  );
}

const PNGS = Object.fromEntries([0, 1, 2].map((slice) => [`a/${slice}.png`, grayPng(gray(slice))]));
const TABLE = "path,subject,study,label\n" +
  [0, 1, 2].map((slice) => `a/${slice}.png,A,a,${slice % 2}\n`).join("");

/** The same slices in HU, as a volume. */
function volume(): Uint8Array {
  const values = [0, 1, 2].flatMap((slice) =>
    gray(slice).flat().map((level) => level === 0 ? -1000 : level / 255 * 100)
  );
  return niftiBytes({
    ...{ size: [SIDE, SIDE, 3], type: "float32", values },
    sform: [[-0.5, 0, 0, 0], [0, -0.5, 0, 0], [0, 0, 5, 0]],
  });
}

Deno.test("a store of images in a window holds what one of the same HU does", () =>
  withTree({
    ...Object.fromEntries(Object.entries(PNGS).map(([path, png]) => [`png/${path}`, png])),
    "png/slices.csv": TABLE,
    "hu/a.nii": volume(),
    "hu/slices.csv": "path,subject,study,label\na.nii,A,a,1\n",
  }, async (root) => {
    const images = await readCohort(`${root}/png`, { imageWindow: WINDOW });
    const heads = await readCohort(`${root}/hu`);
    using a = await preprocessCohort(images, `${root}/a`, { size: 16 });
    using b = await preprocessCohort(heads, `${root}/b`, { size: 16 });
    assert.equal(a.rows.length, 3);
    assert.deepEqual(a.read([0, 1, 2]), b.read([0, 1, 2]));
  }));

Deno.test("the key of a series tells windows, channels and modalities apart", () =>
  withTree({ ...PNGS, "slices.csv": TABLE }, async (root) => {
    const { slices } = await readCohort(root, { imageWindow: WINDOW });
    const keyOf = async (reading: CohortSlices["reading"], modality: "CT" | "other" = "CT") => {
      const cohort = { root, slices, ...reading !== undefined && { reading } };
      return (await listSeries(cohort, completeOptions({ modality })))[0]!.key;
    };
    const keys = await Promise.all([
      keyOf({ imageWindow: WINDOW }),
      keyOf({ imageWindow: { ...WINDOW, level: 40 } }),
      keyOf({ imageWindow: WINDOW, channel: 0 }),
      keyOf({ imageWindow: WINDOW, channel: 1 }),
      keyOf({ channel: 1 }, "other"),
      keyOf({}, "other"),
      keyOf({}),
    ]);
    assert.equal(new Set(keys).size, keys.length);
    assert.equal(await keyOf({ imageWindow: WINDOW }, "other"), keys[5]);
    assert.equal(await keyOf(undefined), keys[6]);
  }));

Deno.test("keys of stores of DICOM and NIfTI are those of earlier versions", () =>
  withTree({}, async (root) => {
    const cohort = await writeSmallCohort(root, {} as never);
    const options = completeOptions();
    const [series] = await listSeries({ ...cohort, reading: { modality: "CT" } }, options);
    // As 0.1 made them: the chain's version, the options by name, the files.
    const images = await Promise.all(series!.rows.map(async ({ file, frame }) => {
      const { size, mtime } = await Deno.stat(`${cohort.root}/${file}`);
      return [file, frame, size, mtime!.getTime()];
    }));
    const sorted = Object.entries(options).sort(([a], [b]) => a < b ? -1 : 1);
    assert.equal(series!.key, sha256(JSON.stringify([4, sorted, images])));
    assert.deepEqual(
      sorted.map(([name]) => name).join(),
      [
        ...["airThreshold", "bridgeThickness", "gamma", "iterations", "kappa", "minimumThickness"],
        ...["normalize", "scheme", "size", "windowCenter", "windowWidth"],
      ].join(),
    );
  }));

Deno.test("another modality: by the cohort's own word, of any sizes, with notes and reasons", () =>
  withTree({
    ...PNGS,
    "a/1.png": Deno.readFileSync(new URL("../fixtures/raster/rgb_420.jpg", import.meta.url)),
    "a/2.png": Deno.readFileSync(new URL("../fixtures/raster/gray16.png", import.meta.url)).slice(
      0,
      -20,
    ),
    "slices.csv": TABLE,
  }, async (root) => {
    const cohort = await readCohort(root, { modality: "other" });
    for (const workers of [1, 2]) {
      using store = await preprocessCohort(cohort, `${root}/store${workers}`, {
        size: 16,
        workers,
      });
      assert.equal(store.options.modality, "other");
      assert.equal(store.rows.length, 2);
      assert.deepEqual(store.rejected, [
        { file: "a/2.png", reason: "the PNG is cut off; copy it again" },
      ]);
      const notes = ["other extension", "luminance"] as const;
      assert.deepEqual(
        store.notes,
        notes.map((note) => ({ study: "a", series: "a", note: RASTER_NOTES[note], slices: 1 })),
      );
    }
  }));

Deno.test("imageWindowNote: what the chain's window wants beyond the images' own", () => {
  assert.equal(imageWindowNote({ imageWindow: { level: 40, width: 120 } }, {}), null);
  assert.equal(
    imageWindowNote({ modality: "other", imageWindow: { level: 40, width: 10 } }, {}),
    null,
  );
  assert.match(
    imageWindowNote({ imageWindow: { level: 40, width: 80 } }, {})!,
    /^the images show 0 to 80 HU, and of the window of 10 to 90 HU no more than that$/,
  );
});
