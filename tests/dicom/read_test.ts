import assert from "node:assert/strict";
import fc from "fast-check";
import { DicomError } from "hemoleak/error.ts";
import { readDicom } from "hemoleak/dicom/read.ts";
import {
  ctElements,
  dicomBytes,
  encapsulate,
  SYNTAX,
  type Value,
  wordBytes,
} from "../fixtures/dicom_writer.ts";
import { EVEN_CODE, writeJpegLossless } from "../fixtures/jpeg_lossless_writer.ts";

type Changes = Record<string, [vr: string, value: Value] | null>;

const WORDS = [0, 1, 2, 3, 4, 5];
const HU = [-1024, -1023, -1022, -1021, -1020, -1019];
const JPEG = writeJpegLossless(WORDS, {
  ...{ rows: 2, columns: 3, precision: 16, predictor: 1, pointTransform: 0, restartRows: 0 },
  codeLengths: EVEN_CODE,
});

function read(changes: Changes = {}, syntax: string = SYNTAX.explicit) {
  return readDicom(dicomBytes(ctElements(changes), syntax), "CT.dcm");
}

Deno.test("a CT image: HU, shape, place and names", () => {
  const slice = read();
  assert(slice.image.data instanceof Int16Array);
  assert.deepEqual([...slice.image.data], HU);
  assert.deepEqual(slice.image.shape, [2, 3]);
  assert.equal(slice.image.get(1, 0), -1021);
  assert.deepEqual(slice.pixelSpacing, [0.5, 0.25]);
  assert.deepEqual(slice.position, [-125, -120.5, 30]);
  assert.deepEqual(slice.orientation, [1, 0, 0, 0, 1, 0]);
  assert.equal(slice.patientId, "CQ500-CT-0");
  assert.equal(slice.seriesDescription, "PLAIN THIN");
  assert.deepEqual([slice.age, slice.sex], [null, null]);
});

Deno.test("the same image in every supported transfer syntax", () => {
  assert.deepEqual([...read({}, SYNTAX.implicit).image.data], HU);
  const bigEndian = read({ "7fe00010": ["OW", wordBytes(WORDS, false)] }, SYNTAX.bigEndian);
  assert.deepEqual([...bigEndian.image.data], HU);
  assert.deepEqual(bigEndian.position, [-125, -120.5, 30]);
  const whole: Changes = { "7fe00010": ["OB", encapsulate(JPEG)] };
  assert.deepEqual([...read(whole, SYNTAX.jpegLossless).image.data], HU);
  const pieces = encapsulate(JPEG.slice(0, 40), JPEG.slice(40, 66), JPEG.slice(66));
  const split: Changes = { "7fe00010": ["OB", pieces] };
  assert.deepEqual([...read(split, SYNTAX.jpegLossless).image.data], HU);
});

Deno.test("8-bit pixels, in big-endian words swapped", () => {
  const eight: Changes = {
    ...{ "00280100": ["US", 8], "00280101": ["US", 8], "00280102": ["US", 7] },
    ...{ "00281052": ["DS", "0"], "00280103": ["US", 0], "00280120": null },
  };
  const bytes = Uint8Array.of(9, 8, 7, 6, 5, 4);
  assert.deepEqual([...read({ ...eight, "7fe00010": ["OB", bytes] }).image.data], [...bytes]);
  const swapped = Uint8Array.of(8, 9, 6, 7, 4, 5);
  const big = read({ ...eight, "7fe00010": ["OW", swapped] }, SYNTAX.bigEndian);
  assert.deepEqual([...big.image.data], [...bytes]);
});

Deno.test("padding in HU, signed or unsigned as the pixels are", () => {
  assert.equal(read().paddingValue, -3024);
  const unsigned = read({ "00280103": ["US", 0], "00280120": ["US", 63536] });
  assert.equal(unsigned.paddingValue, 63536 - 1024);
  assert.equal(read({ "00280120": null }).paddingValue, null);
  assert.equal(read({ "00280121": ["SS", -1990] }).paddingRangeLimit, -1990 - 1024);
});

Deno.test("MONOCHROME1 says how to display and does not change HU", () => {
  assert.deepEqual([...read({ "00280004": ["CS", "MONOCHROME1"] }).image.data], HU);
});

Deno.test("without slope and intercept the stored values are given", () => {
  const slice = read({ "00281052": null, "00281053": null });
  assert.deepEqual([...slice.image.data], WORDS);
  assert.equal(slice.rescaleIntercept, null);
});

Deno.test("ages in every unit", () => {
  const age = (text: string) => read({ "00101010": ["AS", text] }).age;
  assert.equal(age("045Y"), 45);
  assert.equal(age("018M"), 1.5);
  assert.equal(age("000D"), 0);
  assert.equal(age("026W")?.toFixed(6), "0.498289"); // 26 x 7 / 365.25
  assert.equal(age("DOE^"), null);
});

Deno.test("an image in a nested sequence is not taken for the image", () => {
  const icon: Value = [[["00280010", "US", 1], ["7fe00010", "OW", wordBytes([99])]]];
  for (const syntax of [SYNTAX.explicit, SYNTAX.implicit]) {
    assert.deepEqual([...read({ "00880200": ["SQ", icon] }, syntax).image.data], HU);
  }
});

Deno.test("a malformed number that an image is readable without does not cost the image", () => {
  const slice = read({ "00180050": ["DS", "5 mm"], "00200013": ["IS", "first"] });
  assert.deepEqual([slice.sliceThickness, slice.instanceNumber], [null, null]);
  assert.deepEqual([...slice.image.data], HU);
});

