import { DicomError } from "../../error.ts";
import type { Fault, Found } from "../../fault.ts";

/** What a JPEG frame header says of its one component. */
export interface JpegFrame {
  precision: number;
  rows: number;
  columns: number;
  component: number;
}

/**
 * A Huffman code for the categories 0 to 16 of differences (T.81 annex C): codes are handed out in
 * order of length, then of value.
 */
export interface HuffmanTable {
  /** How many codes there are of 1, 2, ... 16 bits. */
  counts: Uint8Array;
  /** The categories that they stand for, in the same order. */
  categories: Uint8Array;
}

/** How a JPEG scan is coded. */
export interface JpegScan {
  table: HuffmanTable;
  /** T.81 table H.1: 1 to 7. */
  predictor: number;
  pointTransform: number;
  /** Samples between restart markers; 0 for none. */
  restartInterval: number;
  /** Where the entropy-coded data begin. */
  start: number;
}

const SOI = 0xd8, EOI = 0xd9, SOS = 0xda, DRI = 0xdd, DHT = 0xc4, SOF3 = 0xc3;
const JPG = 0xc8, DAC = 0xcc;

/** Reads the marker segments of a lossless JPEG image (T.81 annex B) up to its scan's data. */
export class MarkerReader {
  #frame: JpegFrame | null = null;
  #restartInterval = 0;
  readonly #tables = new Map<number, HuffmanTable>();

  constructor(readonly bytes: Uint8Array, readonly file: string) {}

  /** @throws {DicomError} If the data are of another JPEG process, cut off or damaged. */
  read(): { frame: JpegFrame; scan: JpegScan } {
    if (this.bytes[0] !== 0xff || this.bytes[1] !== SOI) {
      this.#fail({
        expected: "a JPEG image",
        problem: "its first bytes are not FF D8",
      });
    }
    for (let at = 2;;) {
      while (this.bytes[at] === 0xff && this.bytes[at + 1] === 0xff) at++;
      const marker = this.bytes[at + 1];
      const length = this.#uint16(at + 2);
      if (this.bytes[at] !== 0xff || marker === undefined || length < 2) {
        this.#fail({ expected: `a JPEG marker segment at byte ${at} of the image` });
      }
      if (at + 2 + length > this.bytes.length) this.#fail({ problem: "the JPEG image is cut off" });
      const segment = this.bytes.subarray(at + 4, at + 2 + length);
      if (marker === SOS) return this.#readScan(segment, at + 2 + length);
      this.#readSegment(marker, segment);
      at += 2 + length;
    }
  }

  #readSegment(marker: number, segment: Uint8Array): void {
    if (marker === SOF3) this.#frame = this.#readFrame(segment);
    else if (marker === DHT) this.#readTables(segment);
    else if (marker === DRI) this.#restartInterval = byte(segment, 0) << 8 | byte(segment, 1);
    else if (marker === EOI) this.#fail({ problem: "the JPEG image ends before its data" });
    else if (marker >= 0xc0 && marker <= 0xcf) {
      this.#fail({
        expected: "lossless JPEG (SOF3)",
        found: `the process SOF${marker - 0xc0}`,
      });
    }
  }

  #readFrame(segment: Uint8Array): JpegFrame {
    const { precision, rows, columns } = readFrameSize(segment);
    const components = segment[5];
    if (components !== 1) this.#fail({ expected: "one JPEG component", found: components ?? 0 });
    if (precision < 2 || precision > 16) {
      this.#fail({ expected: "a JPEG precision of 2 to 16 bits", found: precision });
    }
    if (rows === 0 || columns === 0) {
      this.#fail({ problem: `the JPEG image is of ${rows} x ${columns} pixels` });
    }
    return { precision, rows, columns, component: byte(segment, 6) };
  }

  #readTables(segment: Uint8Array): void {
    for (let at = 0; at < segment.length;) {
      const counts = segment.subarray(at + 1, at + 17);
      const symbols = counts.reduce((sum, count) => sum + count, 0);
      const categories = segment.subarray(at + 17, at + 17 + symbols);
      if (counts.length < 16 || categories.length < symbols) {
        this.#fail({ problem: "a JPEG Huffman table is cut off" });
      }
      this.#tables.set(byte(segment, at) & 15, { counts, categories });
      at += 17 + symbols;
    }
  }

  #readScan(segment: Uint8Array, start: number): { frame: JpegFrame; scan: JpegScan } {
    const frame = this.#frame;
    if (frame === null) this.#fail({ problem: "the JPEG image has data but no frame header" });
    const [components, component, selector = 0, predictor = 0, , transform = 0] = segment;
    if (components !== 1 || component !== frame.component) {
      this.#fail({ problem: "the JPEG scan does not hold the frame's one component" });
    }
    const table = this.#tables.get(selector >> 4);
    if (table === undefined) {
      this.#fail({ problem: `the JPEG Huffman table ${selector >> 4} is missing` });
    }
    this.#checkTable(table);
    if (predictor < 1 || predictor > 7) {
      this.#fail({ expected: "a JPEG predictor of 1 to 7", found: predictor });
    }
    const pointTransform = transform & 15;
    if (pointTransform >= frame.precision) {
      this.#fail({ problem: `the JPEG point transform ${pointTransform} leaves no bits` });
    }
    const restartInterval = this.#restartInterval;
    return { frame, scan: { table, predictor, pointTransform, restartInterval, start } };
  }

  /** Only the table in use is checked: those of other processes hold other things. */
  #checkTable({ counts, categories }: HuffmanTable): void {
    const unknown = categories.find((category) => category > 16);
    if (unknown !== undefined) {
      this.#fail({ problem: `a JPEG Huffman table has category ${unknown}` });
    }
    let free = 1;
    for (const count of counts) {
      free = 2 * free - count;
      if (free < 0) this.#fail({ problem: "a JPEG Huffman table has too many codes" });
    }
  }

  #uint16(at: number): number {
    return byte(this.bytes, at) << 8 | byte(this.bytes, at + 1);
  }

  #fail(fault: Fault): never {
    throw new DicomError({ ...fault, file: this.file });
  }
}

