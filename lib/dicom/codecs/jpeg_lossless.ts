import { DicomError } from "../../error.ts";
import type { Fault } from "../../fault.ts";
import { type PixelFormat, rescaleInPlace, toHounsfield } from "../hounsfield.ts";
import * as pixels from "../pixels.wasm";
import { type JpegFrame, type JpegScan, MarkerReader } from "./jpeg_markers.ts";
import { reservePixelMemory } from "./pixel_memory.ts";

/** What a JPEG Lossless image says of itself. */
export interface JpegLosslessFormat {
  rows: number;
  columns: number;
  /** Bits of a sample, 2 to 16. */
  precision: number;
  /** How many of the bytes given are the image, from its SOI to its EOI marker. */
  length: number;
}

/** A decoded gray image. */
export interface JpegLosslessImage extends JpegLosslessFormat {
  /** Unsigned samples, row by row. */
  samples: Uint16Array;
}

/** A decoded gray image in Hounsfield units. */
export interface JpegLosslessHounsfield extends JpegLosslessFormat {
  /** HU, row by row, as `toHounsfield` gives them. */
  hounsfield: Int16Array | Float32Array;
}

/** The size that an image must have. */
interface Size {
  rows: number;
  columns: number;
}

/**
 * Decodes a lossless sequential JPEG image with Huffman coding, the process that DICOM calls JPEG
 * Lossless (ITU-T T.81 annex H, frame type SOF3): one component, every predictor, 2 to 16 bits,
 * point transform, restart intervals.
 *
 * @param bytes The JPEG data stream from its SOI marker on; what follows its EOI marker is not read.
 * @param file The name of the file it is from, for messages.
 * @param expected The size that the image must have; other sizes are refused before decoding.
 * @throws {DicomError} If the data are of another JPEG process, cut off or damaged, or the image is
 *   too large.
 */
export function decodeJpegLossless(
  bytes: Uint8Array,
  file: string,
  expected?: Size,
): JpegLosslessImage {
  const image = decodeInPixelMemory(bytes, file, expected);
  return { ...image, samples: image.samples.slice() };
}

/**
 * The same image in Hounsfield units; for most CT faster than rescaling the decoded samples, since
 * they are rescaled where they are decoded and copied once.
 *
 * @param format What the samples mean.
 * @param shared Whether the HU may stay where they were decoded, in memory that the next call uses
 *   again.
 * @throws {DicomError} As `decodeJpegLossless` does.
 */
export function decodeJpegLosslessHounsfield(
  bytes: Uint8Array,
  file: string,
  format: PixelFormat,
  expected?: Size,
  shared = false,
): JpegLosslessHounsfield {
  const { samples, ...image } = decodeInPixelMemory(bytes, file, expected);
  const units = rescaleInPlace(samples, format);
  if (units !== null) return { ...image, hounsfield: shared ? units : units.slice() };
  // Rare enough, float32 HU, to decode once more: rescaling in place has destroyed the samples.
  const again = decodeJpegLossless(bytes, file, expected);
  return { ...image, hounsfield: toHounsfield(again.samples, format) };
}

/** Decodes an image; its samples lie in the memory that the next call uses again. */
function decodeInPixelMemory(bytes: Uint8Array, file: string, expected?: Size): JpegLosslessImage {
  const { frame, scan } = new MarkerReader(bytes, file).read();
  const { rows, columns, precision } = frame;
  if (expected && (expected.rows !== rows || expected.columns !== columns)) {
    throw new DicomError({
      file,
      expected: `an image of ${expected.rows} x ${expected.columns} as the header says`,
      found: `JPEG data of ${rows} x ${columns}`,
    });
  }
  const rowsEach = rowsInInterval(frame, scan, file);
  const data = bytes.subarray(scan.start);
  checkLength(data, frame, file);

  // What the decoder asks for: room behind the data, and zeros behind an interval for a row of them.
  const plain = aligned(data.length + 16);
  const target = plain + aligned(data.length + 4 * columns + 64);
  const memory = reservePixelMemory(target + 2 * rows * columns, file);
  const { start } = memory;
  memory.bytes.set(data, start);
  defineTable(memory.bytes, scan);
  const ending = pixels.decodeLossless(
    ...[start, data.length, start + plain, start + target] as const,
    ...[rows, columns, rowsEach, scan.predictor] as const,
    1 << (precision - scan.pointTransform - 1),
    scan.pointTransform,
  );
  if (ending !== 0) refuse(ending, Math.ceil(rows / rowsEach), file);
  const samples = new Uint16Array(memory.bytes.buffer, start + target, rows * columns);
  const length = scan.start + pixels.imageEnd() - start;
  return { rows, columns, precision, length, samples };
}

/** Rows between restarts; T.81 H.1.1 wants whole rows. */
function rowsInInterval(frame: JpegFrame, scan: JpegScan, file: string): number {
  if (scan.restartInterval === 0) return frame.rows;
  if (scan.restartInterval % frame.columns !== 0) {
    throw new DicomError({
      file,
      expected: `a JPEG restart interval of whole rows of ${frame.columns} samples`,
      found: scan.restartInterval,
    });
  }
  return scan.restartInterval / frame.columns;
}

/** Refuses data that cannot hold the image, before memory is taken for it: a sample has a bit. */
function checkLength(data: Uint8Array, { rows, columns }: JpegFrame, file: string): void {
  if (data.length * 8 < rows * columns) {
    throw new DicomError({
      file,
      expected: `JPEG data for ${rows} x ${columns} samples`,
      found: `${data.length} bytes`,
      hint: "the file is cut off or damaged",
    });
  }
}

function aligned(size: number): number {
  return Math.ceil(size / 16) * 16;
}

/** Hands the decoder the scan's Huffman table: 16 counts, then the categories. */
function defineTable(memory: Uint8Array, { table }: JpegScan): void {
  const definition = pixels.tableDefinition();
  memory.set(table.counts, definition);
  memory.set(table.categories, definition + table.counts.length);
  pixels.defineTable();
}

/** Reports what the decoder found; the numbers are those of assembly/lossless.ts. */
function refuse(ending: number, intervals: number, file: string): never {
  const hint = "it is cut off or damaged";
  const damaged = (found: string) => ({ expected: "JPEG Lossless data", found, hint });
  const miscounted = (found: string | number) => {
    return { expected: `${intervals} JPEG restart intervals`, found };
  };
  const faults: Record<number, Fault> = {
    1: damaged("a Huffman code that its table does not have"),
    2: damaged("an end before the last sample"),
    3: { problem: "a JPEG restart marker is out of order", hint: "data are missing" },
    4: miscounted(pixels.intervalsFound()),
    5: miscounted("more"),
    6: damaged("more data after the last sample"),
    7: { expected: "one whole JPEG image", problem: "its end is missing", hint },
  };
  throw new DicomError({ ...faults[ending]!, file });
}
