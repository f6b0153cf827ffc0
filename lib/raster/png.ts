import { crc32, inflateSync } from "node:zlib";
import type { DecodedPng } from "fast-png";
import type { DecodedRaster } from "./decoded.ts";
import type { RasterNote } from "./notes.ts";
import { exifOrientation, isTransposed, type Orientation } from "./orientation.ts";
import {
  type RasterHeader,
  refuse,
  refuseCutOff,
  refuseDamaged,
  refuseOneBit,
  requireSamples,
} from "./raster_header.ts";

/** A chunk of a PNG file (PNG specification, section 5.3). */
interface Chunk {
  type: string;
  data: Uint8Array;
  /** The chunk with its length, name and checksum. */
  whole: Uint8Array;
}

const SIGNATURE = 8;
/** What the decoder gets: what else a file holds cannot stop it then. */
const NEEDED = ["IHDR", "PLTE", "tRNS", "IDAT", "IEND"];
const EXIF = "eXIf";
/** What chunks may be called. */
const NAME = /^[A-Za-z]{4}$/;
/** Colour types (section 11.2.1). */
const GRAY = 0, COLOR = 2, INDEXED = 3, GRAY_ALPHA = 4, COLOR_ALPHA = 6;
const SAMPLES: Readonly<Record<number, number>> = {
  [GRAY]: 1,
  [COLOR]: 3,
  [INDEXED]: 1,
  [GRAY_ALPHA]: 2,
  [COLOR_ALPHA]: 4,
};

/** What the image header says. */
interface ImageHeader {
  rows: number;
  columns: number;
  depth: number;
  colorType: number;
  interlaced: boolean;
}

/**
 * The header of a PNG file.
 *
 * @param bytes The file, or its beginning.
 * @returns null where the beginning is not enough.
 * @throws {RasterError} It is damaged, animated, or of a kind that is not read.
 */
export function readPngHeader(
  bytes: Uint8Array,
  file: string,
): Omit<RasterHeader, "kind"> | null {
  const before: Chunk[] = [];
  for (const chunk of chunksOf(bytes)) {
    if (chunk === null) return null;
    if (chunk.type === "IDAT") return headerOf(before, file);
    before.push(chunk);
    if (chunk.type === "IEND") refuse(file, { problem: "a PNG without image data" });
  }
  return null;
}

function headerOf(before: readonly Chunk[], file: string): Omit<RasterHeader, "kind"> {
  const { rows, columns, depth, colorType } = imageHeader(before, file);
  const orientation = orientationIn(before);
  const isColor = colorType === COLOR || colorType === COLOR_ALPHA || colorType === INDEXED;
  return {
    rows: isTransposed(orientation) ? columns : rows,
    columns: isTransposed(orientation) ? rows : columns,
    bits: depth === 16 ? 16 : 8,
    channels: isColor ? 3 : 1,
    pages: 1,
    notes: orientation === 1 ? [] : ["turned"],
  };
}

function imageHeader([first, ...others]: readonly Chunk[], file: string): ImageHeader {
  if (first?.type !== "IHDR" || first.data.length !== 13) refuseDamaged(file, "PNG");
  const view = new DataView(first.data.buffer, first.data.byteOffset, 13);
  const columns = view.getUint32(0), rows = view.getUint32(4);
  const [depth, colorType, , , interlace] = first.data.subarray(8);
  const samples = SAMPLES[colorType!];
  if (samples === undefined || !isDepth(depth!, colorType!)) refuseDamaged(file, "PNG");
  requireSamples({ rows, columns, samples }, file);
  if (depth === 1) refuseOneBit(file);
  if (others.some(({ type }) => type === "acTL")) {
    refuse(file, { expected: "one image", found: "an animated PNG" });
  }
  return { rows, columns, depth: depth!, colorType: colorType!, interlaced: interlace === 1 };
}

function isDepth(depth: number, colorType: number): boolean {
  if (colorType === GRAY) return [1, 2, 4, 8, 16].includes(depth);
  return colorType === INDEXED ? [1, 2, 4, 8].includes(depth) : depth === 8 || depth === 16;
}

function orientationIn(chunks: readonly Chunk[]): Orientation {
  const exif = chunks.find(({ type }) => type === EXIF);
  return exif === undefined ? 1 : exifOrientation(exif.data);
}

/** The chunks one after the other; null in place of one that the bytes do not hold whole. */
function* chunksOf(bytes: Uint8Array): Generator<Chunk | null, void, void> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = SIGNATURE; at + 8 <= bytes.length;) {
    const length = view.getUint32(at), end = at + 12 + length;
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    // What the image data hold is not needed for the header.
    if (end > bytes.length && type !== "IDAT") return yield null;
    const whole = bytes.subarray(at, end);
    yield { type, data: bytes.subarray(at + 8, end - 4), whole };
    if (type === "IEND") return;
    at = end;
  }
  yield null;
}

/**
 * Decodes a PNG file with `fast-png`, after checks of its own: of every needed chunk's checksum, and of the
 * image data's length and checksum.
 *
 * @throws {RasterError} As {@link readPngHeader}; also where it is cut off or damaged.
 */