Deno.test("what is missing, absurd or of another kind is named", () => {
  const refusals: [Changes, RegExp][] = [
    [{ "7fe00010": null }, /expected an image but found none \(CT\)/],
    [{ "00280010": null }, /Rows and Columns above 0 but found 0 and 3/],
    [{ "00280011": ["US", 0] }, /Rows and Columns above 0 but found 2 and 0/],
    [{ "00280010": ["US", 65535] }, /expected 393210 bytes .*65535 x 3.* but found 12/],
    [{ "7fe00010": ["OW", wordBytes([0, 1, 2])] }, /expected 12 bytes .* but found 6/],
    [{ "00280100": null }, /BitsAllocated of 8 or 16 but found none/],
    [{ "00280100": ["US", 32] }, /BitsAllocated of 8 or 16 but found 32/],
    [{ "00280101": ["US", 17] }, /BitsStored of 1 to 16 but found 17/],
    [{ "00280102": ["US", 16] }, /HighBit of 15 to 15 but found 16/],
    [{ "00280103": null }, /PixelRepresentation of 0 or 1 but found none/],
    [{ "00280002": ["US", 3] }, /gray image but found 3 samples/],
    [{ "00280004": ["CS", "PALETTE COLOR"] }, /gray image but found 1 samples a pixel, PALETTE/],
    [{ "00280008": ["IS", "12"] }, /one frame but found 12/],
    [{ "00281053": ["DS", "0"] }, /RescaleSlope other than 0/],
    [{ "00281053": ["DS", "one"] }, /expected a number in RescaleSlope but found "one"/],
    [{ "00200032": ["DS", "1\\2"] }, /expected 3 numbers in ImagePositionPatient but found/],
    [{ "00283000": ["SQ", [[]]] }, /found a ModalityLUTSequence/],
  ];
  for (const [changes, message] of refusals) {
    assert.throws(() => read(changes), (error: Error) => {
      assert(error instanceof DicomError, String(error));
      assert.match(error.message, message);
      assert(error.message.startsWith("CT.dcm: "));
      return true;
    });
  }
});

Deno.test("damaged encapsulation is named", () => {
  const jpeg = (value: Uint8Array): Changes => ({ "7fe00010": ["OB", value] });
  const refuses = (value: Uint8Array, message: RegExp) =>
    assert.throws(() => read(jpeg(value), SYNTAX.jpegLossless), message);
  refuses(encapsulate(), /hold no frame/);
  refuses(encapsulate(JPEG).slice(0, -8), /do not end/);
  refuses(encapsulate(JPEG).slice(0, -20), /the file ends 12 bytes earlier/);
  refuses(Uint8Array.of(1, 2, 3, 4, 0, 0, 0, 0), /found the tag 02010403/);
  const tall = encapsulate(writeJpegLossless([...WORDS, 0, 0, 0], {
    ...{ rows: 3, columns: 3, precision: 16, predictor: 1, pointTransform: 0, restartRows: 0 },
    codeLengths: EVEN_CODE,
  }));
  refuses(tall, /2 x 3 as the header says but found JPEG data of 3 x 3/);
});

Deno.test("a syntax that is not supported is named with its UID", () => {
  const refuses = (uid: string, message: RegExp) => assert.throws(() => read({}, uid), message);
  refuses("1.2.840.10008.1.2.4.90", /JPEG 2000 Lossless \(1\.2\.840\.10008\.1\.2\.4\.90\) is not/);
  refuses("1.2.3.4", /Unknown transfer syntax \(1\.2\.3\.4\) is not supported yet; supported are/);
});

Deno.test("bytes that are not DICOM are refused", () => {
  assert.throws(() => readDicom(new Uint8Array(0), "empty"), /empty: not a DICOM file/);
  assert.throws(() => readDicom(new Uint8Array(4096), "zeros"), /zeros: not a DICOM file/);
});

Deno.test("a file cut off anywhere is refused", () => {
  const bytes = dicomBytes(ctElements(), SYNTAX.explicit);
  for (let length = 0; length < bytes.length; length++) {
    assert.throws(() => readDicom(bytes.subarray(0, length), "cut.dcm"), DicomError);
  }
});

Deno.test("damaged bytes give an image or a DicomError, nothing else", () => {
  const originals = [SYNTAX.explicit, SYNTAX.implicit].map((syntax) =>
    dicomBytes(ctElements(), syntax)
  );
  originals.push(
    dicomBytes(ctElements({ "7fe00010": ["OB", encapsulate(JPEG)] }), SYNTAX.jpegLossless),
  );
  const damage = fc.tuple(fc.nat(2000), fc.constantFrom(0, 1, 0x20, 0x7f, 0x80, 0xfe, 0xff));
  fc.assert(
    fc.property(
      fc.constantFrom(...originals),
      fc.array(damage, { minLength: 1, maxLength: 5 }),
      (bytes, changes) => {
        const damaged = bytes.slice();
        for (const [at, value] of changes) damaged[at % bytes.length] = value;
        try {
          const { image, rows, columns } = readDicom(damaged, "damaged.dcm");
          assert.equal(image.data.length, rows * columns);
        } catch (error) {
          assert(error instanceof DicomError, String((error as Error).stack));
        }
      },
    ),
    { seed: 11, numRuns: 2000 },
  );
});
