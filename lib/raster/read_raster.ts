import { decodeJpegFile, readJpegHeader } from "./jpeg.ts";
import { decodePng, readPngHeader } from "./png.ts";
import { decodeTiff } from "./tiff.ts";
import { readTiffHeader } from "./tiff_pages.ts";
import type { DecodedRaster } from "./decoded.ts";
import { grayOf } from "./gray.ts";
import { RASTER_NOTES, type RasterNote } from "./notes.ts";
import { isTransposed, turned } from "./orientation.ts";
import { namedKind, otherKind, type RasterKind, rasterKind } from "./raster_kind.ts";
import { type RasterHeader, refuse } from "./raster_header.ts";

/** An image of gray values. */
export interface GrayRaster {
  /** What the file is, whatever it is called. */
  kind: RasterKind;
  /** One a pixel, row by row, from 0 (black) to {@link white}. */
  gray: Uint8Array | Uint16Array;
  /** Height in pixels. */
  rows: number;
  /** Width in pixels. */
  columns: number;
  /** The value of white: 255 or 65535. */
  white: number;
  /** What was out of the ordinary. */
  notes: readonly RasterNote[];
}

/** What of a file is read. */
export interface RasterOptions {
  /** Which image of a TIFF of several, from 0; default 0. */
  page?: number;
  /** Which channel of color images, from 0 (red); without it their luminance. */
  channel?: number | undefined;
}

/** What a file is by its first bytes; refused where it is no image that is read. */
function kindOf(bytes: Uint8Array, file: string): RasterKind {
  const kind = rasterKind(bytes);
  if (kind !== null) return kind;
  refuse(file, { expected: "a PNG, JPEG or TIFF image", found: otherKind(bytes) });
}

function notesOnName(kind: RasterKind, file: string): RasterNote[] {
  const named = namedKind(file);
  return named === undefined || named === kind ? [] : ["other extension"];
}

/**
 * The header of an image file.
 *
 * @param bytes The file, or its beginning.
 * @param isWhole Whether it is the whole file.
 * @returns null where the beginning is not enough.
 * @throws {RasterError} It is no image, damaged, or of a kind that is not read.
 */
export function readRasterHeader(
  bytes: Uint8Array,
  file: string,
  isWhole: boolean,
): RasterHeader | null {
  const kind = kindOf(bytes, file);
  if (kind === "TIFF" && !isWhole) return null;
  const header = HEADERS[kind](bytes, file);
  if (header === null && isWhole) {
    refuse(file, { problem: `the ${kind} is cut off`, hint: "copy it again" });
  }
  return header &&
    { ...header, kind, notes: inOrder([...notesOnName(kind, file), ...header.notes]) };
}

type HeaderReader = (bytes: Uint8Array, file: string) => Omit<RasterHeader, "kind"> | null;

const HEADERS: Readonly<Record<RasterKind, HeaderReader>> = {
  PNG: readPngHeader,
  JPEG: readJpegHeader,
  TIFF: readTiffHeader,
};

/**
 * Reads a PNG, JPEG or TIFF file, of 8 or 16 bits, as an image of gray values. What it is its first bytes
 * decide, not its name. Color becomes luminance unless a channel is named, transparent pixels become black,
 * and the image is turned as its orientation tag says.
 *
 * @param bytes The whole file.
 * @param file Its name for messages, whose extension is compared with what it is.
 * @throws {RasterError} It is no such image, cut off, damaged, or of a kind that is not read.
 *
 * @example
 * ```ts
 * import { encode } from "fast-png";
 * import { readRaster } from "hemoleak/raster";
 *
 * const png = encode({ width: 2, height: 1, data: new Uint8Array([0, 255]), channels: 1 });
 * const { gray, rows, columns, white } = await readRaster(png, "two.png");
 * console.assert(rows === 1 && columns === 2 && gray[1] === white);
 * ```
 */
export async function readRaster(
  bytes: Uint8Array,
  file: string,
  { page = 0, channel }: RasterOptions = {},
): Promise<GrayRaster> {
  const kind = kindOf(bytes, file);
  const image = await decodedOf(kind, bytes, file, page);
  const notes = new Set([...notesOnName(kind, file), ...image.notes]);
  const { rows, columns, orientation, white } = image;
  const gray = turned(grayOf(image, channel, notes, file), { rows, columns }, orientation);
  if (orientation !== 1) notes.add("turned");
  const isTurned = isTransposed(orientation);
  return {
    ...{ kind, gray, white },
    rows: isTurned ? columns : rows,
    columns: isTurned ? rows : columns,
    notes: inOrder(notes),
  };
}

async function decodedOf(
  kind: RasterKind,
  bytes: Uint8Array,
  file: string,
  page: number,
): Promise<DecodedRaster> {
  if (kind === "TIFF") return await decodeTiff(bytes, file, page);
  if (page !== 0) refuse(file, { expected: "image 0, as there is one", found: page });
  return await (kind === "PNG" ? decodePng : decodeJpegFile)(bytes, file);
}

const ORDER = Object.keys(RASTER_NOTES) as RasterNote[];

/** So that the same notes always read the same. */
function inOrder(notes: Iterable<RasterNote>): RasterNote[] {
  const all = new Set(notes);
  return ORDER.filter((note) => all.has(note));
}
