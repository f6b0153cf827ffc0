import { inflateSync } from "node:zlib";
import type { DecodedRaster } from "./decoded.ts";
import { decodeLzw } from "./lzw.ts";
import { refuse, refuseDamaged } from "./raster_header.ts";
import { tiffDirectories, type TiffPage, tiffPage } from "./tiff_pages.ts";

/** Rows and columns of pixels, each of so many samples. */
interface Block {
  rows: number;
  columns: number;
  samples: number;
}

/**
 * Decodes one image of a TIFF file. Its parts (strips, tiles, planes of color) are decoded by `tiff` of
 * image-js, one at a time and each as a small file of nothing but what was checked; deflate is Node's, LZW
 * our own.
 *
 * @param page Which image, from 0; those of reduced size do not count.
 * @throws {RasterError} It is cut off, damaged, or of a kind that is not read.
 */
export async function decodeTiff(
  bytes: Uint8Array,
  file: string,
  page: number,
): Promise<DecodedRaster> {
  const pages = tiffDirectories(bytes, file);
  const fields = pages[page];
  if (fields === undefined) {
    refuse(file, { expected: `an image from 0 to ${pages.length - 1}`, found: page });
  }
  const image = tiffPage(fields, bytes.length, file);
  // Loaded where a TIFF is, not with every DICOM file.
  const { decode } = await import("tiff");
  const samples = samplesOf(bytes, image, decode, file);
  const { rows, columns, orientation } = image;
  return { ...pixelsOf(samples, image, file), rows, columns, orientation, notes: [] };
}

/** What decodes a whole file. */
type Decode = typeof import("tiff").decode;

/** All samples, pixel by pixel. */
function samplesOf(
  bytes: Uint8Array,
  image: TiffPage,
  decode: Decode,
  file: string,
): Uint8Array | Uint16Array {
  const { rows, columns, samples, bits, planar, part, parts } = image;
  const whole = bits === 8
    ? new Uint8Array(rows * columns * samples)
    : new Uint16Array(rows * columns * samples);
  const across = Math.ceil(columns / part.columns), down = Math.ceil(rows / part.rows);
  for (const [index, stored] of parts.entries()) {
    const plane = Math.floor(index / (across * down)), place = index % (across * down);
    const top = Math.floor(place / across) * part.rows, left = (place % across) * part.columns;
    const isTile = part.columns !== columns || across > 1;
    // The last strip is short, while tiles are all of one size.
    const size = isTile ? part.rows : Math.min(part.rows, rows - top);
    const block = { rows: size, columns: part.columns, samples: planar ? 1 : samples };
    const decoded = decodePart(bytes, stored, block, image, decode, file);
    const to = { rows, columns, samples, top, left, first: planar ? plane : 0 };
    paste(decoded, block, whole, to);
  }
  return whole;
}

function paste(
  from: ArrayLike<number>,
  block: Block,
  whole: Uint8Array | Uint16Array,
  to: Block & { top: number; left: number; first: number },
): void {
  const rows = Math.min(block.rows, to.rows - to.top);
  const columns = Math.min(block.columns, to.columns - to.left);
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      const source = (y * block.columns + x) * block.samples;
      const target = ((to.top + y) * to.columns + to.left + x) * to.samples + to.first;
      for (let i = 0; i < block.samples; i++) whole[target + i] = from[source + i]!;
    }
  }
}

/** The samples of a strip or tile. */
function decodePart(
  bytes: Uint8Array,
  { offset, length }: TiffPage["parts"][number],
  block: Block,
  image: TiffPage,
  decode: Decode,
  file: string,
): ArrayLike<number> {
  const samples = block.rows * block.columns * block.samples;
  const part = bytes.subarray(offset, offset + length);
  const data = stripData(part, samples * image.bits / 8, image, file);
  const small = smallTiff(data, block, {
    ...{ bits: image.bits, differences: image.differences },
    // Samples of 16 bits are in the order of the file that they are from.
    littleEndian: bytes[0] === LITTLE_ENDIAN,
  });
  try {
    const [decoded] = decode(small);
    if (decoded!.data.length === samples) return decoded!.data;
  } catch {
    // The decoder's own errors: they say no more than that it cannot be decoded.
  }
  return refuseDamaged(file, "TIFF");
}

