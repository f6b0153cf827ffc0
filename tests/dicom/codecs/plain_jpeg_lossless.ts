import {
  type HuffmanTable,
  type JpegScan,
  MarkerReader,
} from "hemoleak/dicom/codecs/jpeg_markers.ts";
import { DicomError } from "hemoleak/error.ts";

/**
 * JPEG Lossless decoded plainly after ITU-T T.81, one bit at a time: what the fast decoder must equal.
 * It has the marker segments from the library, and nothing else.
 *
 * @throws {DicomError} With the fast decoder's message, but without the file's name.
 */
export function decodePlainly(bytes: Uint8Array): number[] {
  const { frame, scan } = new MarkerReader(bytes, "plain").read();
  const { rows, columns, precision } = frame;
  const { restartInterval, pointTransform } = scan;
  const rowsEach = restartInterval === 0 ? rows : restartInterval / columns;
  if (!Number.isInteger(rowsEach)) refuse("restart interval of whole rows");
  const wanted = Math.ceil(rows / rowsEach);
  const samples: number[] = [];
  let at = scan.start;
  for (let index = 0; index < wanted; index++) {
    const { data, marker, next } = readInterval(bytes, at);
    const isRestart = marker >= 0xd0 && marker <= 0xd7;
    if (isRestart && marker !== 0xd0 + index % 8) refuse("out of order");
    if (index < wanted - 1 && !isRestart) refuse(`${wanted} JPEG restart intervals but found`);
    if (index === wanted - 1 && isRestart) refuse("found more");
    if (index === wanted - 1 && marker !== 0xd9) refuse("its end is missing");
    const count = Math.min(rowsEach, rows - index * rowsEach) * columns;
    const initial = 2 ** (precision - pointTransform - 1);
    for (const sample of decodeInterval(data, scan, columns, count, initial)) samples.push(sample);
    at = next;
  }
  return samples.map((sample) => (sample << pointTransform) & 0xffff);
}

function refuse(why: string): never {
  throw new DicomError({ file: "", problem: why });
}

/** The data up to the next marker, the zero after each FF left out (B.1.1.5), and where it ends. */
function readInterval(bytes: Uint8Array, start: number) {
  const data: number[] = [];
  for (let at = start; at < bytes.length; at++) {
    const byte = bytes[at]!, next = bytes[at + 1];
    if (byte !== 0xff) data.push(byte);
    else if (next === undefined) break;
    else if (next === 0) data.push(bytes[at++]!);
    else if (next !== 0xff) return { data, marker: next, next: at + 2 };
  }
  return { data, marker: 0, next: bytes.length };
}

function decodeInterval(
  data: readonly number[],
  { table, predictor }: JpegScan,
  columns: number,
  count: number,
  initial: number,
): number[] {
  const bits = new Bits(data);
  const samples: number[] = [];
  for (let i = 0; i < count; i++) {
    const row = Math.floor(i / columns), column = i % columns;
    const a = samples[i - 1]!, b = samples[i - columns]!, c = samples[i - columns - 1]!;
    // H.1.1: the first row is predicted from the left, the first column from above.
    const prediction = row === 0
      ? (column === 0 ? initial : a)
      : column === 0
      ? b
      : [a, b, c, a + b - c, a + ((b - c) >> 1), b + ((a - c) >> 1), (a + b) >> 1][predictor - 1]!;
    samples.push((prediction + readDifference(bits, table)) & 0xffff);
  }
  if (bits.rest().some((byte) => byte !== 0 && byte !== 0xff)) refuse("more data after the last");
  return samples;
}

/** H.1.2.2 and table H.2. */
function readDifference(bits: Bits, table: HuffmanTable): number {
  const category = readCategory(bits, table);
  if (category === 0) return 0;
  if (category === 16) return 32768;
  const value = bits.read(category);
  return value < 2 ** (category - 1) ? value - 2 ** category + 1 : value;
}

/** Annex C: codes of one length follow each other; the first one of the next length is twice it. */
function readCategory(bits: Bits, { counts, categories }: HuffmanTable): number {
  let code = 0, first = 0, index = 0;
  for (const count of counts) {
    code = 2 * code + bits.read(1);
    if (code - first < count) return categories[index + code - first]!;
    index += count;
    first = 2 * (first + count);
  }
  refuse("a Huffman code that its table does not have");
}

class Bits {
  #at = 0;

  constructor(readonly data: readonly number[]) {}

  read(count: number): number {
    let value = 0;
    for (let i = 0; i < count; i++, this.#at++) {
      const byte = this.data[this.#at >> 3];
      if (byte === undefined) refuse("an end before the last sample");
      value = 2 * value + ((byte >> (7 - (this.#at & 7))) & 1);
    }
    return value;
  }

  /** The whole bytes that nobody read. */
  rest(): readonly number[] {
    return this.data.slice(Math.ceil(this.#at / 8));
  }
}
