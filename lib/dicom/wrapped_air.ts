import type { Words } from "./codecs/words.ts";
import type { PixelFormat } from "./hounsfield.ts";

const VALUES = 4096;
const LOWEST = 1000;

/** What a header says that bears on it. */
interface Stated {
  modality: string;
  bitsStored: number | null;
  pixelRepresentation: number | null;
  rescaleSlope: number | null;
  rescaleIntercept: number | null;
}

/**
 * Whether a CT image may be one of those whose negative HU wrapped around to the top of 12 unsigned
 * bits, with the intercept forgotten: air is stored as 3096 in place of -1000. Part of the RSNA 2019
 * brain hemorrhage images are so. The sign is the one that published solutions of that challenge use:
 * 12 bits stored, unsigned, and an intercept above -100 (they say `BitsStored == 12`,
 * `PixelRepresentation == 0` and `int(RescaleIntercept) > -100`).
 *
 * Images of other scanners have it as well, with air clipped at 0 and nothing wrapped: only the pixels
 * show it ({@link showsWrappedAir}). An image without an intercept, or with a slope other than 1, is left
 * as it is: nothing is known of those.
 */
export function mayBeWrapped(header: Stated): boolean {
  const { modality, bitsStored, pixelRepresentation, rescaleSlope, rescaleIntercept } = header;
  return modality === "CT" && bitsStored === 12 && pixelRepresentation === 0 &&
    (rescaleSlope ?? 1) === 1 && rescaleIntercept !== null && Math.trunc(rescaleIntercept) > -100;
}

/** Where air is stored once it has wrapped around: within 100 HU of -1000. */
const WRAPPED_AIR = VALUES - LOWEST;
const NEAR_AIR = 100;
/** No slice of a head has less air around it, and no metal fills so much. */
const LEAST_AIR = 0.1;

/**
 * Whether an image shows that air has wrapped around: a tenth of its pixels or more are where air then
 * is, and more than are 0, where it is when it was clipped.
 */
export function showsWrappedAir(words: Words, { highBit }: PixelFormat): boolean {
  const shift = highBit - 11;
  let wrapped = 0, clipped = 0;
  for (let i = 0; i < words.length; i++) {
    const value = words[i]! >>> shift & VALUES - 1;
    if (value === 0) clipped++;
    else if (value >= WRAPPED_AIR - NEAR_AIR && value <= WRAPPED_AIR + NEAR_AIR) wrapped++;
  }
  return wrapped >= LEAST_AIR * words.length && wrapped > clipped;
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
