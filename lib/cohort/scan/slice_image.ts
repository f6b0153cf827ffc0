import type { NdArray } from "ndarray";
import type { ReadingNote } from "./reading_notes.ts";

/** The density of air in HU. */
export const AIR = -1000;

/** One slice of a cohort, decoded. */
export interface SliceImage {
  /**
   * HU, of shape [rows, columns], in square pixels: int16 where every value is whole and fits, else
   * float32. Of other modalities than CT what the file holds, of PNG, JPEG and TIFF from 0 to 1.
   */
  image: NdArray<Int16Array | Float32Array>;
  /** HU of the pixels outside the field of view, or null where the file does not say. */
  paddingValue: number | null;
  /** With it, padding is everything from the one to the other, or null. */
  paddingRangeLimit: number | null;
  /** What was out of the ordinary in reading its file. */
  notes: readonly ReadingNote[];
}
