import assert from "node:assert/strict";
import { decodeJpegLs, readJpegLsFrame } from "hemoleak/dicom/codecs/jpeg_ls.ts";
import { readDicom } from "hemoleak/dicom/read.ts";
import { DicomError } from "hemoleak/error.ts";
import { ctElements, dicomBytes, encapsulate, SYNTAX } from "../../fixtures/dicom_writer.ts";

/** The example of ITU-T T.87, annex H.3: 4 x 4 samples of 8 bits. */
const EXAMPLE = Uint8Array.from([
  ...[0xff, 0xd8, 0xff, 0xf7, 0x00, 0x0b, 0x08, 0x00, 0x04, 0x00, 0x04, 0x01, 0x01, 0x11, 0x00],
  ...[0xff, 0xda, 0x00, 0x08, 0x01, 0x01, 0x00, 0x00, 0x00, 0x00],
  ...[0xc0, 0x00, 0x00, 0x6c, 0x80, 0x20, 0x8e, 0x01, 0xc0, 0x00, 0x00, 0x57, 0x40, 0x00, 0x00],
  ...[0x6e, 0xe6, 0x00, 0x00, 0x01, 0xbc, 0x18, 0x00, 0x00, 0x05, 0xd8, 0x00, 0x00, 0x91, 0x60],
  ...[0xff, 0xd9],
]);
const SAMPLES = [0, 0, 90, 74, 68, 50, 43, 205, 64, 145, 145, 145, 100, 145, 145, 145];

Deno.test("the standard's example", async () => {
  const frame = readJpegLsFrame(EXAMPLE, "t87.jls");
  assert.deepEqual(frame, { precision: 8, rows: 4, columns: 4, rest: new Uint8Array(0) });
  assert.deepEqual([...await decodeJpegLs(EXAMPLE, frame, "t87.jls")], SAMPLES);
});

function refuses(bytes: Uint8Array, message: RegExp) {
  assert.throws(() => readJpegLsFrame(bytes, "bad.jls"), (error: Error) => {
    assert(error instanceof DicomError, String(error));
    assert.match(error.message, message);
    return true;
  });
}

Deno.test("a stream cut off anywhere is refused before it is decoded", () => {
  for (let length = 0; length < EXAMPLE.length; length++) {
    refuses(EXAMPLE.subarray(0, length), /cut off|not FF D8/);
  }
});

Deno.test("what is no JPEG-LS image of one component is refused by name", () => {
  refuses(EXAMPLE.with(3, 0xc3), /found another JPEG process/);
  refuses(EXAMPLE.with(11, 3), /found 3 components/);
  refuses(EXAMPLE.with(6, 17), /a precision of 17 bits/);
  refuses(EXAMPLE.with(3, 0xe0), /data before its frame header/);
  // Another marker within the data.
  refuses(EXAMPLE.with(40, 0xff).with(41, 0xd8), /its end is missing/);
});

async function read(changes: Parameters<typeof ctElements>[0], jls: Uint8Array) {
  const elements = ctElements({
    ...{ "00280010": ["US", 4], "00280011": ["US", 4], "00280120": null, "00281052": null },
    ...{ "00280101": ["US", 8], "00280102": ["US", 7], "00280103": ["US", 0] },
    "7fe00010": ["OB", encapsulate(jls)],
    ...changes,
  });
  return [...(await readDicom(dicomBytes(elements, SYNTAX.jpegLs), "jls.dcm")).image.data];
}

Deno.test("a decoder that has failed decodes the next image", async () => {
  assert.deepEqual(await read({}, EXAMPLE), SAMPLES);
  await assert.rejects(read({}, EXAMPLE.with(24, 0x7f)), DicomError);
  assert.deepEqual(await read({}, EXAMPLE), SAMPLES);
});

Deno.test("a header of another size or of fewer bits is refused", async () => {
  const size = /4 x 5 as the header says but found JPEG-LS data of 4 x 4/;
  await assert.rejects(read({ "00280011": ["US", 5] }, EXAMPLE), size);
  const bits = { "00280100": ["US", 8] as [string, number] };
  await assert.rejects(read(bits, EXAMPLE.with(6, 12)), /at most 8 bits .* found JPEG data of 12/);
});