/** What the decoder gets of a part: its bytes without compression. */
function stripData(
  part: Uint8Array,
  length: number,
  { compression }: TiffPage,
  file: string,
): Uint8Array {
  if (compression === "LZW") {
    if (!isOldLzw(part)) return decodeLzw(part, length) ?? refuseDamaged(file, "TIFF");
    refuse(file, { expected: "LZW as TIFF 6.0 has it", found: "that of older versions" });
  }
  const data = compression === "deflate" ? inflated(part, length + 2 ** 16) : part;
  if (data === null || data.length < length) refuseDamaged(file, "TIFF");
  return data;
}

/** Null where it is damaged, or far more than it should be. */
function inflated(part: Uint8Array, most: number): Uint8Array | null {
  try {
    return inflateSync(part, { maxOutputLength: most });
  } catch (error) {
    if ((error as { code?: string }).code === undefined) throw error;
    return null;
  }
}

/** Versions before 5.0 wrote the bits in the other order, so that the clearing code begins with 0. */
function isOldLzw(stored: Uint8Array): boolean {
  return stored[0] === 0 && (stored[1]! & 1) === 1;
}

/** The first byte of a file in little endian: `I`; in big endian it is `M`. */
const LITTLE_ENDIAN = 0x49, BIG_ENDIAN = 0x4d;

/** A TIFF file of one strip, in memory. */
function smallTiff(
  data: Uint8Array,
  { rows, columns, samples }: Block,
  { bits, differences, littleEndian }: {
    bits: number;
    differences: boolean;
    littleEndian: boolean;
  },
): Uint8Array {
  const entries = [
    [256, columns],
    [257, rows],
    [258, bits],
    [259, 1],
    [262, 1],
    [273, 0],
    [277, samples],
    [278, rows],
    [279, data.length],
    [317, differences ? 2 : 1],
  ] as const;
  const start = 8 + 2 + 12 * entries.length + 4;
  const bytes = new Uint8Array(start + data.length);
  const view = new DataView(bytes.buffer);
  bytes.fill(littleEndian ? LITTLE_ENDIAN : BIG_ENDIAN, 0, 2);
  view.setUint16(2, 42, littleEndian);
  view.setUint32(4, 8, littleEndian);
  view.setUint16(8, entries.length, littleEndian);
  for (const [i, [tag, value]] of entries.entries()) {
    const at = 10 + 12 * i;
    view.setUint16(at, tag, littleEndian);
    view.setUint16(at + 2, 4, littleEndian);
    view.setUint32(at + 4, 1, littleEndian);
    view.setUint32(at + 8, tag === 273 ? start : value, littleEndian);
  }
  bytes.set(data, start);
  return bytes;
}

type Pixels = Pick<DecodedRaster, "samples" | "channels" | "hasAlpha" | "white">;

/** Color and alpha of the samples, others left out. */
function pixelsOf(
  samples: Uint8Array | Uint16Array,
  { photometric, samples: stride, alpha, bits, colors }: TiffPage,
  file: string,
): Pixels {
  const white = bits === 8 ? 255 : 65535;
  if (photometric === "palette") return paletteColors(samples, stride, colors);
  const channels = photometric === "RGB" ? 3 : 1;
  const kept = channels + (alpha === "none" ? 0 : 1);
  const pixels = stride === kept ? samples : withFirst(samples, stride, kept);
  if (photometric === "white is 0") {
    for (let at = 0; at < pixels.length; at += kept) pixels[at] = white - pixels[at]!;
  }
  const image = { samples: pixels, channels, hasAlpha: alpha !== "none", white } as const;
  // Where alpha is 0 or full, to multiply by it changes nothing that is read.
  if (alpha === "multiplied" && photometric === "white is 0") refuseDamaged(file, "TIFF");
  return image;
}

function withFirst<Samples extends Uint8Array | Uint16Array>(
  samples: Samples,
  stride: number,
  kept: number,
): Samples {
  const pixels = samples.length / stride;
  const some = new (samples.constructor as new (length: number) => Samples)(pixels * kept);
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (let i = 0; i < kept; i++) some[pixel * kept + i] = samples[pixel * stride + i]!;
  }
  return some;
}

/** Colors of a palette have 16 bits, of which the upper 8 count; some programs write 8. */
function paletteColors(
  indices: Uint8Array | Uint16Array,
  stride: number,
  colors: readonly number[],
): Pixels {
  const samples = new Uint8Array(indices.length / stride * 3);
  const shift = colors.every((color) => color < 256) ? 0 : 8;
  for (let pixel = 0; pixel < samples.length / 3; pixel++) {
    const index = indices[pixel * stride]!;
    for (let i = 0; i < 3; i++) samples[3 * pixel + i] = colors[i * 256 + index]! >> shift;
  }
  return { samples, channels: 3, hasAlpha: false, white: 255 };
}
