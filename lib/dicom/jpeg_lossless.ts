import { DicomError } from "../error.ts";
import { DifferenceTable } from "./difference_table.ts";
import { type EntropyReader, readIntervals } from "./entropy_reader.ts";

/** A decoded grey image. */
export interface JpegLosslessImage {
  rows: number;
  columns: number;
  /** Bits of a sample, 2 to 16. */
  precision: number;
  /** Unsigned samples, row by row. */
  samples: Uint16Array;
}

/**
 * Decodes a lossless sequential JPEG image with Huffman coding, the process that DICOM calls JPEG
 * Lossless (ITU-T T.81 annex H, frame type SOF3): one component, every predictor, 2 to 16 bits,
 * point transform, restart intervals.
 *
 * @param bytes The JPEG data stream from its SOI marker on.
 * @param file The name of the file it is from, for messages.
 * @param expected The size that the image must have; other sizes are refused before decoding.
 * @throws {DicomError} If the data are of another JPEG process, cut off or damaged.
 */
export function decodeJpegLossless(
  bytes: Uint8Array,
  file: string,
  expected?: { rows: number; columns: number },
): JpegLosslessImage {
  const { frame, scan } = new MarkerReader(bytes, file).read();
  const { rows, columns, precision } = frame;
  if (expected && (expected.rows !== rows || expected.columns !== columns)) {
    throw new DicomError(
      `${file}: expected an image of ${expected.rows} x ${expected.columns} as the header says ` +
        `but found JPEG data of ${rows} x ${columns}`,
    );
  }
  const rowsEach = rowsInInterval(frame, scan, file);
  const intervals = readIntervals(bytes, scan.start, file);
  checkLength(intervals, frame, rowsEach, file);

  const samples = new Uint16Array(rows * columns);
  const initial = 1 << (precision - scan.pointTransform - 1);
  for (const [index, reader] of intervals.entries()) {
    const first = index * rowsEach;
    const part = samples.subarray(first * columns, Math.min(first + rowsEach, rows) * columns);
    decodeInterval(reader, scan, part, columns, initial);
  }
  if (scan.pointTransform > 0) {
    for (let i = 0; i < samples.length; i++) samples[i] = samples[i]! << scan.pointTransform;
  }
  return { rows, columns, precision, samples };
}

interface Frame {
  precision: number;
  rows: number;
  columns: number;
  component: number;
}

interface Scan {
  table: DifferenceTable;
  /** T.81 table H.1: 1 to 7. */
  predictor: number;
  pointTransform: number;
  /** Samples between restart markers; 0 for none. */
  restartInterval: number;
  /** Where the entropy-coded data begin. */
  start: number;
}

const SOI = 0xd8, EOI = 0xd9, SOS = 0xda, DRI = 0xdd, DHT = 0xc4, SOF3 = 0xc3;

/** Reads the marker segments (T.81 annex B) up to the first scan's data. */
class MarkerReader {
  #frame: Frame | null = null;
  #restartInterval = 0;
  readonly #tables = new Map<number, DifferenceTable>();

  constructor(readonly bytes: Uint8Array, readonly file: string) {}

  read(): { frame: Frame; scan: Scan } {
    if (this.bytes[0] !== 0xff || this.bytes[1] !== SOI) {
      this.#fail("expected a JPEG image but its first bytes are not FF D8");
    }
    for (let at = 2;;) {
      while (this.bytes[at] === 0xff && this.bytes[at + 1] === 0xff) at++;
      const marker = this.bytes[at + 1];
      const length = this.#uint16(at + 2);
      if (this.bytes[at] !== 0xff || marker === undefined || length < 2) {
        this.#fail(`expected a JPEG marker segment at byte ${at} of the image`);
      }
      if (at + 2 + length > this.bytes.length) this.#fail("the JPEG image is cut off");
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
    else if (marker === EOI) this.#fail("the JPEG image ends before its data");
    else if (marker >= 0xc0 && marker <= 0xcf) {
      this.#fail(`expected lossless JPEG (SOF3) but found the process SOF${marker - 0xc0}`);
    }
  }

  #readFrame(segment: Uint8Array): Frame {
    const [precision = 0, rowsHigh = 0, rowsLow = 0, columnsHigh = 0, columnsLow = 0, components] =
      segment;
    const rows = rowsHigh << 8 | rowsLow;
    const columns = columnsHigh << 8 | columnsLow;
    if (components !== 1) this.#fail(`expected one JPEG component but found ${components ?? 0}`);
    if (precision < 2 || precision > 16) {
      this.#fail(`expected a JPEG precision of 2 to 16 bits but found ${precision}`);
    }
    if (rows === 0 || columns === 0) this.#fail(`the JPEG image is of ${rows} x ${columns} pixels`);
    return { precision, rows, columns, component: byte(segment, 6) };
  }

