/**
 * JPEG Lossless (ITU-T T.81 process 14, SOF3) with selection value 1, as DICOM stores it in
 * 1.2.840.10008.1.2.4.70: each sample is predicted by its left neighbour, the difference coded with
 * a Huffman code made for the image.
 *
 * @module
 */

const PRECISION = 16;
/** Categories of differences: 0 to 16 bits (T.81 table H.2). */
const CATEGORIES = 17;
const LONGEST_CODE = 16;

/** A Huffman code: how many codes there are of each length, and the categories in code order. */
interface HuffmanTable {
  counts: Uint8Array;
  values: Uint8Array;
  /** By category: the code's bits and its length. */
  codes: Uint16Array;
  lengths: Uint8Array;
}

/**
 * Encodes one image.
 *
 * @param samples Stored values, row by row; signed ones in two's complement.
 * @returns A whole JPEG stream, from SOI to EOI.
 */
export function encodeJpegLossless(
  samples: Uint16Array,
  rows: number,
  columns: number,
): Uint8Array {
  if (samples.length !== rows * columns) {
    throw new RangeError(`Expected ${rows * columns} samples but found ${samples.length}`);
  }
  const differences = predict(samples, rows, columns);
  const table = huffmanTable(differences);
  const writer = new BitWriter(64 + 3 * samples.length);
  writeHeaders(writer, table, rows, columns);
  for (const difference of differences) {
    const category = categoryOf(difference);
    writer.bits(table.codes[category]!, table.lengths[category]!);
    // Category 16 holds a single difference, 32768, and needs no more bits (T.81 H.1.2.2).
    if (category === 0 || category === 16) continue;
    writer.bits((difference < 0 ? difference - 1 : difference) & ((1 << category) - 1), category);
  }
  return writer.finish();
}

/** Differences from the left neighbour, modulo 2^16; the first of a row from the one above it. */
function predict(samples: Uint16Array, rows: number, columns: number): Int32Array {
  const differences = new Int32Array(samples.length);
  for (let row = 0, at = 0; row < rows; row++) {
    let prediction = row === 0 ? 1 << (PRECISION - 1) : samples[at - columns]!;
    for (let column = 0; column < columns; column++, at++) {
      const wrapped = (samples[at]! - prediction) << 16 >> 16;
      differences[at] = wrapped === -32768 ? 32768 : wrapped;
      prediction = samples[at]!;
    }
  }
  return differences;
}

/** The number of bits that a difference's size takes. */
function categoryOf(difference: number): number {
  return 32 - Math.clz32(Math.abs(difference));
}

/** The best code for the image's categories (T.81 annex K.2). */
function huffmanTable(differences: Int32Array): HuffmanTable {
  const frequencies = new Float64Array(CATEGORIES + 1);
  for (const difference of differences) frequencies[categoryOf(difference)]!++;
  // A reserved symbol takes the code of all ones, which may not be used.
  frequencies[CATEGORIES] = 1;
  const counts = limitLengths(codeLengths(frequencies));
  return assignCodes(counts, frequencies);
}

/** How many codes there are of each length, by Huffman's merging of the two rarest (figure K.1). */
function codeLengths(frequencies: Float64Array): number[] {
  const weights = frequencies.slice();
  const groups: number[][] = Array.from(weights, (_, symbol) => [symbol]);
  const lengths = new Array<number>(weights.length).fill(0);
  for (;;) {
    const [rarest, second] = twoRarest(weights);
    if (second === -1) break;
    weights[rarest]! += weights[second]!;
    weights[second] = 0;
    groups[rarest]!.push(...groups[second]!);
    groups[second] = [];
    for (const symbol of groups[rarest]!) lengths[symbol]!++;
  }
  const counts = new Array<number>(33).fill(0);
  for (const length of lengths) if (length > 0) counts[length]!++;
  return counts;
}

