import { CodecLoader } from "../dicom/codecs/codec_loader.ts";
import type { DecodedRaster } from "./decoded.ts";
import type { RasterNote } from "./notes.ts";
import { exifOrientation, isTransposed, type Orientation } from "./orientation.ts";
import {
  type RasterHeader,
  refuse,
  refuseCutOff,
  refuseDamaged,
  requireSamples,
} from "./raster_header.ts";

/** The decoder of `@cornerstonejs/codec-libjpeg-turbo-8bit`: libjpeg-turbo, as Pillow has it. */
interface LibJpegTurbo {
  HEAPU8: Uint8Array;
  JPEGDecoder: new () => {
    /** Memory for the encoded image, to be filled. */
    getEncodedBuffer(length: number): Uint8Array;
    decode(): void;
    getFrameInfo(): { width: number; height: number; componentCount: number };
    /** Gray or red, green and blue, pixel by pixel. */
    getDecodedBuffer(): Uint8ClampedArray;
    delete(): void;
  };
}

const libJpegTurbo = new CodecLoader<LibJpegTurbo>(async () => {
  const [module, binary] = await Promise.all([
    import("@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs"),
    import("@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasm", { with: { type: "bytes" } }),
  ]);
  return { factory: module.default, wasmBinary: binary.default };
});

/** Markers (ITU-T T.81, table B.1). */
const SOI = 0xd8, EOI = 0xd9, SOS = 0xda, APP1 = 0xe1, DHT = 0xc4, JPG = 0xc8, DAC = 0xcc;
const RST0 = 0xd0, RST7 = 0xd7, TEM = 0x01;
const BASELINE = 0xc0, EXTENDED = 0xc1, PROGRESSIVE = 0xc2, FIRST_ARITHMETIC = 0xc9;

/** What a file says before its data. */
interface JpegFile {
  rows: number;
  columns: number;
  components: 1 | 3;
  orientation: Orientation;
  /** Where its first scan's data begin. */
  data: number;
}

/**
 * The header of a JPEG file.
 *
 * @param bytes The file, or its beginning.
 * @returns null where the beginning is not enough.
 * @throws {RasterError} It is damaged, or of a kind that is not read.
 */
export function readJpegHeader(
  bytes: Uint8Array,
  file: string,
): Omit<RasterHeader, "kind"> | null {
  const read = readSegments(bytes, file);
  if (read === null) return null;
  const { rows, columns, components, orientation } = read;
  return {
    rows: isTransposed(orientation) ? columns : rows,
    columns: isTransposed(orientation) ? rows : columns,
    bits: 8,
    channels: components,
    pages: 1,
    notes: orientation === 1 ? [] : ["turned"],
  };
}

/** Walks to the first scan's data; null where the bytes end before. */
function readSegments(bytes: Uint8Array, file: string): JpegFile | null {
  let frame: Pick<JpegFile, "rows" | "columns" | "components"> | null = null;
  let orientation: Orientation = 1;
  for (let at = 2;;) {
    while (bytes[at] === 0xff && bytes[at + 1] === 0xff) at++;
    if (at + 4 > bytes.length) return null;
    const marker = bytes[at + 1]!;
    if (bytes[at] !== 0xff || marker === 0 || marker === SOI) refuseDamaged(file, "JPEG");
    if (marker === EOI) refuse(file, { problem: "a JPEG without image data" });
    const end = at + 2 + (bytes[at + 2]! << 8 | bytes[at + 3]!);
    if (end > bytes.length) return null;
    const segment = bytes.subarray(at + 4, end);
    if (isFrame(marker)) frame = readFrame(marker, segment, file);
    if (marker === APP1 && isExif(segment)) orientation = exifOrientation(segment.subarray(6));
    if (marker === SOS) {
      if (frame === null) refuseDamaged(file, "JPEG");
      return { ...frame, orientation, data: end };
    }
    at = end;
  }
}

function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![DHT, JPG, DAC].includes(marker);
}

function isExif(segment: Uint8Array): boolean {
  return [0x45, 0x78, 0x69, 0x66, 0, 0].every((byte, i) => segment[i] === byte);
}

function readFrame(marker: number, segment: Uint8Array, file: string) {
  const [precision = 0, ...size] = segment.subarray(0, 6);
  const rows = size[0]! << 8 | size[1]!, columns = size[2]! << 8 | size[3]!, components = size[4];
  const expected = "a baseline or progressive JPEG of 8 bits";
  if (marker >= FIRST_ARITHMETIC) refuse(file, { expected, found: "arithmetic coding" });
  if (![BASELINE, EXTENDED, PROGRESSIVE].includes(marker)) {
    refuse(file, { expected, found: "a lossless or hierarchical one" });
  }
  if (precision !== 8) refuse(file, { expected, found: `${precision} bits` });
  if (components === 4) {
    refuse(file, { expected: "gray or RGB", found: "four colors (CMYK), as for print" });
  }
  if (components !== 1 && components !== 3) refuseDamaged(file, "JPEG");
  requireSamples({ rows, columns, samples: components }, file);
  return { rows, columns, components } as const;
}

/**
 * Where the image ends, or -1 where its end is missing: segments and scans follow one another up to the
 * end marker, and within a scan's data FF is followed by a zero byte or makes a restart marker.
 */
function endOf(bytes: Uint8Array, data: number): number {
  for (let at = bytes.indexOf(0xff, data); at !== -1 && at + 1 < bytes.length;) {
    const marker = bytes[at + 1]!;
    if (marker === EOI) return at + 2;
    const isData = marker === 0 || marker === 0xff || marker === TEM ||
      (marker >= RST0 && marker <= RST7);
    // Tables and the next scan's header are skipped by their length, as they may hold any bytes.
    const next = isData
      ? at + (marker === 0xff ? 1 : 2)
      : at + 2 + (bytes[at + 2]! << 8 | bytes[at + 3]!);
    at = Number.isNaN(next) || next <= at ? -1 : bytes.indexOf(0xff, next);
  }
  return -1;
}

/**
 * Decodes a JPEG file with libjpeg-turbo, whose pixels are Pillow's: color is turned into RGB as the file
 * says.
 *
 * @throws {RasterError} As {@link readJpegHeader}; also where it is cut off or damaged.
 */
export async function decodeJpegFile(bytes: Uint8Array, file: string): Promise<DecodedRaster> {
  const read = readSegments(bytes, file);
  if (read === null) refuseCutOff(file, "JPEG");
  const { rows, columns, components: channels, orientation, data } = read;
  const end = endOf(bytes, data);
  if (end === -1) refuseCutOff(file, "JPEG");
  const notes: RasterNote[] = end < bytes.length ? ["bytes after the image"] : [];
  const samples = await decodeSamples(bytes.subarray(0, end), rows * columns * channels);
  if (samples === null) refuseDamaged(file, "JPEG");
  return { samples, rows, columns, channels, hasAlpha: false, white: 255, orientation, notes };
}

/** The samples, or null where the decoder refuses them. */
async function decodeSamples(bytes: Uint8Array, expected: number): Promise<Uint8Array | null> {
  const codec = await libJpegTurbo.load();
  try {
    const decoder = new codec.JPEGDecoder();
    decoder.getEncodedBuffer(bytes.length).set(bytes);
    decoder.decode();
    const samples = new Uint8Array(decoder.getDecodedBuffer());
    decoder.delete();
    libJpegTurbo.keepIfSmall(codec.HEAPU8);
    return samples.length === expected ? samples : null;
  } catch {
    // After a failure its memory may be damaged.
    libJpegTurbo.forget();
    return null;
  }
}
