/** How stored pixel values are packed into their 8 or 16 bits and what they mean (PS3.5 section 8). */
export interface PixelFormat {
  /** Bits of a value, 1 to 16. */
  bitsStored: number;
  /** The value's most significant bit, counted from 0. */
  highBit: number;
  /** Whether values are in two's complement (PixelRepresentation 1). */
  signed: boolean;
  rescaleSlope: number;
  rescaleIntercept: number;
}

/**
 * Stored pixel values as Hounsfield units: value x slope + intercept (PS3.3 C.11.1.1.2). Bits outside
 * the value, such as an overlay in the high bits, are dropped.
 *
 * MONOCHROME1 and MONOCHROME2 are treated alike: they say how to display, not what a value means.
 *
 * @param words One stored word a pixel.
 * @returns HU: an `Int16Array` where slope and intercept are whole numbers and all values fit, as
 *   for nearly every CT; else a `Float32Array`.
 */
export function toHounsfield(
  words: Uint8Array | Uint16Array,
  format: PixelFormat,
): Int16Array | Float32Array {
  return wholeHounsfield(words, format) ?? fractionalHounsfield(words, format);
}

/** Whole HU, or null where they are not whole or do not fit in 16 bits. */
function wholeHounsfield(words: Words, format: PixelFormat): Int16Array | null {
  const { rescaleSlope, rescaleIntercept } = format;
  // Products and sums of 16-bit values with numbers of these sizes are exact in 32 bits.
  if (!isIntegerBelow(rescaleSlope, 2 ** 14) || !isIntegerBelow(rescaleIntercept, 2 ** 29)) {
    return null;
  }
  const { shift, mask, sign } = unpacking(format);
  const hounsfield = new Int16Array(words.length);
  let lost = 0;
  for (let i = 0; i < words.length; i++) {
    const value = (((words[i]! >>> shift) & mask) ^ sign) - sign;
    const unit = Math.imul(value, rescaleSlope) + rescaleIntercept | 0;
    lost |= unit ^ (unit << 16 >> 16);
    hounsfield[i] = unit;
  }
  return lost === 0 ? hounsfield : null;
}

function isIntegerBelow(number: number, limit: number): boolean {
  return Number.isInteger(number) && Math.abs(number) < limit;
}

function fractionalHounsfield(words: Words, format: PixelFormat): Float32Array {
  const { rescaleSlope, rescaleIntercept } = format;
  const { shift, mask, sign } = unpacking(format);
  const hounsfield = new Float32Array(words.length);
  for (let i = 0; i < words.length; i++) {
    const value = (((words[i]! >>> shift) & mask) ^ sign) - sign;
    hounsfield[i] = value * rescaleSlope + rescaleIntercept;
  }
  return hounsfield;
}

type Words = Uint8Array | Uint16Array;

/** How to cut a value out of its word; flipping and subtracting the sign bit extends it. */
function unpacking({ bitsStored, highBit, signed }: PixelFormat) {
  return {
    shift: highBit + 1 - bitsStored,
    mask: 2 ** bitsStored - 1,
    sign: signed ? 2 ** (bitsStored - 1) : 0,
  };
}
