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
  return wholeHounsfield(words, format) ?? fractionalHounsfield(words, format);
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
