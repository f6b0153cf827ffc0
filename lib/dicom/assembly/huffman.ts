// @ts-nocheck: AssemblyScript, compiled by cli/build_wasm.ts
/**
 * Huffman decoding of JPEG Lossless: codes for the categories 0 to 16, where a code of category c is
 * followed by c bits that tell which difference it is (ITU-T T.81 annexes C, F.2.2.1 and H.1.2.2).
 *
 * What costs time is that the place of each code is known only when the one before it is decoded. So
 * one look-up gives as many differences as the next bits hold, and no branch hangs on the data but
 * for codes that are rare because they are long.
 */

/**
 * Bits that a look-up takes in. More hold more differences but make the table, which nearly every
 * image brings its own of, larger: with 11 it is made in the time of 5,000 pixels.
 */
const INDEX_BITS = 11;
const SIZE = 1 << INDEX_BITS;

/**
 * Up to three differences that the next bits begin with, 8 bytes an entry; 0 where they do not show
 * the first one's code and sign. Of the last difference low bits may be missing: they follow.
 *
 * - bits 0-5: how many bits the differences use, at most 10 + 15,
 * - bits 6-8: how many bytes the differences take as 16-bit words,
 * - bits 10-15: 63 less the number of missing bits,
 * - bits 16-63: the differences, the first one lowest.
 */
const TABLE = memory.data(8 * SIZE, 16);

/** Likewise the first difference alone: bits 0-7 used, 8-15 its code's, 16-31 the difference. */
const SINGLES = memory.data(4 * SIZE, 16);

/** By length: the least 16 bits that begin with no code of this length or less. */
const LIMITS = memory.data(4 * 18, 16);

/** By length: what is added to a code for its place among the categories. */
const OFFSETS = memory.data(4 * 17, 16);

/** How many codes have 1, 2, ... 16 bits, then their categories, in order of length and value. */
const DEFINITION = memory.data(16 + 16 * 255, 16);
const CATEGORIES = DEFINITION + 16;

/** Where the host writes a table's definition. */
export function tableDefinition(): usize {
  return DEFINITION;
}

/** Makes the tables of the definition, which the host has checked to be a prefix code. */
export function defineTable(): void {
  memory.fill(SINGLES, 0, 4 * SIZE);
  let code = 0, place = 0;
  for (let length = 1; length <= 16; length++) {
    store<i32>(OFFSETS + (<usize> length << 2), place - code);
    for (let rest = <i32> load<u8>(DEFINITION + length - 1); rest > 0; rest--) {
      if (length <= INDEX_BITS) addSingle(code, length, load<u8>(CATEGORIES + place));
      code++;
      place++;
    }
    store<i32>(LIMITS + (<usize> length << 2), code << (16 - length));
    code <<= 1;
  }
  store<i32>(LIMITS + (17 << 2), 1 << 16);
  combineSingles();
}

/** Enters all differences of a category, as far as the index shows their bits. */
function addSingle(code: i32, length: i32, category: i32): void {
  const extra = extraBits(category);
  const seen = min(extra, INDEX_BITS - length);
  const spare = INDEX_BITS - length - seen;
  for (let suffix = 0; suffix < 1 << seen; suffix++) {
    const least = difference(category, suffix << (extra - seen));
    const start = SINGLES + (<usize> ((code << seen | suffix) << spare) << 2);
    const end = start + (4 << spare);
    for (let at = start; at < end; at += 4) {
      store<i32>(at, least << 16 | length << 8 | length + extra);
    }
  }
}

/** Joins the differences that follow each other in an index. */
function combineSingles(): void {
  for (let index = 0; index < SIZE; index++) {
    let used = 0;
    let lane: u64 = 0, entry: u64 = 0;
    while (lane < 48 && used < INDEX_BITS) {
      const single = load<u32>(SINGLES + (<usize> ((index << used) & (SIZE - 1)) << 2));
      const bits = <i32> single & 0xff, code = <i32> single >> 8 & 0xff;
      const left = INDEX_BITS - used;
      // A difference that is not there whole needs at least its sign, the bit after its code.
      if (bits == 0 || (bits > left && code >= left)) break;
      lane += 16;
      entry |= <u64> (single >> 16) << lane;
      used += bits;
    }
    if (lane > 0) entry |= used | lane << 3 | (63 - max(used - INDEX_BITS, 0)) << 10;
    store<u64>(TABLE + (<usize> index << 3), entry);
  }
}

