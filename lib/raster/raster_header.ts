import { RasterError } from "../error.ts";
import type { Fault } from "../fault.ts";
import type { RasterNote } from "./notes.ts";
import type { RasterKind } from "./raster_kind.ts";

/** What the header of an image file says. */
export interface RasterHeader {
  /** What it is, whatever it is called. */
  kind: RasterKind;
  /** Height in pixels, as it is to be shown. */
  rows: number;
  /** Width in pixels. */
  columns: number;
  /** Bits of a sample in memory: fewer than 8 are spread over 8. */
  bits: 8 | 16;
  /** Samples of color a pixel: 1 is gray, or an index into a palette counts as 3. */
  channels: 1 | 3;
  /** Images in the file: pages of a TIFF, those of reduced size left out. */
  pages: number;
  /** What is out of the ordinary, as far as the header shows it. */
  notes: readonly RasterNote[];
}

/** Samples that an image may have: 8192 x 8192 gray ones, above which no chain runs. */
const MOST_SAMPLES = 2 ** 26;

/** Refuses sizes that are none, or that no memory should be set aside for. */
export function requireSamples(
  { rows, columns, samples }: { rows: number; columns: number; samples: number },
  file: string,
): void {
  if (rows === 0 || columns === 0) {
    refuse(file, { problem: `an image of ${columns} x ${rows} pixels` });
  }
  if (rows * columns * samples <= MOST_SAMPLES) return;
  refuse(file, {
    expected: `an image of up to ${MOST_SAMPLES} samples`,
    found: `${columns} x ${rows} pixels${samples === 1 ? "" : ` of ${samples}`}`,
  });
}

/** Refuses a file. */
export function refuse(file: string, fault: Fault): never {
  throw new RasterError({ ...fault, file });
}

/** Refuses a file whose end is missing. */
export function refuseCutOff(file: string, kind: RasterKind): never {
  refuse(file, { problem: `the ${kind} is cut off`, hint: "copy it again" });
}

/** Refuses a file whose content contradicts itself. */
export function refuseDamaged(file: string, kind: RasterKind): never {
  refuse(file, { problem: `the ${kind} is damaged`, hint: "copy it again" });
}

/** Refuses images of two levels. */
export function refuseOneBit(file: string): never {
  refuse(file, {
    expected: "shades of gray",
    found: "an image of 1 bit, black and white only",
  });
}
