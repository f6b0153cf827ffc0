import { isTransposed, type Orientation, orientationOf } from "./orientation.ts";
import {
  type RasterHeader,
  refuse,
  refuseDamaged,
  refuseOneBit,
  requireSamples,
} from "./raster_header.ts";
import { ORIENTATION, type TiffFields, TiffNumbers } from "./tiff_fields.ts";

/** Tags (TIFF 6.0). */
const TAG = {
  subfile: 254,
  width: 256,
  length: 257,
  bits: 258,
  compression: 259,
  photometric: 262,
  fillOrder: 266,
  stripOffsets: 273,
  samples: 277,
  rowsPerStrip: 278,
  stripBytes: 279,
  planar: 284,
  predictor: 317,
  colors: 320,
  tileWidth: 322,
  tileLength: 323,
  tileOffsets: 324,
  tileBytes: 325,
  extraSamples: 338,
  sampleFormat: 339,
} as const;

/** How samples are compressed, where that is read. */
export type TiffCompression = "none" | "LZW" | "deflate";

/** One image of a TIFF file. */
export interface TiffPage {
  rows: number;
  columns: number;
  bits: 8 | 16;
  /** What samples of color mean. */
  photometric: "white is 0" | "black is 0" | "RGB" | "palette";
  /** Samples a pixel, alpha and others that follow the color among them. */
  samples: number;
  /** Whether the first sample after the color is alpha, and whether color was multiplied by it. */
  alpha: "none" | "separate" | "multiplied";
  /** Whether each sample has an image of its own. */
  planar: boolean;
  compression: TiffCompression;
  /** Whether samples are differences to those on their left. */
  differences: boolean;
  /** Red, then green, then blue of each value of a palette, of 16 bits. */
  colors: readonly number[];
  orientation: Orientation;
  /** The size of its parts: tiles, or strips as wide as the image. */
  part: { rows: number; columns: number };
  /** Where the parts lie in the file, row by row, plane by plane. */
  parts: readonly { offset: number; length: number }[];
}

/** Files of more directories than this are damaged. */
const MOST_PAGES = 2 ** 16;

/**
 * The images of a TIFF file, those of reduced size left out.
 *
 * @throws {RasterError} It is cut off or damaged.
 */
