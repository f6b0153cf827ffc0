/**
 * PNG, JPEG and TIFF: images of gray values, whose meaning the file does not say.
 *
 * @example
 * ```ts
 * import { encode } from "fast-png";
 * import { readRaster } from "hemoleak/raster";
 *
 * const png = encode({ width: 2, height: 1, data: new Uint16Array([0, 65535]), channels: 1, depth: 16 });
 * const { gray, white } = await readRaster(png, "two.png");
 * console.assert(gray[1] === white && white === 65535);
 * ```
 *
 * @module
 */

export { RasterError } from "../error.ts";
export { type GrayRaster, type RasterOptions, readRaster } from "./read_raster.ts";
export { RASTER_NOTES, type RasterNote } from "./notes.ts";
export type { RasterHeader } from "./raster_header.ts";
export { RASTER_KINDS, type RasterKind } from "./raster_kind.ts";
