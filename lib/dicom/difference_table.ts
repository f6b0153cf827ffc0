/** Bits that the one-step table looks at: nearly all differences of a CT slice are shorter. */
export const SHORT_BITS = 13;

/**
 * A Huffman table of JPEG Lossless: codes for the categories 0 to 16, where a code of category c is
 * followed by c bits that tell which difference it is (ITU-T T.81 annexes C, F.2.2.1 and H.1.2.2).
 *
 * Two look-ups replace reading bit by bit. `short`, indexed by the next 13 bits, gives a whole
 * difference in one step; `codes`, indexed by the next 16, gives a code alone, for what is longer.
 */
export class DifferenceTable {
  /** The difference << 16 | bits used in all; 0 where 13 bits do not hold it. */
  readonly short: Int32Array = new Int32Array(1 << SHORT_BITS);
  /** The category << 8 | bits of its code; 0 where no code begins so. */
  readonly codes: Uint16Array = new Uint16Array(1 << 16);

  /**
   * @param counts How many codes there are of 1, 2, ... 16 bits.
   * @param categories Their categories, in order of length and value.
   * @throws {RangeError} If they do not make a prefix code, or a category exceeds 16.
   */
  constructor(counts: Uint8Array, categories: Uint8Array) {
    let code = 0, index = 0;
    for (let bits = 1; bits <= 16; bits++) {
      for (let i = 0; i < counts[bits - 1]!; i++) {
        const category = categories[index++]!;
        if (category > 16) throw new RangeError(`a JPEG Huffman table has category ${category}`);
        if (code >= 1 << bits) throw new RangeError("a JPEG Huffman table has too many codes");
        this.#add(code++, bits, category);
      }
      code <<= 1;
    }
  }

  #add(code: number, bits: number, category: number): void {
    const first = code << (16 - bits);
    this.codes.fill(category << 8 | bits, first, first + (1 << (16 - bits)));

    const extra = extraBits(category);
    const spare = SHORT_BITS - bits - extra;
    if (spare < 0) return;
    for (let suffix = 0; suffix < 1 << extra; suffix++) {
      const entry = difference(category, suffix) << 16 | (bits + extra);
      const start = (code << extra | suffix) << spare;
      this.short.fill(entry, start, start + (1 << spare));
    }
  }
}

/** How many bits follow a code: as many as its category, but none after 16. */
export function extraBits(category: number): number {
  return category === 16 ? 0 : category;
}

/** The difference of a category and the bits after its code (T.81 table H.2). */
export function difference(category: number, suffix: number): number {
  if (category === 16) return 32768;
  return category === 0 || suffix >> (category - 1) === 1 ? suffix : suffix - (1 << category) + 1;
}
