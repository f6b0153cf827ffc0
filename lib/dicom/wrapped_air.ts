import type { Words } from "./codecs/words.ts";
import type { PixelFormat } from "./hounsfield.ts";

const VALUES = 4096;
const LOWEST = 1000;

/**
 * Whether a CT image is one of those whose negative HU wrapped around to the top of 12 unsigned bits,
 * with the intercept forgotten: air is stored as 3096 in place of -1000. Part of the RSNA 2019 brain
 * hemorrhage images are so. The sign is the one that published solutions of that challenge use:
 * 12 bits stored, unsigned, and an intercept above -100 (they say `BitsStored == 12`,
 * `PixelRepresentation == 0` and `int(RescaleIntercept) > -100`).
 *
 * An image without an intercept, or with a slope other than 1, is left as it is: nothing is known of
 * those.
 *
 * @param intercept The header's RescaleIntercept, or null where it has none.
 */
export function isWrappedAir(
  { bitsStored, signed, rescaleSlope }: PixelFormat,
  intercept: number | null,
  modality: string,
): boolean {
  return modality === "CT" && bitsStored === 12 && !signed && rescaleSlope === 1 &&
    intercept !== null && Math.trunc(intercept) > -100;
}

/**
 * Takes the wrapping back, as those solutions do: 1000 is added to each stored value, 4096 taken
 * from what then reaches it, and -1000 is the new intercept. So stored values below
 * 3096 are HU as they are, and 3096 to 4095 become -1000 to -1.
 */
export function unwrapAir(
  words: Words,
  format: PixelFormat,
): { words: Words; format: PixelFormat } {
  const shift = format.highBit - 11;
  const unwrapped = new Uint16Array(words.length);
  for (let i = 0; i < words.length; i++) {
    unwrapped[i] = ((words[i]! >>> shift) + LOWEST) & (VALUES - 1);
  }
  return { words: unwrapped, format: { ...format, highBit: 11, rescaleIntercept: -LOWEST } };
}

/** The same for one stored value: its HU. */
export function unwrappedValue(stored: number): number {
  return ((stored + LOWEST) & (VALUES - 1)) - LOWEST;
}
