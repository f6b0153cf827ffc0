/** Stored pixel values as they lie in a file, one word each, in the machine's byte order. */
export type Words = Uint8Array | Uint16Array | Uint32Array;

/** Words of 8, 16 or 32 bits, all zero. */
export function wordsFor(bits: number, count: number): Words {
  if (bits === 8) return new Uint8Array(count);
  return bits === 16 ? new Uint16Array(count) : new Uint32Array(count);
}