/** The two symbols of the smallest weight above 0; -1 where there is none. Later ones go first. */
function twoRarest(weights: Float64Array): [number, number] {
  let rarest = -1, second = -1;
  for (let i = 0; i < weights.length; i++) {
    const weight = weights[i]!;
    if (weight === 0) continue;
    if (rarest === -1 || weight <= weights[rarest]!) {
      second = rarest;
      rarest = i;
    } else if (second === -1 || weight <= weights[second]!) {
      second = i;
    }
  }
  return [rarest, second];
}

/** Shortens codes of more than 16 bits (figure K.3) and takes away the reserved one. */
function limitLengths(counts: number[]): Uint8Array {
  for (let length = counts.length - 1; length > LONGEST_CODE; length--) {
    while (counts[length]! > 0) {
      let shorter = length - 2;
      while (counts[shorter] === 0) shorter--;
      counts[length]! -= 2;
      counts[length - 1]!++;
      counts[shorter + 1]! += 2;
      counts[shorter]!--;
    }
  }
  let longest = LONGEST_CODE;
  while (counts[longest] === 0) longest--;
  counts[longest]!--;
  return Uint8Array.from(counts.slice(1, LONGEST_CODE + 1));
}

/** Hands out the codes: short ones to frequent categories (annex C). */
function assignCodes(counts: Uint8Array, frequencies: Float64Array): HuffmanTable {
  const values = Uint8Array.from(
    [...Array(CATEGORIES).keys()]
      .filter((category) => frequencies[category]! > 0)
      .sort((a, b) => frequencies[b]! - frequencies[a]! || a - b),
  );
  const codes = new Uint16Array(CATEGORIES), lengths = new Uint8Array(CATEGORIES);
  let code = 0, next = 0;
  counts.forEach((count, index) => {
    for (let i = 0; i < count; i++) {
      const category = values[next++]!;
      codes[category] = code++;
      lengths[category] = index + 1;
    }
    code <<= 1;
  });
  return { counts, values, codes, lengths };
}

/** SOI, SOF3 (one component), DHT and SOS (T.81 B.2). */
function writeHeaders(
  writer: BitWriter,
  { counts, values }: HuffmanTable,
  rows: number,
  columns: number,
): void {
  writer.raw([0xff, 0xd8]);
  writer.raw([0xff, 0xc3, 0, 11, PRECISION]);
  writer.raw([rows >> 8, rows & 255, columns >> 8, columns & 255, 1, 1, 0x11, 0]);
  writer.raw([0xff, 0xc4, 0, 19 + values.length, 0, ...counts, ...values]);
  const selection = 1;
  writer.raw([0xff, 0xda, 0, 8, 1, 1, 0, selection, 0, 0]);
}

/** Collects bytes and, after the headers, bits; puts a 0 after each 0xff of the coded data. */
class BitWriter {
  #bytes: Uint8Array;
  #length = 0;
  #pending = 0;
  #pendingBits = 0;

  constructor(capacity: number) {
    this.#bytes = new Uint8Array(capacity);
  }

  raw(bytes: readonly number[]): void {
    for (const byte of bytes) this.#bytes[this.#length++] = byte;
  }

  /** Writes the low `count` bits, 16 at most. */
  bits(value: number, count: number): void {
    this.#pending = (this.#pending << count) | value;
    this.#pendingBits += count;
    while (this.#pendingBits >= 8) {
      this.#pendingBits -= 8;
      this.#coded((this.#pending >> this.#pendingBits) & 255);
    }
    this.#pending &= (1 << this.#pendingBits) - 1;
  }

  #coded(byte: number): void {
    if (this.#length + 4 > this.#bytes.length) this.#grow();
    this.#bytes[this.#length++] = byte;
    if (byte === 0xff) this.#bytes[this.#length++] = 0;
  }

  #grow(): void {
    const larger = new Uint8Array(2 * this.#bytes.length);
    larger.set(this.#bytes);
    this.#bytes = larger;
  }

  /** Fills the last byte with ones, ends the stream and returns it. */
  finish(): Uint8Array {
    if (this.#pendingBits > 0) {
      const missing = 8 - this.#pendingBits;
      this.bits((1 << missing) - 1, missing);
    }
    this.raw([0xff, 0xd9]);
    return this.#bytes.slice(0, this.#length);
  }
}
