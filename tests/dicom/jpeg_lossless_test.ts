import assert from "node:assert/strict";
import fc from "fast-check";
import { DicomError } from "hemoleak/error.ts";
import { decodeJpegLossless } from "hemoleak/dicom/jpeg_lossless.ts";
import {
  type Coding,
  EVEN_CODE,
  UNARY_CODE,
  writeJpegLossless,
} from "../fixtures/jpeg_lossless_writer.ts";

const PLAIN: Coding = {
  rows: 4,
  columns: 5,
  precision: 12,
  predictor: 1,
  pointTransform: 0,
  restartRows: 0,
  codeLengths: EVEN_CODE,
};

const RAMP = Array.from({ length: 20 }, (_, i) => (i * 331) % 4096);

Deno.test("a stream made by hand after T.81 annex H", () => {
  // 2 x 2 samples of 8 bits: 128 130 / 127 130. Codes: category 0 "0", 1 "10", 2 "110".
  // Predictor 1: 128-128=0 "0"; 130-128=2 "110"+"10"; 127-128=-1 "10"+"0"; 130-127=3 "110"+"11".
  const stream = Uint8Array.from([
    ...[0xff, 0xd8],
    ...[0xff, 0xc4, 0, 22, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2],
    ...[0xff, 0xc3, 0, 11, 8, 0, 2, 0, 2, 1, 1, 0x11, 0],
    ...[0xff, 0xda, 0, 8, 1, 1, 0, 1, 0, 0],
    ...[0b01101010, 0b01101111],
    ...[0xff, 0xd9],
  ]);
  const image = decodeJpegLossless(stream, "hand.jpg");
  assert.deepEqual([image.rows, image.columns, image.precision], [2, 2, 8]);
  assert.deepEqual([...image.samples], [128, 130, 127, 130]);
});

const anyCoding = fc.record({
  rows: fc.integer({ min: 1, max: 9 }),
  columns: fc.integer({ min: 1, max: 9 }),
  precision: fc.integer({ min: 2, max: 16 }),
  predictor: fc.integer({ min: 1, max: 7 }),
  pointTransform: fc.integer({ min: 0, max: 15 }),
  restartRows: fc.integer({ min: 0, max: 3 }),
  codeLengths: fc.constantFrom(EVEN_CODE, UNARY_CODE),
}).map((coding) => ({
  ...coding,
  pointTransform: coding.pointTransform % coding.precision,
}));

const anyImage = anyCoding.chain((coding) => {
  const sample = fc.integer({ min: 0, max: 2 ** coding.precision - 1 });
  const count = coding.rows * coding.columns;
  return fc.tuple(
    fc.constant(coding),
    fc.array(sample, { minLength: count, maxLength: count }),
  );
});

Deno.test("every predictor, precision, point transform, restart interval comes back", () => {
  fc.assert(
    fc.property(anyImage, ([coding, samples]) => {
      const decoded = decodeJpegLossless(writeJpegLossless(samples, coding), "trip.jpg");
      const { pointTransform } = coding;
      const expected = samples.map((sample) => sample >> pointTransform << pointTransform);
      assert.deepEqual([...decoded.samples], expected);
    }),
    { seed: 81, numRuns: 500 },
  );
});

Deno.test("a difference of 32768 is category 16 without further bits", () => {
  const samples = [32768, 0, 32768, 65535, 32767, 0];
  const coding = { ...PLAIN, rows: 2, columns: 3, precision: 16 };
  const decoded = decodeJpegLossless(writeJpegLossless(samples, coding), "far.jpg");
  assert.deepEqual([...decoded.samples], samples);
});

/** Asserts that a changed stream is refused with a DicomError that says so. */
function refuses(bytes: Uint8Array, message: RegExp, expected?: { rows: number; columns: number }) {
  assert.throws(() => decodeJpegLossless(bytes, "bad.jpg", expected), (error: Error) => {
    assert(error instanceof DicomError, String(error));
    assert.match(error.message, message);
    return true;
  });
}

function changed(find: readonly number[], at: number, value: number): Uint8Array {
  const bytes = writeJpegLossless(RAMP, PLAIN);
  const start = bytes.findIndex((_, i) => find.every((byte, k) => bytes[i + k] === byte));
  bytes[start + at] = value;
  return bytes;
}

Deno.test("what is no lossless JPEG image of one component is refused by name", () => {
  const frame = [0xff, 0xc3], scan = [0xff, 0xda], table = [0xff, 0xc4];
  refuses(new Uint8Array(0), /first bytes are not FF D8/);
  refuses(changed(frame, 1, 0xc0), /lossless JPEG \(SOF3\) but found the process SOF0/);
  refuses(changed(frame, 4, 17), /precision of 2 to 16 bits but found 17/);
  refuses(changed(frame, 9, 3), /one JPEG component but found 3/);
  refuses(changed(frame, 6, 0), /of 0 x 5 pixels/);
  refuses(changed(scan, 7, 0), /predictor of 1 to 7 but found 0/);
  refuses(changed(scan, 9, 12), /point transform 12 leaves no bits/);
  refuses(changed(scan, 6, 0x30), /Huffman table 3 is missing/);
  refuses(changed(table, 5, 200), /cut off|too many codes/);
  refuses(changed(table, 5 + 16, 17), /category 17/);
  refuses(changed(frame, 6, 3), /4 x 5 as the header says but found JPEG data of 3 x 5/, PLAIN);
});

Deno.test("an image cut off anywhere is refused", () => {
  const bytes = writeJpegLossless(RAMP, PLAIN);
  const data = bytes.length - 2;
  for (let length = 0; length < data; length++) {
    refuses(bytes.subarray(0, length), /cut off|expected|ends|missing|no frame/);
  }
});

Deno.test("an absurd size is refused before memory is taken for it", () => {
  const bytes = changed([0xff, 0xc3], 5, 0xff);
  bytes.set([0xff, 0xff, 0xff, 0xff], bytes.indexOf(0xc3) + 4);
  refuses(bytes, /for 65535 x 65535 samples but found \d+ bytes/);
});

Deno.test("a lost or repeated restart interval is noticed", () => {
  const coding = { ...PLAIN, restartRows: 1 };
  const bytes = writeJpegLossless(RAMP, coding);
  const second = bytes.findIndex((byte, i) => byte === 0xff && bytes[i + 1] === 0xd1);
  const first = bytes.findIndex((byte, i) => byte === 0xff && bytes[i + 1] === 0xd0);
  refuses(Uint8Array.from([...bytes.slice(0, first), ...bytes.slice(second)]), /out of order/);
  const withoutLast = bytes.findIndex((byte, i) => byte === 0xff && bytes[i + 1] === 0xd2);
  refuses(bytes.subarray(0, withoutLast), /4 JPEG restart intervals but found 3/);
});

Deno.test("damaged bytes give an image or a DicomError, nothing else", () => {
  const bytes = writeJpegLossless(RAMP, { ...PLAIN, restartRows: 2 });
  const damage = fc.tuple(fc.nat(bytes.length - 1), fc.nat(255));
  fc.assert(
    fc.property(fc.array(damage, { minLength: 1, maxLength: 6 }), (changes) => {
      const damaged = bytes.slice();
      for (const [at, value] of changes) damaged[at] = value;
      try {
        const { rows, columns, samples } = decodeJpegLossless(damaged, "damaged.jpg");
        assert.equal(samples.length, rows * columns);
      } catch (error) {
        assert(error instanceof DicomError, String(error));
      }
    }),
    { seed: 7, numRuns: 2000 },
  );
});
