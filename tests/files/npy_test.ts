import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import fc from "fast-check";
import { formatNpy, type NpyData, parseNpyHeader } from "hemoleak/files/npy.ts";
import { readBytes } from "../preprocess/fixtures.ts";

const SHAPES = { "three_images.npy": [3, 4, 5], "no_images.npy": [0, 16, 16], "vector.npy": [7] };

for (const [name, shape] of Object.entries(SHAPES)) {
  Deno.test(`${name} is read, and written byte for byte, as by numpy.save`, () => {
    const bytes = readBytes(name);
    const header = parseNpyHeader(bytes, name);
    assert.deepEqual(header, { descr: "|u1", fortranOrder: false, shape, dataOffset: 128 });
    assert.deepEqual(formatNpy(bytes.subarray(header.dataOffset), shape), bytes);
  });
}

// numpy.save of NumPy 2.4.6: the texts are its headers, the digits the bytes after them.
const SAVED: readonly [NpyData, shape: number[], dictionary: string, bytes: string][] = [
  [
    Int16Array.of(-1024, 0, 1, 2, 32767, -32768),
    [2, 3],
    "{'descr': '<i2', 'fortran_order': False, 'shape': (2, 3), }",
    "00fc000001000200ff7f0080",
  ],
  [
    Float32Array.of(0.5, -1024.25, 1e9),
    [3],
    "{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }",
    "0000003f000880c4286b6e4e",
  ],
];

Deno.test("int16 and float32 are written byte for byte as by numpy.save", () => {
  for (const [data, shape, dictionary, bytes] of SAVED) {
    const written = Buffer.from(formatNpy(data, shape));
    const header = `\x93NUMPY\x01\x00v\x00${dictionary.padEnd(117)}\n`;
    assert.equal(written.toString("latin1", 0, 128), header);
    assert.equal(written.toString("hex", 128), bytes);
    // An array that is part of a larger buffer is written without the rest.
    const part = data.subarray(1);
    assert.equal(Buffer.from(formatNpy(part, [part.length])).length, 128 + part.byteLength);
  }
});

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
      { name: "StorageError", message: `a.npy: expected a .npy file but ${reason}` },
    );
  refused(new TextEncoder().encode("study,slice,label\n"), "it does not begin as one");
  refused(new Uint8Array(0), "it does not begin as one");
  refused(whole.subarray(0, 60), "its header is cut off");
  refused(whole.with(6, 9), "found version 9");
});

Deno.test("data that do not fill the shape are refused", () => {
  assert.throws(
    () => formatNpy(new Uint8Array(5), [2, 3]),
    new RangeError("Expected 6 elements for shape [2, 3] but found 5"),
  );
});