export function tiffDirectories(bytes: Uint8Array, file: string): TiffFields[] {
  const pages: TiffFields[] = [];
  const seen = new Set<number>();
  try {
    const numbers = new TiffNumbers(bytes);
    for (let at = numbers.first; at !== 0;) {
      if (seen.has(at) || seen.size > MOST_PAGES) refuseDamaged(file, "TIFF");
      seen.add(at);
      const { fields, next } = numbers.directory(at);
      const isReduced = ((fields.get(TAG.subfile)?.[0] ?? 0) & 1) === 1;
      if (!isReduced) pages.push(fields);
      at = next;
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    refuse(file, { problem: "the TIFF is cut off or damaged", hint: "copy it again" });
  }
  if (pages.length === 0) refuse(file, { problem: "a TIFF without an image" });
  return pages;
}

/** The header of a TIFF file: that of its first image. */
export function readTiffHeader(bytes: Uint8Array, file: string): Omit<RasterHeader, "kind"> {
  const pages = tiffDirectories(bytes, file);
  const { rows, columns, bits, photometric, orientation } = tiffPage(pages[0]!, bytes.length, file);
  return {
    rows: isTransposed(orientation) ? columns : rows,
    columns: isTransposed(orientation) ? rows : columns,
    bits,
    channels: photometric === "RGB" || photometric === "palette" ? 3 : 1,
    pages: pages.length,
    notes: orientation === 1 ? [] : ["turned"],
  };
}

const COMPRESSIONS: Readonly<Record<number, TiffCompression>> = {
  1: "none",
  5: "LZW",
  8: "deflate",
  32946: "deflate",
};
const OTHER_COMPRESSIONS: Readonly<Record<number, string>> = {
  2: "CCITT fax",
  3: "CCITT fax",
  4: "CCITT fax",
  6: "JPEG",
  7: "JPEG",
  32773: "PackBits",
  34712: "JPEG 2000",
  34925: "LZMA",
  50000: "Zstandard",
  50001: "WebP",
};
const PHOTOMETRICS: Readonly<Record<number, TiffPage["photometric"]>> = {
  0: "white is 0",
  1: "black is 0",
  2: "RGB",
  3: "palette",
};
const PHOTOMETRICS_REFUSED: Readonly<Record<number, string>> = {
  4: "a mask of transparency",
  5: "four colors (CMYK), as for print",
  6: "YCbCr",
  8: "CIE L*a*b*",
};
const FORMATS: Readonly<Record<number, string>> = { 2: "signed numbers", 3: "floating point" };

/**
 * What a directory says of its image.
 *
 * @throws {RasterError} It is of a kind that is not read, or contradicts itself or the file's length.
 */
export function tiffPage(fields: TiffFields, fileLength: number, file: string): TiffPage {
  const one = (tag: number, otherwise: number) => fields.get(tag)?.[0] ?? otherwise;
  const rows = one(TAG.length, 0), columns = one(TAG.width, 0), samples = one(TAG.samples, 1);
  requireSamples({ rows, columns, samples }, file);
  const bits = bitsOf(fields, file);
  const compression = COMPRESSIONS[one(TAG.compression, 1)];
  if (compression === undefined) {
    const found = OTHER_COMPRESSIONS[one(TAG.compression, 1)] ?? one(TAG.compression, 1);
    refuse(file, { expected: "a TIFF without compression, or by LZW or deflate", found });
  }
  const photometric = PHOTOMETRICS[one(TAG.photometric, 1)];
  if (photometric === undefined) refusePhotometric(one(TAG.photometric, 1), file);
  if (one(TAG.fillOrder, 1) !== 1) refuse(file, { problem: "a TIFF of reversed bits" });
  const predictor = one(TAG.predictor, 1);
  if (predictor > 2) {
    refuse(file, { expected: "a TIFF of whole numbers", found: `predictor ${predictor}` });
  }
  const colors = fields.get(TAG.colors) ?? [];
  if (photometric === "palette" && (bits !== 8 || colors.length !== 3 * 256)) {
    refuse(file, { expected: "a palette of 256 colors", found: colors.length / 3 });
  }
  const planar = one(TAG.planar, 1) === 2 && samples > 1;
  const ofColor = photometric === "RGB" ? 3 : 1;
  if (samples < ofColor) refuseDamaged(file, "TIFF");
  const extra = samples === ofColor ? 0 : one(TAG.extraSamples, 0);
  return {
    ...{ rows, columns, bits, photometric, samples, planar, compression, colors },
    alpha: extra === 1 ? "multiplied" : extra === 2 ? "separate" : "none",
    differences: predictor === 2 && compression !== "none",
    orientation: orientationOf(fields.get(ORIENTATION)?.[0]),
    ...partsOf(fields, { rows, columns, planes: planar ? samples : 1 }, fileLength, file),
  };
}

function bitsOf(fields: TiffFields, file: string): 8 | 16 {
  const all = fields.get(TAG.bits) ?? [1], format = fields.get(TAG.sampleFormat)?.[0] ?? 1;
  const [bits] = all;
  if (FORMATS[format] !== undefined) {
    refuse(file, { expected: "unsigned samples of 8 or 16 bits", found: FORMATS[format] });
  }
  if (bits === 1) refuseOneBit(file);
  if ((bits !== 8 && bits !== 16) || all.some((other) => other !== bits)) {
    refuse(file, { expected: "unsigned samples of 8 or 16 bits", found: `${all.join(", ")} bits` });
  }
  return bits;
}

function refusePhotometric(value: number, file: string): never {
  const found = PHOTOMETRICS_REFUSED[value] ?? `color space ${value}`;
  refuse(file, { expected: "gray, a palette or RGB", found });
}

function partsOf(
  fields: TiffFields,
  { rows, columns, planes }: { rows: number; columns: number; planes: number },
  fileLength: number,
  file: string,
): Pick<TiffPage, "part" | "parts"> {
  const tileColumns = fields.get(TAG.tileWidth)?.[0];
  const isTiled = tileColumns !== undefined;
  const part = {
    rows: isTiled
      ? fields.get(TAG.tileLength)?.[0] ?? 0
      : Math.min(rows, fields.get(TAG.rowsPerStrip)?.[0] ?? rows),
    columns: tileColumns ?? columns,
  };
  if (part.rows === 0 || part.columns === 0) refuseDamaged(file, "TIFF");
  requireSamples({ ...part, samples: 1 }, file);
  const count = planes * Math.ceil(rows / part.rows) * Math.ceil(columns / part.columns);
  const offsets = fields.get(isTiled ? TAG.tileOffsets : TAG.stripOffsets) ?? [];
  const lengths = fields.get(isTiled ? TAG.tileBytes : TAG.stripBytes) ?? [];
  if (offsets.length < count || lengths.length < count) refuseDamaged(file, "TIFF");
  const parts = offsets.slice(0, count).map((offset, i) => ({ offset, length: lengths[i]! }));
  if (parts.some(({ offset, length }) => offset + length > fileLength)) {
    refuse(file, { problem: "the TIFF is cut off or damaged", hint: "copy it again" });
  }
  return { part, parts };
}
