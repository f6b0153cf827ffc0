import assert from "node:assert/strict";
import fc from "fast-check";
import {
  decodeJpegLossless,
  decodeJpegLosslessHounsfield,
} from "hemoleak/dicom/codecs/jpeg_lossless.ts";
import { pixelMemory } from "hemoleak/dicom/codecs/pixel_memory.ts";
import { toHounsfield } from "hemoleak/dicom/hounsfield.ts";
import { DicomError } from "hemoleak/error.ts";
import { encodeJpegLossless } from "hemoleak/phantom/jpeg_lossless_encoder.ts";
import { corpusBytes, READABLE } from "../../fixtures/dicom_corpus.ts";
import {
  type Coding,
  EVEN_CODE,
  UNARY_CODE,
  writeJpegLossless,
} from "../../fixtures/jpeg_lossless_writer.ts";
import { decodePlainly } from "./plain_jpeg_lossless.ts";

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

/** Codes as CT gets them: short ones for small differences, so that several lie in a few bits. */
const CT_CODE = [2, 3, 3, 3, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 14];

/** Images of any noise: random walks, from flat ones to those that jump about. */
const anyWalk = fc.record({
  rows: fc.integer({ min: 1, max: 12 }),
  columns: fc.integer({ min: 1, max: 70 }),
  precision: fc.integer({ min: 2, max: 16 }),
  predictor: fc.integer({ min: 1, max: 7 }),
  pointTransform: fc.integer({ min: 0, max: 15 }),
  restartRows: fc.integer({ min: 0, max: 5 }),
  codeLengths: fc.constantFrom(EVEN_CODE, UNARY_CODE, CT_CODE, CT_CODE),
}).chain((coding) => {
  const noise = fc.integer({ min: 0, max: coding.precision });
  const count = coding.rows * coding.columns;
  return fc.record({
    coding: fc.constant({
      ...coding,
      pointTransform: coding.pointTransform % coding.precision,
    }),
    samples: noise.chain((bits) => {
      const step = fc.integer({ min: -(2 ** bits), max: 2 ** bits });
      return fc.array(step, { minLength: count, maxLength: count }).map((steps) => {
        let sample = 2 ** (coding.precision - 1);
        return steps.map((by) => sample = (sample + by) & (2 ** coding.precision - 1));
      });
    }),
  });
});

/** Asserts that a stream is decoded as the plain decoder does, or refused for the same reason. */
function decodesAlike(bytes: Uint8Array): "decoded" | "refused" {
  const fast = outcome(() => [...decodeJpegLossless(bytes, "x").samples]);
  const plain = outcome(() => decodePlainly(bytes));
  if (typeof plain !== "string") {
    assert.deepEqual(fast, plain);
    return "decoded";
  }
  assert(typeof fast === "string", `decoded what should be refused: ${plain}`);
  // Data too short for any image of its size are refused ahead of decoding.
  if (!fast.includes("expected JPEG data for")) assert(fast.includes(plain.replace("plain: ", "")));
  return "refused";
}

function outcome(decode: () => number[]): number[] | string {
  try {
    return decode();
  } catch (error) {
    assert(error instanceof DicomError, String(error));
    return error.message;
  }
}

Deno.test("any image, coded in any way, is decoded to the bit as plainly", () => {
  fc.assert(
    fc.property(anyWalk, ({ coding, samples }) => {
      const bytes = writeJpegLossless(samples, coding);
      const { pointTransform } = coding;
      const expected = samples.map((sample) => sample >> pointTransform << pointTransform);
      assert.deepEqual([...decodeJpegLossless(bytes, "walk.jpg").samples], expected);
      decodesAlike(bytes);
    }),
    { seed: 3, numRuns: 400 },
  );
});

Deno.test("damaged data are decoded as plainly, or refused for the same reason", () => {
  const place = fc.double({ min: 0, max: 1, noNaN: true });
  const flips = fc.array(fc.tuple(place, fc.nat(7)), { maxLength: 3 });
  const outcomes = { decoded: 0, refused: 0 };
  fc.assert(
    fc.property(
      anyWalk,
      flips,
      fc.option(place, { freq: 1 }),
      ({ coding, samples }, flips, cut) => {
        const bytes = writeJpegLossless(samples, coding);
        for (const [where, bit] of flips) bytes[Math.floor(where * bytes.length)]! ^= 1 << bit;
        const damaged = cut === null ? bytes : bytes.subarray(0, Math.ceil(cut * bytes.length));
        outcomes[decodesAlike(damaged)]++;
      },
    ),
    { seed: 4, numRuns: 2000 },
  );
  // The property says little if all of them go one way.
  assert(Math.min(outcomes.decoded, outcomes.refused) > 300, JSON.stringify(outcomes));
});

/** The JPEG streams of a file, from SOI on, found by the markers that follow it. */
function streams(file: Uint8Array): Uint8Array[] {
  const found: Uint8Array[] = [];
  for (let at = file.indexOf(0xff); at !== -1; at = file.indexOf(0xff, at + 1)) {
    const isStart = file[at + 1] === 0xd8 && file[at + 2] === 0xff;
    if (isStart && (file[at + 3]! >= 0xc0)) found.push(file.subarray(at));
  }
  return found;
}

