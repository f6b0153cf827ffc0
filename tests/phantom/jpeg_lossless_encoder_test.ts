import assert from "node:assert/strict";
import fc from "fast-check";
import { decodeJpegLossless } from "hemoleak/dicom/codecs/jpeg_lossless.ts";
import { encodeJpegLossless } from "hemoleak/phantom/jpeg_lossless_encoder.ts";
import { Random } from "hemoleak/random.ts";

function assertRoundTrip(samples: Uint16Array, rows: number, columns: number): void {
  const image = decodeJpegLossless(encodeJpegLossless(samples, rows, columns), "test");
  assert.equal(image.rows, rows);
  assert.equal(image.columns, columns);
  assert.equal(image.precision, 16);
  assert.deepEqual(image.samples, samples);
}

Deno.test("encodeJpegLossless: any image comes back as it was", () => {
  const image = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }))
    .chain(([rows, columns]) =>
      fc.tuple(
        fc.constant(rows),
        fc.constant(columns),
        fc.array(fc.nat(65535), { minLength: rows * columns, maxLength: rows * columns }),
      )
    );
  fc.assert(fc.property(image, ([rows, columns, samples]) => {
    assertRoundTrip(Uint16Array.from(samples), rows, columns);
  }));
});

Deno.test("encodeJpegLossless: a difference of 32768, which has a category without further bits", () => {
  assertRoundTrip(Uint16Array.of(0, 32768, 0, 32768, 65535, 32767), 2, 3);
});

Deno.test("encodeJpegLossless: a flat image, whose only category is 0", () => {
  assertRoundTrip(new Uint16Array(64).fill(32768), 8, 8);
});

Deno.test("encodeJpegLossless: codes that Huffman's merging makes longer than 16 bits", () => {
  // Frequencies like Fibonacci numbers give the longest codes: 17 categories, 17 bits and more.
  const samples: number[] = [];
  let value = 32768, frequent = 1, before = 1;
  for (let category = 16; category >= 0; category--) {
    const size = category === 0 ? 0 : 2 ** (category - 1);
    for (let i = 0; i < frequent; i++) samples.push(value = (value + size) & 65535);
    [frequent, before] = [frequent + before, frequent];
  }
  assertRoundTrip(Uint16Array.from(samples), 1, samples.length);
});

Deno.test("encodeJpegLossless: noise around an edge, compressed to less than the samples", () => {
  const random = new Random(3), size = 64;
  const samples = Uint16Array.from(
    { length: size * size },
    (_, i) => (i % size < 20 ? 63536 : 1060) + random.integer(9),
  );
  assertRoundTrip(samples, size, size);
  assert.ok(encodeJpegLossless(samples, size, size).length < samples.byteLength / 2);
});

Deno.test("encodeJpegLossless: refuses samples that are no image of that size", () => {
  assert.throws(() => encodeJpegLossless(new Uint16Array(5), 2, 3), RangeError);
});
