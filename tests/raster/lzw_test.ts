import assert from "node:assert/strict";
import { decodeLzw } from "hemoleak/raster/lzw.ts";

/** Codes of 9 bits, the highest first. */
function codes(...codes: number[]): Uint8Array {
  const bits = codes.map((code) => code.toString(2).padStart(9, "0")).join("");
  return new Uint8Array(bits.match(/.{1,8}/g)!.map((byte) => parseInt(byte.padEnd(8, "0"), 2)));
}

/** Worked by hand by the algorithm of TIFF 6.0, section 13; 258 is first used as it is made. */
const CODES = [256, 7, 258, 8, 8, 258, 6, 6, 257];
const BYTES = [7, 7, 7, 8, 8, 7, 7, 6, 6];

Deno.test("decodeLzw: strings, one that is used as it is made, and a new table", () => {
  assert.deepEqual([...decodeLzw(codes(...CODES), 9)!], BYTES);
  assert.deepEqual([...decodeLzw(codes(...CODES.slice(0, -1), ...CODES), 18)!], [
    ...BYTES,
    ...BYTES,
  ]);
});

Deno.test("decodeLzw: bytes that are not wanted are not looked at, and a string may be cut", () => {
  assert.deepEqual([...decodeLzw(codes(...CODES, 511), 6)!], BYTES.slice(0, 6));
  assert.deepEqual([...decodeLzw(codes(256, 7, 258), 2)!], [7, 7]);
});

Deno.test("decodeLzw: null where the data end, or a code stands for nothing", () => {
  assert.equal(decodeLzw(codes(...CODES), 10), null);
  assert.equal(decodeLzw(codes(256, 7), 2), null);
  assert.equal(decodeLzw(codes(256, 7, 259), 2), null);
  assert.equal(decodeLzw(codes(256, 258), 2), null);
  assert.equal(decodeLzw(new Uint8Array(), 1), null);
});