  #readTables(segment: Uint8Array): void {
    for (let at = 0; at < segment.length;) {
      const counts = segment.subarray(at + 1, at + 17);
      const symbols = counts.reduce((sum, count) => sum + count, 0);
      const categories = segment.subarray(at + 17, at + 17 + symbols);
      if (counts.length < 16 || categories.length < symbols) {
        this.#fail("a JPEG Huffman table is cut off");
      }
      try {
        this.#tables.set(byte(segment, at) & 15, new DifferenceTable(counts, categories));
      } catch (error) {
        this.#fail((error as Error).message);
      }
      at += 17 + symbols;
    }
  }

  #readScan(segment: Uint8Array, start: number): { frame: Frame; scan: Scan } {
    const frame = this.#frame;
    if (frame === null) this.#fail("the JPEG image has data but no frame header");
    const [components, component, selector = 0, predictor = 0, , transform = 0] = segment;
    if (components !== 1 || component !== frame.component) {
      this.#fail("the JPEG scan does not hold the frame's one component");
    }
    const table = this.#tables.get(selector >> 4);
    if (table === undefined) this.#fail(`the JPEG Huffman table ${selector >> 4} is missing`);
    if (predictor < 1 || predictor > 7) {
      this.#fail(`expected a JPEG predictor of 1 to 7 but found ${predictor}`);
    }
    const pointTransform = transform & 15;
    if (pointTransform >= frame.precision) {
      this.#fail(`the JPEG point transform ${pointTransform} leaves no bits`);
    }
    const restartInterval = this.#restartInterval;
    return { frame, scan: { table, predictor, pointTransform, restartInterval, start } };
  }

  #uint16(at: number): number {
    return byte(this.bytes, at) << 8 | byte(this.bytes, at + 1);
  }

  #fail(message: string): never {
    throw new DicomError(`${this.file}: ${message}`);
  }
}

function byte(bytes: Uint8Array, at: number): number {
  return bytes[at] ?? 0;
}

/** Rows between restarts; T.81 H.1.1 wants whole rows. */
function rowsInInterval(frame: Frame, scan: Scan, file: string): number {
  if (scan.restartInterval === 0) return frame.rows;
  if (scan.restartInterval % frame.columns !== 0) {
    throw new DicomError(
      `${file}: expected a JPEG restart interval of whole rows of ${frame.columns} samples ` +
        `but found ${scan.restartInterval}`,
    );
  }
  return scan.restartInterval / frame.columns;
}

/** Refuses data that cannot hold the image, before memory is taken for it: a sample has a bit. */
function checkLength(intervals: EntropyReader[], frame: Frame, rowsEach: number, file: string) {
  const wanted = Math.ceil(frame.rows / rowsEach);
  if (intervals.length !== wanted) {
    throw new DicomError(
      `${file}: expected ${wanted} JPEG restart intervals but found ${intervals.length}`,
    );
  }
  const bytes = intervals.reduce((sum, { end, position }) => sum + end - position, 0);
  if (bytes * 8 < frame.rows * frame.columns) {
    throw new DicomError(
      `${file}: expected JPEG data for ${frame.rows} x ${frame.columns} samples ` +
        `but found ${bytes} bytes; the file is cut off or damaged`,
    );
  }
}

/** Decodes the rows of one restart interval, which is coded as if it were an image. */
function decodeInterval(
  reader: EntropyReader,
  scan: Scan,
  samples: Uint16Array,
  columns: number,
  initial: number,
): void {
  const differences = new Int32Array(columns);
  for (let start = 0; start < samples.length; start += columns) {
    reader.readDifferences(scan.table, differences);
    const row = samples.subarray(start, start + columns);
    if (start === 0) {
      addToLeft(row, differences, initial);
    } else {
      const above = samples.subarray(start - columns, start);
      if (scan.predictor === 1) addToLeft(row, differences, above[0]!);
      else addToPrediction(row, above, differences, scan.predictor);
    }
  }
}

/** Predictor 1, and the first row for every predictor; sums wrap at 16 bits as T.81 H.1.2.1 says. */
function addToLeft(row: Uint16Array, differences: Int32Array, first: number): void {
  let sample = first;
  for (let x = 0; x < row.length; x++) {
    sample = (sample + differences[x]!) & 0xffff;
    row[x] = sample;
  }
}

function addToPrediction(
  row: Uint16Array,
  above: Uint16Array,
  differences: Int32Array,
  predictor: number,
): void {
  row[0] = above[0]! + differences[0]!;
  for (let x = 1; x < row.length; x++) {
    row[x] = predict(predictor, row[x - 1]!, above[x]!, above[x - 1]!) + differences[x]!;
  }
}

/** T.81 table H.1, from the samples to the left, above, and above left. */
function predict(predictor: number, left: number, above: number, aboveLeft: number): number {
  switch (predictor) {
    case 2:
      return above;
    case 3:
      return aboveLeft;
    case 4:
      return left + above - aboveLeft;
    case 5:
      return left + ((above - aboveLeft) >> 1);
    case 6:
      return above + ((left - aboveLeft) >> 1);
    case 7:
      return (left + above) >> 1;
    default:
      return left;
  }
}
