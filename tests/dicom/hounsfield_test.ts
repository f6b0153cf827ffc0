import assert from "node:assert/strict";
import fc from "fast-check";
import { type PixelFormat, toHounsfield } from "hemoleak/dicom/hounsfield.ts";

const SIGNED = { bitsStored: 16, highBit: 15, signed: true, rescaleSlope: 1, rescaleIntercept: 0 };

Deno.test("HU = value x slope + intercept, as int16 where whole", () => {
  const hu = toHounsfield(Uint16Array.of(0, 1024, 0xffff), { ...SIGNED, rescaleIntercept: -1024 });
  assert(hu instanceof Int16Array);
  assert.deepEqual([...hu], [-1024, 0, -1025]);
});

Deno.test("the same bits unsigned", () => {
  const format = { ...SIGNED, signed: false, rescaleIntercept: -32768 };
  assert.deepEqual([...toHounsfield(Uint16Array.of(0, 0xffff), format)], [-32768, 32767]);
});

Deno.test("a 12-bit value is cut out at its high bit and keeps its sign", () => {
  const signed = { ...SIGNED, bitsStored: 12, highBit: 11 };
  // 0xF in the high bits is an overlay; 0x800 is -2048 in 12 bits.
  assert.deepEqual([...toHounsfield(Uint16Array.of(0xf7ff, 0x0800, 0x0fff), signed)], [
    2047,
    -2048,
    -1,
  ]);
  const shifted = { ...signed, highBit: 15 };
  assert.deepEqual([...toHounsfield(Uint16Array.of(0x7fff, 0x800f, 0xfff0), shifted)], [
    2047,
    -2048,
    -1,
  ]);
  const unsigned = { ...signed, signed: false };
  assert.deepEqual([...toHounsfield(Uint16Array.of(0xf7ff, 0x0800), unsigned)], [2047, 2048]);
});

Deno.test("8-bit values", () => {
  const format = { ...SIGNED, bitsStored: 8, highBit: 7 };
  assert.deepEqual([...toHounsfield(Uint8Array.of(127, 128, 255), format)], [127, -128, -1]);
});

Deno.test("fractions and values beyond 16 bits become float32", () => {
  const half = toHounsfield(Uint16Array.of(1, 2), { ...SIGNED, rescaleSlope: 0.5 });
  assert(half instanceof Float32Array);
  assert.deepEqual([...half], [0.5, 1]);
  const large = toHounsfield(Uint16Array.of(32767), { ...SIGNED, rescaleIntercept: 1 });
  assert(large instanceof Float32Array);
  assert.deepEqual([...large], [32768]);
  const small = toHounsfield(Uint16Array.of(32767), { ...SIGNED, rescaleSlope: 16000 });
  assert.deepEqual([...small], [32767 * 16000]);
});

Deno.test("32-bit values keep every bit, signed or not", () => {
  const words = Uint32Array.of(0, 1, 0x7fffffff, 0x80000000, 0xffffffff);
  const signed = { ...SIGNED, bitsStored: 32, highBit: 31 };
  // 2147483647 is no float32: the nearest is 2147483648.
  assert.deepEqual([...toHounsfield(words, signed)], [0, 1, 2147483648, -2147483648, -1]);
  const unsigned = { ...signed, signed: false };
  assert.deepEqual([...toHounsfield(words, unsigned)], [0, 1, 2147483648, 2147483648, 4294967296]);
  const near = toHounsfield(Uint32Array.of(0xffffffff, 0x7ffe), signed);
  assert(near instanceof Int16Array);
  assert.deepEqual([...near], [-1, 32766]);
  const moved = { ...unsigned, rescaleIntercept: -4294967295 };
  const far = toHounsfield(Uint32Array.of(0xffffffff, 0xfffffff0), moved);
  assert(far instanceof Int16Array);
  assert.deepEqual([...far], [0, -15]);
});

Deno.test("a value within a 32-bit word is cut out at its high bit", () => {
  const format = { ...SIGNED, bitsStored: 20, highBit: 23 };
  assert.deepEqual([...toHounsfield(Uint32Array.of(0xff00001f, 0x008000f0), format)], [
    1,
    -524273,
  ]);
});

Deno.test("every format agrees with whole arithmetic of any size", () => {
  const anyFormat = fc.tuple(fc.constantFrom(8, 16, 32), fc.nat(31), fc.nat(31), fc.boolean())
    .chain(([allocated, stored, spare, signed]) => {
      const bitsStored = 1 + stored % allocated;
      const highBit = bitsStored - 1 + spare % (allocated - bitsStored + 1);
      const whole = (limit: number) => fc.integer({ min: -limit, max: limit });
      return fc.record({
        allocated: fc.constant(allocated),
        bitsStored: fc.constant(bitsStored),
        highBit: fc.constant(highBit),
        signed: fc.constant(signed),
        rescaleSlope: fc.oneof(whole(4), whole(40_000)),
        rescaleIntercept: fc.oneof(whole(2048), whole(2 ** 31 - 1)),
        words: fc.array(fc.bigInt({ min: 0n, max: 2n ** BigInt(allocated) - 1n }), {
          maxLength: 40,
        }),
      });
    });
  fc.assert(
    fc.property(anyFormat, ({ allocated, words, ...format }) => {
      const WordArray = allocated === 8 ? Uint8Array : allocated === 16 ? Uint16Array : Uint32Array;
      const stored = new WordArray(words.map(Number));
      const units = words.map((word) => exactHounsfield(word, format));
      const found = toHounsfield(stored, format);
      assert.equal(
        found instanceof Int16Array,
        units.every((unit) => BigInt.asIntN(16, unit) === unit),
      );
      assert.deepEqual([...found], units.map((unit) => Math.fround(Number(unit))));
    }),
    { seed: 16, numRuns: 1000 },
  );
});

Deno.test("images of any number of words, also where only the last one does not fit", () => {
  for (const length of [0, 1, 7, 8, 16384, 16385, 40_000]) {
    const words = Uint16Array.from({ length }, (_, i) => i * 7919);
    const format = { ...SIGNED, rescaleSlope: -1, rescaleIntercept: -1 };
    const expected = Array.from(words, (word) => -(word << 16 >> 16) - 1);
    const units = toHounsfield(words, format);
    assert(units instanceof Int16Array);
    assert.deepEqual([...units], expected);
    if (length === 0) continue;
    words[length - 1] = 0x7fff;
    const beyond = toHounsfield(words, { ...format, rescaleIntercept: -2 });
    assert(beyond instanceof Float32Array);
    assert.deepEqual([...beyond], [...expected.slice(0, -1).map((unit) => unit - 1), -32769]);
  }
});

function exactHounsfield(word: bigint, format: PixelFormat): bigint {
  const bits = word >> BigInt(format.highBit + 1 - format.bitsStored);
  const value = (format.signed ? BigInt.asIntN : BigInt.asUintN)(format.bitsStored, bits);
  return value * BigInt(format.rescaleSlope) + BigInt(format.rescaleIntercept);
}
