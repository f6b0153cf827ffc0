import { pixelMemory } from "./codecs/pixel_memory.ts";
import * as pixels from "./pixels.wasm";

/** How stored pixel values are packed into their 8, 16 or 32 bits and what they mean (PS3.5 section 8). */
export interface PixelFormat {
  /** Bits of a value, 1 to 32. */
  bitsStored: number;
  /** The value's most significant bit, counted from 0. */
  highBit: number;
  /** Whether values are in two's complement (PixelRepresentation 1). */
  signed: boolean;
  rescaleSlope: number;
  rescaleIntercept: number;
}

/** One stored word a pixel. */
type Words = Uint8Array | Uint16Array | Uint32Array;

/**
 * Stored pixel values as Hounsfield units: value x slope + intercept (PS3.3 C.11.1.1.2). Bits outside
 * the value, such as an overlay in the high bits, are dropped.
 *
 * MONOCHROME1 and MONOCHROME2 are treated alike: they say how to display, not what a value means.
 *
 * @param words One stored word a pixel.
 * @returns HU: an `Int16Array` where slope and intercept are whole numbers and all values fit, as
 *   for nearly every CT; else a `Float32Array`, rounded once.
 */
export function toHounsfield(words: Words, format: PixelFormat): Int16Array | Float32Array {
  const units = words instanceof Uint16Array && kernelFormat(format) !== null
    ? hounsfieldByKernel(words, format)
    : wholeHounsfield(words, format);
  return units ?? fractionalHounsfield(words, format);
}

/** Whole HU, or null where they are not whole or do not fit in 16 bits. */
function wholeHounsfield(words: Words, format: PixelFormat): Int16Array | null {
  const { signed, rescaleSlope, rescaleIntercept } = format;
  // Products and sums of 32-bit values with numbers of these sizes are exact in 53 bits.
  if (!isIntegerBelow(rescaleSlope, 2 ** 20) || !isIntegerBelow(rescaleIntercept, 2 ** 52)) {
    return null;
  }
  const { left, right } = unpacking(format);
  const hounsfield = new Int16Array(words.length);
  for (let i = 0; i < words.length; i++) {
    const top = words[i]! << left;
    const unit = (signed ? top >> right : top >>> right) * rescaleSlope + rescaleIntercept;
    hounsfield[i] = unit;
    if (hounsfield[i] !== unit) return null;
  }
  return hounsfield;
}

/** Words that the kernel takes at a time, 32 KiB: few enough to stay in the processor's cache. */
const BLOCK = 2 ** 14;

/** The same, by a kernel that takes 8 words at once. */
function hounsfieldByKernel(words: Uint16Array, format: PixelFormat): Int16Array | null {
  const { bytes, start } = pixelMemory();
  const hounsfield = new Int16Array(words.length);
  for (let at = 0; at < words.length; at += BLOCK) {
    const part = words.subarray(at, at + BLOCK);
    const block = new Uint16Array(bytes.buffer, start, part.length);
    block.set(part);
    const units = rescaleInPlace(block, format);
    if (units === null) return null;
    hounsfield.set(units, at);
  }
  return hounsfield;
}

/**
 * Turns words that lie in the pixel memory into HU, in the same place.
 *
 * @returns The HU, or null where the format or a value is not for 16 bits; in the latter case the
 *   words are lost.
 */
export function rescaleInPlace(words: Uint16Array, format: PixelFormat): Int16Array | null {
  const kernel = kernelFormat(format);
  if (kernel === null) return null;
  const { mask, flip, slope, intercept } = kernel;
  const { buffer, byteOffset, length } = words;
  if (!pixels.rescale(byteOffset, length, mask, flip, slope, intercept)) return null;
  return new Int16Array(buffer, byteOffset, length);
}

/**
 * A format as the kernel wants it: `((word & mask) ^ flip) * slope + intercept`, where the bracket is
 * a signed 16-bit number. Null where that takes more than 32 bits, or values are stored shifted.
 */
function kernelFormat(format: PixelFormat) {
  const { bitsStored, highBit, signed, rescaleSlope: slope, rescaleIntercept } = format;
  if (bitsStored > 16 || highBit !== bitsStored - 1) return null;
  if (!isIntegerBelow(slope, 2 ** 14) || !isIntegerBelow(rescaleIntercept, 2 ** 29)) return null;
  // Flipping the highest bit moves unsigned 16-bit values into the range of signed ones, and the
  // signed values of fewer bits above zero; the intercept takes the move back.
  const isMoved = signed !== (bitsStored === 16);
  const flip = isMoved ? 2 ** (bitsStored - 1) : 0;
  const intercept = rescaleIntercept + (signed ? -flip : flip) * slope;
  return { mask: 2 ** bitsStored - 1, flip, slope, intercept };
}

function isIntegerBelow(number: number, limit: number): boolean {
  return Number.isInteger(number) && Math.abs(number) < limit;
}

function fractionalHounsfield(words: Words, format: PixelFormat): Float32Array {
  const { signed, rescaleSlope, rescaleIntercept } = format;
  const { left, right } = unpacking(format);
  const hounsfield = new Float32Array(words.length);
  for (let i = 0; i < words.length; i++) {
    const top = words[i]! << left;
    hounsfield[i] = (signed ? top >> right : top >>> right) * rescaleSlope + rescaleIntercept;
  }
  return hounsfield;
}

/**
 * How to cut a value out of its word: shifted left, its highest bit is the highest of 32; shifted
 * right, it is itself, with its sign or with zeros. Both shifts are below 32 for any format.
 */
function unpacking({ bitsStored, highBit }: PixelFormat): { left: number; right: number } {
  return { left: 31 - highBit, right: 32 - bitsStored };
}
