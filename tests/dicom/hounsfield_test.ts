import assert from "node:assert/strict";
import { toHounsfield } from "hemoleak/dicom/hounsfield.ts";

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