export async function decodePng(bytes: Uint8Array, file: string): Promise<DecodedRaster> {
  const chunks: Chunk[] = [];
  for (const chunk of chunksOf(bytes)) {
    if (chunk === null || chunk.whole.length < chunk.data.length + 12) refuseCutOff(file, "PNG");
    const isObeyed = NEEDED.includes(chunk.type) || chunk.type === EXIF;
    if (isObeyed && !hasItsChecksum(chunk) || !NAME.test(chunk.type)) refuseDamaged(file, "PNG");
    chunks.push(chunk);
  }
  const first = chunks.findIndex(({ type }) => type === "IDAT");
  if (first === -1) refuse(file, { problem: "a PNG without image data" });
  const before = chunks.slice(0, first);
  const header = imageHeader(before, file);
  requireImageData(chunks, header, file);
  const end = SIGNATURE + chunks.reduce((sum, { whole }) => sum + whole.length, 0);
  const notes: RasterNote[] = end < bytes.length ? ["bytes after the image"] : [];
  const needed = chunks.filter(({ type }) => NEEDED.includes(type)).map(({ whole }) => whole);
  // Loaded where a PNG is, not with every DICOM file.
  const decoder = await import("fast-png");
  const png = joined([bytes.subarray(0, SIGNATURE), ...needed]);
  const pixels = pixelsOf(decodeNeeded(png, decoder, file), decoder, file);
  return {
    ...pixels,
    rows: header.rows,
    columns: header.columns,
    orientation: orientationIn(before),
    notes,
  };
}

function hasItsChecksum({ whole }: Chunk): boolean {
  const end = whole.length - 4;
  const view = new DataView(whole.buffer, whole.byteOffset + end, 4);
  return crc32(whole.subarray(4, end)) === view.getUint32(0);
}

/** The decoder takes what is missing at the end for black. */
function requireImageData(chunks: readonly Chunk[], header: ImageHeader, file: string): void {
  const data = chunks.filter(({ type }) => type === "IDAT").map(({ data }) => data);
  const expected = inflatedLength(header);
  try {
    // Somewhat more may follow, as decoders allow; far more is an attack.
    const { length } = inflateSync(joined(data), { maxOutputLength: expected + 2 ** 16 });
    if (length >= expected) return;
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === undefined) throw error;
  }
  refuseDamaged(file, "PNG");
}

/** Bytes of all lines, each after its filter's number (section 7.2); interlaced ones in seven passes. */
function inflatedLength({ rows, columns, depth, colorType, interlaced }: ImageHeader): number {
  const bits = depth * SAMPLES[colorType]!;
  const passes = interlaced
    ? [[0, 8, 0, 8], [0, 8, 4, 8], [4, 8, 0, 4], [0, 4, 2, 4], [2, 4, 0, 2], [0, 2, 1, 2], [
      1,
      2,
      0,
      1,
    ]]
    : [[0, 1, 0, 1]];
  return passes.reduce((sum, [top, down, left, across]) => {
    const lines = Math.ceil((rows - top!) / down!), width = Math.ceil((columns - left!) / across!);
    return width <= 0 || lines <= 0 ? sum : sum + lines * (1 + Math.ceil(width * bits / 8));
  }, 0);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** What decodes. */
type Decoder = Pick<typeof import("fast-png"), "decode" | "convertIndexedToRgb">;

function decodeNeeded(png: Uint8Array, { decode }: Decoder, file: string): DecodedPng {
  try {
    return decode(png);
  } catch {
    return refuseDamaged(file, "PNG");
  }
}

type Pixels = Pick<DecodedRaster, "samples" | "channels" | "hasAlpha" | "white">;

function pixelsOf(image: DecodedPng, { convertIndexedToRgb }: Decoder, file: string): Pixels {
  const { depth, channels, palette, transparency } = image;
  if (palette !== undefined && channels === 1) {
    try {
      const samples = convertIndexedToRgb(image);
      return { samples, channels: 3, hasAlpha: palette[0]?.length === 4, white: 255 };
    } catch {
      // An index beyond the palette.
      refuseDamaged(file, "PNG");
    }
  }
  const samples = depth < 8 ? spread(image) : image.data as Uint8Array | Uint16Array;
  const white = depth === 16 ? 65535 : 255;
  if (channels === 2 || channels === 4) {
    return { samples, channels: channels === 2 ? 1 : 3, hasAlpha: true, white };
  }
  const color = channels === 1 ? 1 : 3;
  if (transparency === undefined) return { samples, channels: color, hasAlpha: false, white };
  const key = depth < 8
    ? transparency.map((value) => value * (255 / (2 ** depth - 1)))
    : transparency;
  return { samples: withAlpha(samples, color, key, white), channels: color, hasAlpha: true, white };
}

/** Gray of 2 or 4 bits over the range of 8, from lines that begin with a byte each. */
function spread({ data, width, height, depth }: DecodedPng): Uint8Array {
  const samples = new Uint8Array(width * height);
  const line = Math.ceil(width * depth / 8), most = 2 ** depth - 1, factor = 255 / most;
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const bit = x * depth, byte = data[y * line + (bit >> 3)]!;
      samples[at++] = (byte >> (8 - depth - (bit & 7)) & most) * factor;
    }
  }
  return samples;
}

/** With a sample more a pixel: none where all others are those of one color that is transparent. */
function withAlpha<Samples extends Uint8Array | Uint16Array>(
  samples: Samples,
  channels: 1 | 3,
  key: Uint16Array,
  white: number,
): Samples {
  const pixels = samples.length / channels;
  const whole = new (samples.constructor as new (length: number) => Samples)(
    pixels * (channels + 1),
  );
  for (let pixel = 0; pixel < pixels; pixel++) {
    const own = samples.subarray(pixel * channels, (pixel + 1) * channels);
    whole.set(own, pixel * (channels + 1));
    const isKey = own.every((value, i) => value === key[i]);
    whole[pixel * (channels + 1) + channels] = isKey ? 0 : white;
  }
  return whole;
}
