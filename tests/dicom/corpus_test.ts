import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { DicomError } from "hemoleak/error.ts";
import { readDicomHeader } from "hemoleak/dicom/header.ts";
import { readDicom } from "hemoleak/dicom/read.ts";
import { corpusBytes, READABLE, REFUSED } from "../fixtures/dicom_corpus.ts";

for (const file of READABLE) {
  const toolkits = file.readBy.length === 2 ? "DCMTK's and GDCM's" : "GDCM's";
  Deno.test(`every pixel of ${file.package.name}/${file.path} is ${toolkits}`, async () => {
    const { image } = await readDicom(await corpusBytes(file), file.path);
    assert.deepEqual(image.shape, file.shape);
    for (const place of file.values) {
      assert.equal(image.get(...place.slice(0, -1)), place.at(-1));
    }
    assert.equal(image.data.constructor.name.toLowerCase(), `${file.dtype}array`);
    const { buffer, byteOffset, byteLength } = image.data;
    const bytes = new Uint8Array(buffer, byteOffset, byteLength);
    assert.equal(createHash("sha256").update(bytes).digest("hex"), file.sha256);
  });
}

for (const file of READABLE.filter(({ shape }) => shape.length === 3)) {
  Deno.test(`each frame of ${file.package.name}/${file.path} is that of the whole`, async () => {
    const bytes = await corpusBytes(file);
    const { image } = await readDicom(bytes, file.path);
    const [frames, rows, columns] = file.shape as [number, number, number];
    for (let frame = 0; frame < frames; frame++) {
      const one = await readDicom(bytes, file.path, { frame });
      assert.deepEqual(one.image.shape, [rows, columns]);
      const pixels = rows * columns;
      assert.deepEqual(one.image.data, image.data.slice(frame * pixels, (frame + 1) * pixels));
    }
  });
}

for (const file of REFUSED) {
  Deno.test(`${file.package.name}/${file.path} is refused with its reason`, async () => {
    await assert.rejects(readDicom(await corpusBytes(file), file.path), (error: Error) => {
      assert(error instanceof DicomError, String(error.stack));
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
