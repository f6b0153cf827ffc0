import { DicomError } from "../error.ts";
import { type EntropyReader, readIntervals } from "./entropy_reader.ts";
import { type JpegFrame, type JpegScan, MarkerReader } from "./jpeg_markers.ts";

/** A decoded gray image. */
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

/** Rows between restarts; T.81 H.1.1 wants whole rows. */
function rowsInInterval(frame: JpegFrame, scan: JpegScan, file: string): number {
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
function checkLength(intervals: EntropyReader[], frame: JpegFrame, rowsEach: number, file: string) {
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
  scan: JpegScan,
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
