import assert from "node:assert/strict";
import fc from "fast-check";
import { decodeRle } from "hemoleak/dicom/codecs/rle.ts";
import { DicomError } from "hemoleak/error.ts";

/** A frame: the header with the segments' offsets, then the segments (PS3.5 annex G.5). */
function frame(...segments: number[][]): Uint8Array {
  const header = new Uint32Array(16);
  header[0] = segments.length;
  let offset = 64;
  for (const [index, segment] of segments.entries()) {
    header[index + 1] = offset;
    offset += segment.length;
  }
  return Uint8Array.from([...new Uint8Array(header.buffer), ...segments.flat()]);
}

/** Packs bytes plainly: runs of three and more equal bytes as runs, the rest as literals. */
function pack(bytes: readonly number[]): number[] {
  const packed: number[] = [];
  for (let at = 0; at < bytes.length;) {
    let run = 1;
    while (run < 128 && bytes[at + run] === bytes[at]) run++;
    if (run >= 3) {
      packed.push(257 - run, bytes[at]!);
      at += run;
      continue;
    }
    const count = Math.min(128, bytes.length - at, 1 + (bytes[at]! % 7));
    packed.push(count - 1, ...bytes.slice(at, at + count));
    at += count;
  }
  return packed.length % 2 === 0 ? packed : [...packed, 0];
}

function decode(bytes: Uint8Array, pixels: number, bits: number): number[] {
  return [...decodeRle(bytes, pixels, bits, "x").words];
}

Deno.test("Apple's PackBits example", () => {
  // Technical Note TN1023, "Understanding PackBits".
  const packed = [0xfe, 0xaa, 0x02, 0x80, 0x00, 0x2a, 0xfd, 0xaa, 0x03, 0x80, 0x00, 0x2a, 0x22];
  packed.push(0xf7, 0xaa);
  const unpacked = [
    ...[0xaa, 0xaa, 0xaa, 0x80, 0x00, 0x2a, 0xaa, 0xaa, 0xaa, 0xaa, 0x80, 0x00, 0x2a, 0x22],
    ...new Array(10).fill(0xaa),
  ];
  assert.deepEqual(decode(frame(packed), unpacked.length, 8), unpacked);
});

Deno.test("words of 16 and 32 bits: the most significant byte's segment is the first", () => {
  const two = frame([1, 0x12, 0x34], [1, 0x56, 0x78]);
  assert.deepEqual(decode(two, 2, 16), [0x1256, 0x3478]);
  const four = frame([0, 0x80], [0, 0x01], [0, 0x02], [0, 0x03]);
  assert.deepEqual(decode(four, 1, 32), [0x80010203]);
});

Deno.test("what is packed comes back, with no-operations and padding among it", () => {
  const image = fc.array(fc.constantFrom(0, 0, 0, 1, 7, 255), { minLength: 1, maxLength: 400 });
  fc.assert(fc.property(image, (bytes) => {
    const packed = [0x80, ...pack(bytes), 0, 0];
    assert.deepEqual(decode(frame(packed), bytes.length, 8), bytes);
  }));
});

// DCMTK, GDCM and pydicom read a frame with anything behind its last segment.
Deno.test("what follows the last segment is handed back", () => {
  const packed = pack([1, 2, 3, 3, 3, 3, 3, 4]);
  const { words, rest } = decodeRle(frame([...packed, 7, 7, 7]), 8, 8, "x");
  assert.deepEqual([...words], [1, 2, 3, 3, 3, 3, 3, 4]);
  assert.deepEqual([...rest].slice(-3), [7, 7, 7]);
});

Deno.test("a frame that is not the image is refused", () => {
  const refuses = (bytes: Uint8Array, pixels: number, message: RegExp, bits = 8) =>
    assert.throws(() => decodeRle(bytes, pixels, bits, "cut.dcm"), (error: Error) => {
      assert(error instanceof DicomError, String(error));
      assert.match(error.message, message);
      return true;
    });
  const whole = frame(pack([1, 2, 3, 3, 3, 3, 3, 4]));
  refuses(whole, 9, /expected an RLE segment of 9 bytes/);
  refuses(frame([0, 1, 7, 7], [0, 2]), 1, /expected an RLE segment of 1 bytes/, 16);
  refuses(whole, 8, /expected 2 RLE segments per frame but found 1/, 16);
  refuses(whole.subarray(0, 63), 8, /header is cut off/);
  for (let length = 64; length < whole.length - 1; length++) {
    refuses(whole.subarray(0, length), 8, /RLE (segment|data)/);
  }
  const overflow = frame([253, 5, 253, 5]);
  refuses(overflow, 6, /expected an RLE segment of 6 bytes/);
  refuses(frame([0, 1], [0, 2]).with(8, 200), 1, /not in order/, 16);
  refuses(frame([0, 1], [0, 2]).with(4, 60), 1, /not in order/, 16);
  refuses(frame([129, 0]), 2 ** 30, /expected RLE data for 1073741824 pixels but found 66 bytes/);
});