for (const file of READABLE.filter(({ path }) => /lossless_sel\d\.dcm|mi2b2/.test(path))) {
  Deno.test(`the real image of ${file.package.name}/${file.path} is decoded as plainly`, async () => {
    const images = streams(await corpusBytes(file));
    assert.notEqual(images.length, 0);
    for (const image of images) {
      const plain = Uint16Array.from(decodePlainly(image));
      assert.deepEqual(decodeJpegLossless(image, file.path).samples, plain);
    }
  });
}

Deno.test("HU from a JPEG image are those of its samples, whatever they mean", () => {
  const format = fc.record({
    bitsStored: fc.integer({ min: 10, max: 16 }),
    shift: fc.nat(2),
    signed: fc.boolean(),
    rescaleSlope: fc.constantFrom(1, 1, 1, 2, -3, 0.5, 20_000),
    rescaleIntercept: fc.constantFrom(0, -1024, -1024, 0.25, 40_000),
  }).map(({ shift, ...rest }) => ({
    ...rest,
    highBit: Math.min(rest.bitsStored - 1 + shift, 15),
  }));
  fc.assert(
    fc.property(anyWalk, format, ({ coding, samples }, format) => {
      const bytes = writeJpegLossless(samples, coding);
      const image = decodeJpegLosslessHounsfield(bytes, "hu.jpg", format, coding);
      const decoded = decodeJpegLossless(bytes, "hu.jpg");
      assert.deepEqual(image.hounsfield, toHounsfield(decoded.samples, format));
      assert.deepEqual([image.rows, image.columns], [coding.rows, coding.columns]);
      assert.equal(image.precision, coding.precision);
    }),
    { seed: 5, numRuns: 300 },
  );
});

Deno.test("samples stay what they are when other images are decoded", () => {
  const first = decodeJpegLossless(writeJpegLossless(RAMP, PLAIN), "first.jpg");
  decodeJpegLossless(encodeJpegLossless(new Uint16Array(600 * 500), 600, 500), "large.jpg");
  assert.deepEqual([...first.samples], RAMP);
});

Deno.test("memory grows to the largest image and no further", () => {
  const size = () => pixelMemory().bytes.length;
  assert(size() - pixelMemory().start >= 2 ** 15, "what toHounsfield takes without asking");
  const large = encodeJpegLossless(new Uint16Array(2000 * 1500), 2000, 1500);
  const small = encodeJpegLossless(new Uint16Array(512 * 512), 512, 512);
  decodeJpegLossless(large, "radiograph.jpg");
  const grown = size();
  assert(grown < 2 * (2 * 2000 * 1500), `${grown} bytes for an image of 6 million`);
  for (let i = 0; i < 20; i++) decodeJpegLossless(i % 2 ? small : large, "again.jpg");
  assert.equal(size(), grown);
});

Deno.test("an image too large for memory is refused", () => {
  // 65535 x 65535 samples of one bit each, in data that could hold them if they were not compressed.
  const bytes = new Uint8Array(65535 * 65535 / 8 + 100);
  bytes.set(changed([0xff, 0xc3], 5, 0xff));
  bytes.set([0xff, 0xff, 0xff, 0xff], bytes.indexOf(0xc3) + 4);
  refuses(bytes, /decodes in 512 MB of memory at most but found one that needs 9\d{3} MB/);
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
  for (let length = 0; length < bytes.length; length++) {
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

Deno.test("data that go on after the last sample are noticed, padding is not", () => {
  const bytes = writeJpegLossless(RAMP, PLAIN);
  const withMore = (...more: number[]) =>
    Uint8Array.from([...bytes.subarray(0, -2), ...more, 0xff, 0xd9]);
  refuses(withMore(0, 7), /more data after the last sample/);
  for (const more of [[0], [0, 0, 0], [0xff, 0x00], [0xff, 0x00, 0xff, 0x00], [0xff, 0xff]]) {
    assert.deepEqual([...decodeJpegLossless(withMore(...more), "padded.jpg").samples], RAMP);
  }
  refuses(Uint8Array.from([...bytes.subarray(0, -2), 0, 0, 0, 0]), /its end is missing/);
});

Deno.test("the length tells where the image ends among other data", () => {
  const bytes = writeJpegLossless(RAMP, { ...PLAIN, restartRows: 1 });
  const followed = Uint8Array.from([...bytes, 0, ...bytes]);
  assert.equal(decodeJpegLossless(followed, "two.jpg").length, bytes.length);
  assert.deepEqual([...decodeJpegLossless(followed, "two.jpg").samples], RAMP);
});

Deno.test("a restart marker too many is noticed", () => {
  const bytes = writeJpegLossless(RAMP, { ...PLAIN, restartRows: 1 });
  const more = Uint8Array.from([...bytes.subarray(0, -2), 0xff, 0xd3, 1, 2, 3, 0xff, 0xd9]);
  refuses(more, /4 JPEG restart intervals but found more/);
});

Deno.test("a Huffman table of another process is no hindrance, nor blamed for it", () => {
  const bytes = writeJpegLossless(RAMP, PLAIN);
  const other = [0xff, 0xc4, 0, 21, 0x11, 0, 2, ...new Array(14).fill(0), 0xe2, 0xf1];
  const both = Uint8Array.from([0xff, 0xd8, ...other, ...bytes.subarray(2)]);
  assert.deepEqual([...decodeJpegLossless(both, "both.jpg").samples], RAMP);
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
