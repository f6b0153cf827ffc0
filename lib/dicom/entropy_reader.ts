import { DicomError } from "../error.ts";
import { difference, type DifferenceTable, extraBits, SHORT_BITS } from "./difference_table.ts";

/** Zeros after each interval, so that looking ahead at its end reads no other data. */
const PADDING = 4;

/**
 * Reads Huffman-coded differences from one restart interval. The next bits are kept at the top of a
 * 32-bit word that is filled 16 at a time, so that a code of up to 16 bits is always there whole.
 */
export class EntropyReader {
  #bits = 0;
  #available = 0;

  /** @param bytes The data, from `position` to before `end`, without byte stuffing. */
  constructor(
    readonly bytes: Uint8Array,
    public position: number,
    readonly end: number,
    readonly file: string,
  ) {}

  /**
   * Fills an array with the next differences.
   *
   * @throws {DicomError} If the data end before it is full or hold a code that the table has not.
   */
  readDifferences(table: DifferenceTable, differences: Int32Array): void {
    // Local copies: the loop runs for every pixel, and fields of `this` would be stored each time.
    const { bytes } = this;
    const { short, codes } = table;
    let position = this.position, bits = this.#bits, available = this.#available;
    for (let i = 0; i < differences.length; i++) {
      if (available <= 16) {
        bits |= (bytes[position]! << 8 | bytes[position + 1]!) << (16 - available);
        position += 2;
        available += 16;
      }
      const whole = short[bits >>> (32 - SHORT_BITS)]!;
      if (whole !== 0) {
        const used = whole & 0xff;
        bits <<= used;
        available -= used;
        differences[i] = whole >> 16;
        continue;
      }
      const code = codes[bits >>> 16]!;
      if (code === 0) this.#fail("a Huffman code that its table does not have");
      const used = code & 0xff;
      bits <<= used;
      available -= used;
      if (available <= 16) {
        bits |= (bytes[position]! << 8 | bytes[position + 1]!) << (16 - available);
        position += 2;
        available += 16;
      }
      const category = code >> 8;
      const extra = extraBits(category);
      differences[i] = difference(category, extra === 0 ? 0 : bits >>> (32 - extra));
      bits <<= extra;
      available -= extra;
    }
    this.position = position;
    this.#bits = bits;
    this.#available = available;
    if (position * 8 - available > this.end * 8) this.#fail("an end before the last sample");
  }

  #fail(found: string): never {
    throw new DicomError(
      `${this.file}: expected JPEG Lossless data but found ${found}; it is cut off or damaged`,
    );
  }
}

/**
 * Splits the entropy-coded data of a scan at its restart markers and takes the byte stuffing out
 * (T.81 B.1.1.5): a zero after FF is no data, and any other marker ends the scan.
 */
export function readIntervals(bytes: Uint8Array, start: number, file: string): EntropyReader[] {
  let target = new Uint8Array(bytes.length - start + PADDING);
  const bounds: [start: number, end: number][] = [];
  let filled = 0, first = 0, at = start;
  while (at < bytes.length) {
    const marker = bytes.indexOf(0xff, at);
    const end = marker === -1 ? bytes.length : marker;
    target.set(bytes.subarray(at, end), filled);
    filled += end - at;
    if (marker === -1) break;
    const next = bytes[marker + 1];
    at = marker + (next === 0xff ? 1 : 2);
    if (next === 0x00) {
      target[filled++] = 0xff;
    } else if (next !== undefined && next >= 0xd0 && next <= 0xd7) {
      if (next - 0xd0 !== bounds.length % 8) {
        throw new DicomError(`${file}: a JPEG restart marker is out of order; data are missing`);
      }
      bounds.push([first, filled]);
      filled += PADDING;
      first = filled;
      if (filled + PADDING + bytes.length - at > target.length) target = enlarged(target);
    } else if (next !== 0xff) {
      break;
    }
  }
  bounds.push([first, filled]);
  return bounds.map(([from, to]) => new EntropyReader(target, from, to, file));
}

function enlarged(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(bytes.length * 2);
  larger.set(bytes);
  return larger;
}
