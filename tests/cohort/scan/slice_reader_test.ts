import assert from "node:assert/strict";
import { join } from "node:path";
import { SliceReader } from "hemoleak/cohort/scan/slice_reader.ts";
import { DicomError, NiftiError } from "hemoleak/error.ts";
import {
  ctElements,
  dicomBytes,
  SYNTAX,
  withTree,
  wordBytes,
} from "../../fixtures/dicom_writer.ts";
import { niftiBytes } from "../../fixtures/nifti_writer.ts";

const VOLUME = niftiBytes({
  size: [2, 1, 3],
  values: [1, 2, 3, 4, 5, 6],
  sform: [[-1, 0, 0, 0], [0, -1, 0, 0], [0, 0, 5, 0]],
});

const FRAMES = dicomBytes(
  ctElements({
    "00280030": ["DS", "0.5\\0.5"],
    "00280008": ["IS", "3"],
    "7fe00010": ["OW", wordBytes([...Array(18).keys()].map((i) => 1024 + i))],
  }),
  SYNTAX.explicit,
);

const TREE = {
  "a/one.dcm": dicomBytes(ctElements({ "00280030": ["DS", "0.5\\0.5"] }), SYNTAX.explicit),
  // Rows are twice as far apart as columns.
  "a/oblong.dcm": dicomBytes(ctElements(), SYNTAX.explicit),
  "b/oblong.nii": niftiBytes({
    size: [2, 1, 1],
    values: [1, 2],
    sform: [[-1, 0, 0, 0], [0, -2, 0, 0], [0, 0, 5, 0]],
  }),
  "a/three.dcm": FRAMES,
  "b/three.nii": VOLUME,
};

Deno.test("slices are read by file and frame, from DICOM and NIfTI in turns", async () => {
  await withTree(TREE, async (root) => {
    const reader = new SliceReader(root);
    const values = async (file: string, frame: number) => {
      const { image, paddingValue } = await reader.read({ file, frame });
      return [image.shape, [...image.data].slice(0, 2), paddingValue];
    };
    // A stored -2000 is padding (VR SS), -3024 HU after the intercept of -1024.
    assert.deepEqual(await values("a/one.dcm", 0), [[2, 3], [-1024, -1023], -3024]);
    assert.deepEqual(await values("b/three.nii", 2), [[1, 2], [5, 6], null]);
    assert.deepEqual(await values("a/three.dcm", 2), [[2, 3], [12, 13], -3024]);
    assert.deepEqual(await values("a/three.dcm", 0), [[2, 3], [0, 1], -3024]);
    assert.deepEqual(await values("b/three.nii", 0), [[1, 2], [1, 2], null]);
  });
});

Deno.test("pixels that are not square are made so", async () => {
  await withTree(TREE, async (root) => {
    const reader = new SliceReader(root);
    const { image } = await reader.read({ file: "a/oblong.dcm", frame: 0 });
    assert.deepEqual(image.shape, [4, 3]);
    // Columns of -1024 and -1021: a quarter and three quarters between them.
    assert.deepEqual([0, 1, 2, 3].map((row) => image.get(row, 0)), [
      -1024,
      -1023.25,
      -1021.75,
      -1021,
    ]);
    const slice = await reader.read({ file: "b/oblong.nii", frame: 0 });
    assert.deepEqual([slice.image.shape, [...slice.image.data]], [[2, 2], [1, 2, 1, 2]]);
  });
});

Deno.test("a file of several images is opened once for slices in a row", async () => {
  await withTree(TREE, async (root) => {
    const reader = new SliceReader(root);
    for (const file of ["b/three.nii", "a/three.dcm"]) {
      await reader.read({ file, frame: 0 });
      await Deno.remove(join(root, file));
      await reader.read({ file, frame: 1 });
    }
    // Another file has taken its place.
    await assert.rejects(reader.read({ file: "b/three.nii", frame: 2 }), Deno.errors.NotFound);
  });
});

Deno.test("frames that are not there are typed errors", async () => {
  await withTree(TREE, async (root) => {
    const reader = new SliceReader(root);
    await assert.rejects(reader.read({ file: "a/three.dcm", frame: 3 }), DicomError);
    await assert.rejects(reader.read({ file: "b/three.nii", frame: 3 }), NiftiError);
  });
});
