import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { DicomError } from "hemoleak/error.ts";
import { readDicomHeader } from "hemoleak/dicom/header.ts";
import { type DicomSlice, readDicom } from "hemoleak/dicom/read.ts";
import { corpusBytes, READABLE, type ReadableFile, REFUSED } from "../fixtures/dicom_corpus.ts";

/** The stored words that HU come from, as bytes. */
function storedWords({ image }: DicomSlice, { bits, slope, intercept }: ReadableFile): Uint8Array {
  const words = bits === 8 ? new Uint8Array(image.size) : new Uint16Array(image.size);
  image.data.forEach((value, i) => words[i] = (value - intercept) / slope);
  return new Uint8Array(words.buffer);
}

for (const file of READABLE) {
  Deno.test(`every pixel of ${file.npm.name}/${file.path} is DCMTK's`, async () => {
    const slice = readDicom(await corpusBytes(file), file.path);
    assert.deepEqual(slice.image.shape, file.shape);
    for (const [row, column, value] of file.values) {
      assert.equal(slice.image.get(row, column), value);
    }
    const sha256 = createHash("sha256").update(storedWords(slice, file)).digest("hex");
    assert.equal(sha256, file.sha256);
  });
}

for (const file of REFUSED) {
  Deno.test(`${file.npm.name}/${file.path} is refused with its reason`, async () => {
    const bytes = await corpusBytes(file);
    assert.throws(() => readDicom(bytes, file.path), (error: Error) => {
      assert(error instanceof DicomError);
      assert.match(error.message, file.says);
      assert(error.message.startsWith(`${file.path}: `));
      return true;
    });
  });
}

// dcmdump +P TAG ser002img00001-16-signed.dcm
Deno.test("a real CT header is read as dcmdump shows it", async () => {
  const file = READABLE.find(({ path }) => path.includes("ser002"))!;
  const header = readDicomHeader(await corpusBytes(file), file.path);
  assert.equal(header.modality, "CT");
  assert.equal(header.transferSyntax, "1.2.840.10008.1.2.2");
  assert.deepEqual(header.imageType, ["ORIGINAL", "PRIMARY", "AXIAL"]);
  assert.deepEqual(header.orientation, [1, 0, 0, 0, 0.998135, -0.061049]);
  assert.deepEqual(header.position, [-110, -130.495, 12.981]);
  assert.deepEqual([header.rows, header.columns], [512, 512]);
  assert.equal(header.rescaleIntercept, -1024);
  assert.deepEqual(header.pixelSpacing, [0.429688, 0.429688]);
  assert.equal(header.sliceThickness, 5);
  assert.equal(header.convolutionKernel, "STANDARD");
  assert.equal(header.seriesDescription, "5mm Axial");
  assert.deepEqual([header.patientId, header.age, header.sex], ["X", 77, "M"]);
});
