import assert from "node:assert/strict";
import { SliceReader } from "hemoleak/cohort/scan/slice_reader.ts";
import { BlockReader } from "hemoleak/preprocess/store/block_reader.ts";
import { niftiBytes } from "../../fixtures/nifti_writer.ts";
import { withFolder } from "../../fixtures/with_folder.ts";
import { dicomFile, syntheticHead } from "../small_cohort.ts";

Deno.test("a block's reader reads what a slice reader does, large after small, DICOM and NIfTI", () =>
  withFolder(async (root) => {
    for (const size of [16, 40, 24]) {
      await Deno.writeFile(`${root}/${size}.dcm`, dicomFile(syntheticHead(size, size), size, size));
    }
    const values = Array.from({ length: 60 }, (_, at) => at - 30);
    const sform = [[-1, 0, 0, 0], [0, -1, 0, 0], [0, 0, 5, 0]];
    await Deno.writeFile(`${root}/a.nii`, niftiBytes({ size: [5, 4, 3], values, sform }));
    const slices = [
      { file: "16.dcm", frame: 0 },
      { file: "40.dcm", frame: 0 },
      { file: "a.nii", frame: 2 },
      { file: "a.nii", frame: 0 },
      { file: "24.dcm", frame: 0 },
      { file: "16.dcm", frame: 0 },
    ];
    const [block, plain] = [new BlockReader(root), new SliceReader(root)];
    for (const slice of slices) {
      const [found, expected] = [await block.read(slice), await plain.read(slice)];
      assert.deepEqual(found.image.data, expected.image.data, slice.file);
      assert.deepEqual(found.image.shape, expected.image.shape);
      assert.equal(found.paddingValue, expected.paddingValue);
    }
  }));

Deno.test("a block's reader fails as a slice reader does", () =>
  withFolder(async (root) => {
    await Deno.mkdir(`${root}/folder`);
    await Deno.writeTextFile(`${root}/text`, "no DICOM");
    const [block, plain] = [new BlockReader(root), new SliceReader(root)];
    for (const file of ["gone", "folder", "text"]) {
      const failure = (reader: BlockReader | SliceReader) =>
        reader.read({ file, frame: 0 }).then(() => null, (error: Error) => error);
      const [found, expected] = [await failure(block), await failure(plain)];
      assert.ok(found !== null && expected !== null);
      assert.equal(found.name, expected.name);
      const words = (error: Error) => error.message.replace(/(: \w+ '.*)$/, "");
      assert.equal(words(found), words(expected));
    }
  }));
