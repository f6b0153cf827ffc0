import assert from "node:assert/strict";
import fc from "fast-check";
import { PreprocessError } from "hemoleak/error.ts";
import { formatNpy, parseNpyHeader } from "hemoleak/preprocess/npy.ts";
import { readBytes } from "./fixtures.ts";

const SHAPES = { "three_images.npy": [3, 4, 5], "no_images.npy": [0, 16, 16], "vector.npy": [7] };

for (const [name, shape] of Object.entries(SHAPES)) {
  Deno.test(`${name} is read, and written byte for byte, as by numpy.save`, () => {
    const bytes = readBytes(name);
    const header = parseNpyHeader(bytes, name);
    assert.deepEqual(header, { descr: "|u1", fortranOrder: false, shape, dataOffset: 128 });
    assert.deepEqual(formatNpy(bytes.subarray(header.dataOffset), shape), bytes);
  });
}

Deno.test("other types, orders and versions are told as they are", () => {
  assert.deepEqual(parseNpyHeader(readBytes("fortran_int16.npy"), "x"), {
    descr: "<i2",
    fortranOrder: true,
    shape: [2, 3],
    dataOffset: 128,
  });
  const { shape, dataOffset } = parseNpyHeader(readBytes("version_2.npy"), "x");
  assert.deepEqual({ shape, dataOffset }, { shape: [4], dataOffset: 128 });
});

Deno.test("any shape comes back, with data at a multiple of 64 bytes", () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 6 }), { minLength: 1, maxLength: 30 }), (lengths) => {
      const shape = lengths.map((length, axis) => axis < 4 ? length : 1);
      const data = new Uint8Array(shape.reduce((product, length) => product * length, 1)).fill(7);
      const bytes = formatNpy(data, shape);
      const header = parseNpyHeader(bytes, "x");
      assert.deepEqual(header.shape, shape);
      assert.equal(header.dataOffset % 64, 0);
      assert.deepEqual(bytes.subarray(header.dataOffset), data);
    }),
  );
});

Deno.test("what is no .npy file, or cut off, is refused with its name", () => {
  const whole = readBytes("vector.npy");
  const refused = (bytes: Uint8Array, reason: string) =>
    assert.throws(
      () => parseNpyHeader(bytes, "a.npy"),
      new PreprocessError(`a.npy: expected a .npy file but ${reason}`),
    );
  refused(new TextEncoder().encode("study,slice,label\n"), "it does not begin as one");
  refused(new Uint8Array(0), "it does not begin as one");
  refused(whole.subarray(0, 60), "its header is cut off");
  refused(whole.with(6, 9), "found version 9");
});

Deno.test("data that do not fill the shape are refused", () => {
  assert.throws(
    () => formatNpy(new Uint8Array(5), [2, 3]),
    new PreprocessError("Expected 6 elements for shape [2, 3] but found 5"),
  );
});
