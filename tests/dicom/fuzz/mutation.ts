import type { Random } from "hemoleak/random.ts";
import {
  copyLayout,
  type DicomLayout,
  elementOf,
  PIXEL_DATA,
  type RawElement,
  writeLayout,
} from "./dicom_layout.ts";
import type { Original } from "./originals.ts";
import { type Reference, referenceImage } from "./reference_image.ts";

/**
 * What must become of a damaged file. `same` is the image that the undamaged file gives, `refused` an
 * error; `anything` is an image of the shape that its own header says, or an error.
 */
export type Expectation = "same" | "same or refused" | "refused" | "anything" | Reference;

/** A damaged file. */
export interface Mutation {
  bytes: Uint8Array;
  expected: Expectation;
}

/** Damages a file in one way; null where the way does not apply to it. */
export type Mutator = (original: Original, random: Random) => Mutation | null;

/** Damages a file by its parts; null where the way does not apply to it. */
export type Edit = (layout: DicomLayout, random: Random) => Expectation | "by reference" | null;

/** A mutator from a change of parts; "by reference" leaves the expectation to the reference reader. */
export function editing(edit: Edit): Mutator {
  return ({ layout }, random) => {
    if (layout === null) return null;
    const copy = copyLayout(layout);
    const said = edit(copy, random);
    if (said === null) return null;
    const expected = said === "by reference" ? referenceImage(copy) : said;
    return { bytes: writeLayout(copy), expected };
  };
}

/** Elements outside group 0028 that decide about pixels, or about what kind of object this is. */
const DECISIVE = [0x00080016, 0x00080060, 0x52009229, 0x52009230, PIXEL_DATA];
/** Elements of group 0028 that do not: spacing, extremes, window and its explanation. */
const DISPLAY_ONLY = [0x00280030, 0x00280106, 0x00280107, 0x00281050, 0x00281051, 0x00281055];

/** Whether an element has no say in what the pixels are. */
export function isHarmless({ tag }: RawElement): boolean {
  const group = tag >>> 16;
  if (group === 2 || group === 0x7fe0) return false;
  return group === 0x28 ? DISPLAY_ONLY.includes(tag) : !DECISIVE.includes(tag);
}

/** The harmless elements that hold plain bytes. */
export function harmlessElements({ elements }: DicomLayout): RawElement[] {
  return elements.filter((element) =>
    isHarmless(element) && element.vr !== "SQ" && element.length === element.value.length
  );
}

/** The uncompressed pixel data, if the file has such. */
export function nativePixelData(layout: DicomLayout): RawElement | undefined {
  return layout.fragments === null ? elementOf(layout, PIXEL_DATA) : undefined;
}

/** Random bytes. */
export function noise(random: Random, length: number): Uint8Array {
  return Uint8Array.from({ length }, () => random.integer(256));
}

/** A number whose size is as likely small as large. */
export function anyLength(random: Random, bits = 32): number {
  return Math.floor(2 ** random.uniform(0, bits));
}
