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
  const { rescaleSlope, rescaleIntercept } = format;
  if (Number.isInteger(rescaleSlope) && Number.isInteger(rescaleIntercept)) {
    const hounsfield = new Int16Array(words.length);
    if (fillWhole(hounsfield, words, format)) return hounsfield;
  }
  const hounsfield = new Float32Array(words.length);
  const unpack = unpacker(format);
  for (let i = 0; i < words.length; i++) {
    hounsfield[i] = unpack(words[i]!) * rescaleSlope + rescaleIntercept;
  }
  return hounsfield;
}

/** Fills whole HU; returns false as soon as one does not fit in 16 bits. */
function fillWhole(
  hounsfield: Int16Array,
  words: Uint8Array | Uint16Array,
  format: PixelFormat,
): boolean {
  const { rescaleSlope, rescaleIntercept } = format;
  const unpack = unpacker(format);
  for (let i = 0; i < words.length; i++) {
    const value = unpack(words[i]!) * rescaleSlope + rescaleIntercept;
    hounsfield[i] = value;
    if (hounsfield[i] !== value) return false;
  }
  return true;
}

/** The function from a stored word to its value: shift the bits above it out, then those below. */
export function unpacker({ bitsStored, highBit, signed }: PixelFormat): (word: number) => number {
  const left = 31 - highBit;
  const right = 32 - bitsStored;
  return signed ? (word) => (word << left) >> right : (word) => (word << left) >>> right;
}
