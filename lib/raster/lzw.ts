/** Codes of their own (TIFF 6.0, section 13): begin a new table, and the end. */
const CLEAR = 256, END = 257;
/** The first code of a string of more than one byte, and how many codes there may be. */
const FIRST = 258, MOST = 4096;

/**
 * Decodes LZW as TIFF has it (TIFF 6.0, section 13): codes of 9 to 12 bits, the highest bit first, which grow
 * by one a code early. Encoders may use the table to its last code before they begin a new one; the decoder
 * of image-js's `tiff` then goes on to codes of 13 bits, and so reads nothing of what tifffile writes.
 *
 * @param length Bytes that are wanted; what follows them is not looked at.
 * @returns null where there are fewer, or a code stands for nothing.
 */
export function decodeLzw(data: Uint8Array, length: number): Uint8Array | null {
  const out = new Uint8Array(length);
  // A string is that of another code, and a byte more.
  const before = new Uint16Array(MOST),
    last = new Uint8Array(MOST),
    lengths = new Uint16Array(MOST);
  for (let byte = 0; byte < 256; byte++) {
    last[byte] = byte;
    lengths[byte] = 1;
  }
  let bits = 0, held = 0, at = 0, size = 9, codes = FIRST, old = -1, end = 0;
  while (end < length) {
    while (held < size) {
      if (at === data.length) return null;
      bits = bits << 8 | data[at++]!;
      held += 8;
    }
    held -= size;
    const code = bits >> held;
    bits &= (1 << held) - 1;
    if (code === END) return null;
    if (code === CLEAR) {
      size = 9;
      codes = FIRST;
      old = -1;
      continue;
    }
    // The code that is about to be made stands for the string before it and that one's first byte.
    const isNew = code === codes;
    if (code > codes || (old === -1 && code > CLEAR)) return null;
    const known = isNew ? old : code, stop = end + lengths[known]!;
    for (let from = known, to = stop - 1; to >= end; to--, from = before[from]!) {
      out[to] = last[from]!;
    }
    const first = out[end]!;
    end = stop;
    if (isNew && end < length) out[end] = first;
    if (isNew) end++;
    if (old !== -1 && codes < MOST) {
      before[codes] = old;
      last[codes] = first;
      lengths[codes] = lengths[old]! + 1;
      codes++;
      // By one early, as TIFF's first encoder did.
      if (codes === (1 << size) - 1 && size < 12) size++;
    }
    old = code;
  }
  return out;
}
