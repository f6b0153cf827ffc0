import type { Orientation } from "./orientation.ts";
import type { RasterNote } from "./notes.ts";

/** An image as a decoder gives it: samples pixel by pixel, as stored. */
export interface DecodedRaster {
  /** Of `rows x columns x (channels + 1 where there is alpha)`. */
  samples: Uint8Array | Uint16Array;
  rows: number;
  columns: number;
  /** Samples of color a pixel. */
  channels: 1 | 3;
  /** Whether the last sample of each pixel says how opaque it is. */
  hasAlpha: boolean;
  /** The sample that is white, or fully opaque. */
  white: number;
  orientation: Orientation;
  notes: readonly RasterNote[];
}