/** How many bits follow a code: as many as its category, but none after 16. */
// @ts-ignore: decorator

function extraBits(category: i32): i32 {
  return category == 16 ? 0 : category;
}

/** The difference of a category and the bits after its code (T.81 table H.2). */
// @ts-ignore: decorator

function difference(category: i32, suffix: i32): i32 {
  if (category == 16) return 32768;
  return category == 0 || suffix >> (category - 1) == 1 ? suffix : suffix - (1 << category) + 1;
}

/** Where the reader is: the next byte to take, bits taken but not read, and their number. */
let position: usize = 0;
let ahead: u64 = 0;
let available: i32 = 0;

/** Where the next difference is written. */
let target: usize = 0;

/** Starts to read data at one place and to write differences at another. */
export function startReading(data: usize, differences: usize): void {
  position = data;
  ahead = 0;
  available = 0;
  target = differences;
}

/** The address of the next bit, in bits. */
export function bitAddress(): u64 {
  return (<u64> position << 3) - available;
}

/**
 * Writes differences as 16-bit words, at least up to `wanted` and never beyond `end`. Reads no
 * further than 4 bytes a difference and 8 more: a code has 16 bits at most, and 15 may follow it.
 *
 * @returns Whether all codes were known; if not, the next bit is the unknown one's first.
 */
export function readDifferences(wanted: usize, end: usize): bool {
  let at = position, bits = ahead, count = available, to = target;
  // Two entries are written at a time, of which the last 8 bytes may be too many.
  const fast = min(wanted, end - 16);
  let known = true;
  while (to < wanted) {
    // The bits below `count` are the right ones, if too many, so that OR puts the same there again.
    bits |= bigEndian(at) >> count;
    at += (63 - count) >> 3;
    count |= 56;
    if (to < fast) {
      // Two entries use at most 2 x 25 of 56 bits.
      const first = entryOf(bits);
      if (first != 0) {
        writeEntry(to, first, bits);
        to += bytesOf(first);
        bits <<= first;
        count -= <i32> first & 63;
        const second = entryOf(bits);
        if (second != 0) {
          writeEntry(to, second, bits);
          to += bytesOf(second);
          bits <<= second;
          count -= <i32> second & 63;
          continue;
        }
        bits |= bigEndian(at) >> count;
        at += (63 - count) >> 3;
        count |= 56;
      }
    }
    const code = <i32> (bits >> 48);
    let length = 1;
    while (code >= load<i32>(LIMITS + (<usize> length << 2))) length++;
    if (length > 16) {
      known = false;
      break;
    }
    const place = load<i32>(OFFSETS + (<usize> length << 2)) + (code >> (16 - length));
    const category = <i32> load<u8>(CATEGORIES + place);
    const extra = extraBits(category);
    // Two shifts, since one by 64 would be one by 0.
    store<u16>(to, difference(category, <i32> (bits << length >> 1 >> (63 - extra))));
    to += 2;
    bits <<= length + extra;
    count -= length + extra;
  }
  position = at;
  ahead = bits;
  available = count;
  target = to;
  return known;
}

/** The 64 bits at an address, the first one highest. */
// @ts-ignore: decorator

function bigEndian(at: usize): u64 {
  const bytes = v128.load64_zero(at);
  const reversed = v128.shuffle<u8>(bytes, bytes, 7, 6, 5, 4, 3, 2, 1, 0, 8, 8, 8, 8, 8, 8, 8, 8);
  return v128.extract_lane<u64>(reversed, 0);
}

// @ts-ignore: decorator

function entryOf(bits: u64): u64 {
  return load<u64>(TABLE + (<usize> (bits >> (61 - INDEX_BITS)) & ~7));
}

// @ts-ignore: decorator

function bytesOf(entry: u64): usize {
  return <usize> (entry >> 6) & 7;
}

/** Writes an entry's differences with the missing bits put in: 8 bytes, if fewer count. */
// @ts-ignore: decorator

function writeEntry(to: usize, entry: u64, bits: u64): void {
  // Shifts take their counts modulo 64, so that an entry need not be masked. The last difference
  // begins at bit 16, 32 or 48, which is 8 times the number of bytes.
  const missing = bits << INDEX_BITS >> 1 >> (entry >> 10);
  store<u64>(to, (entry + (missing << (entry >> 3 & 0x38))) >> 16);
}