function byte(bytes: Uint8Array, at: number): number {
  return bytes[at] ?? 0;
}

/** The frame marker of a lossless, a baseline, an extended and a JPEG-LS image. */
export const FRAME_MARKER = { lossless: SOF3, baseline: 0xc0, extended: 0xc1, ls: 0xf7 } as const;

/** The marker of a JPEG or JPEG-LS image's frame header, which states its process, or null. */
export function frameMarker(bytes: Uint8Array): number | null {
  if (bytes[0] !== 0xff || bytes[1] !== SOI) return null;
  for (let at = 2; at + 4 <= bytes.length;) {
    const marker = bytes[at + 1]!;
    if (bytes[at] !== 0xff) return null;
    if (marker === 0xff) {
      at++;
      continue;
    }
    if (isFrameMarker(marker)) return marker;
    if (marker === SOS || marker === EOI) return null;
    at += 2 + (bytes[at + 2]! << 8 | bytes[at + 3]!);
  }
  return null;
}

/** What the frame header of an image of one component and one scan says, and what follows the image. */
export interface SingleScanFrame {
  /** Bits per sample. */
  precision: number;
  rows: number;
  columns: number;
  /** What follows the end marker. */
  rest: Uint8Array;
}

/** Of what kind an image has to be. */
export interface SingleScanKind {
  /** In a message: `JPEG-LS`. */
  name: string;
  /** Its frame markers. */
  markers: readonly number[];
  isPrecision(bits: number): boolean;
}

/**
 * Walks through an image from its first marker to its last, so that what is cut off or of another kind is
 * refused before it is decoded.
 *
 * @throws {DicomError} If the data are no image of that kind and of one component, or are cut off.
 */
export function readSingleScanFrame(
  bytes: Uint8Array,
  file: string,
  { name, markers, isPrecision }: SingleScanKind,
): SingleScanFrame {
  const fail = (fault: Found): never => {
    throw new DicomError({ file, expected: `a ${name} image of one component`, ...fault });
  };
  if (bytes[0] !== 0xff || bytes[1] !== SOI) fail({ problem: "its first bytes are not FF D8" });
  let frame: Omit<SingleScanFrame, "rest"> | null = null;
  for (let at = 2;;) {
    while (bytes[at] === 0xff && bytes[at + 1] === 0xff) at++;
    const marker = bytes[at + 1]!;
    const length = bytes[at + 2]! << 8 | bytes[at + 3]!;
    if (bytes[at] !== 0xff || at + 2 + length > bytes.length || length < 2) {
      return fail({ problem: "it is cut off or damaged" });
    }
    const segment = bytes.subarray(at + 4, at + 2 + length);
    at += 2 + length;
    if (markers.includes(marker)) {
      if (frame !== null) return fail({ found: "two frame headers" });
      frame = readFrameSize(segment);
      if (segment[5] !== 1) fail({ found: `${segment[5] ?? 0} components` });
      if (!isPrecision(frame.precision)) {
        fail({ found: `a precision of ${frame.precision} bits` });
      }
    } else if (isFrameMarker(marker)) fail({ found: "another JPEG process" });
    if (marker === SOS) {
      if (frame === null) return fail({ found: "data before its frame header" });
      const end = scanEnd(bytes, at);
      if (end === -1) fail({ problem: "it is cut off or damaged: its end is missing" });
      return { ...frame, rest: bytes.subarray(end) };
    }
  }
}

function isFrameMarker(marker: number): boolean {
  const isProcess = marker >= 0xc0 && marker <= 0xcf && ![DHT, JPG, DAC].includes(marker);
  return isProcess || marker === FRAME_MARKER.ls;
}

function readFrameSize(segment: Uint8Array) {
  const [precision = 0, rowsHigh = 0, rowsLow = 0, columnsHigh = 0, columnsLow = 0] = segment;
  return { precision, rows: rowsHigh << 8 | rowsLow, columns: columnsHigh << 8 | columnsLow };
}

const FIRST_RESTART = 0xd0, LAST_RESTART = 0xd7;

/**
 * Where the end marker after the only scan of a JPEG or JPEG-LS image ends, or -1 where the scan's
 * data end without it. Within the data FF is followed by a zero byte (ITU-T T.81 B.1.1.5) or at least
 * a zero bit (T.87 A.1), or makes a restart marker.
 *
 * @param start Where the scan's data begin.
 */
function scanEnd(bytes: Uint8Array, start: number): number {
  for (let at = bytes.indexOf(0xff, start); at !== -1; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1]!;
    if (next === EOI) return at + 2;
    const restart = next >= FIRST_RESTART && next <= LAST_RESTART;
    if (next >= 0x80 && next !== 0xff && !restart) return -1;
  }
  return -1;
}
