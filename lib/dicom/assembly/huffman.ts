// @ts-nocheck: AssemblyScript, compiled by cli/build_wasm.ts
/**
 * Huffman decoding of JPEG Lossless: codes for the categories 0 to 16, where a code of category c is
 * followed by c bits that tell which difference it is (ITU-T T.81 annexes C, F.2.2.1 and H.1.2.2).
 *
 * What costs time is that the place of each code is known only when the one before it is decoded: a
 * chain of look-ups. So one look-up gives two differences where it can, and no branch hangs on the
 * data but for codes that are rare because they are long.
 */

/**
 * Bits that a look-up takes in. More of them hold a second difference more often but make the table,
 * which nearly every image brings its own of, larger: with 11 it is made in the time of 3,000 pixels.
 */
const INDEX_BITS = 11;
const SIZE = 1 << INDEX_BITS;

/**
 * The one or two differences that the next bits begin with, 8 bytes an entry; 0 where they do not
 * show the first one's code and sign. Of the last difference low bits may be missing: they follow.
 *
 * - bits 0-5: how many bits the differences use, at most 10 + 15,
 * - bit 9: whether there are two; masked out, the bytes from the first one to the last,
 * - bits 16-31: the first difference, and
 * - bits 32-47: the last one, which may be the same, with zeros for the missing bits,
 * - bits 48-61: ones for the missing bits.
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

/** Makes the entries: a difference, and the next one if the bits after it show enough of that. */
function combineSingles(): void {
  for (let index = 0; index < SIZE; index++) {
    const first = singleOf(index), second = singleOf((index << usedBits(first)) & (SIZE - 1));
    const isPair = isShown(second, INDEX_BITS - usedBits(first));
    const last = isPair ? second : first;
    const used = usedBits(first) + (isPair ? usedBits(second) : 0);
    const ones = (1 << max(used - INDEX_BITS, 0)) - 1;
    const differences = <u64> (first >> 16) << 16 | <u64> (last >> 16) << 32;
    const entry = differences | <u64> ones << 48 | <i32> isPair << 9 | used;
    store<u64>(TABLE + (<usize> index << 3), isShown(first, INDEX_BITS) ? entry : 0);
  }
}

function singleOf(index: i32): u32 {
  return load<u32>(SINGLES + (<usize> index << 2));
}

function usedBits(single: u32): i32 {
  return single & 0xff;
}

/** Whether so many bits show a difference whole, or at least its sign, the bit after its code. */
function isShown(single: u32, bits: i32): bool {
  const used = usedBits(single), code = <i32> (single >> 8) & 0xff;
  return used > 0 && (used <= bits || code < bits);
}

/** How many bits follow a code: as many as its category, but none after 16. */
function extraBits(category: i32): i32 {
  return category == 16 ? 0 : category;
}

/** The difference of a category and the bits after its code (T.81 table H.2). */
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
  // There must be room for two entries of two differences.
  const fast = min(wanted, end - 7);
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
        to = writeEntry(to, first, bits);
        bits <<= first;
        count -= <i32> first & 63;
        const second = entryOf(bits);
        if (second != 0) {
          to = writeEntry(to, second, bits);
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
function bigEndian(at: usize): u64 {
  const bytes = v128.load64_zero(at);
  const reversed = v128.shuffle<u8>(bytes, bytes, 7, 6, 5, 4, 3, 2, 1, 0, 8, 8, 8, 8, 8, 8, 8, 8);
  return v128.extract_lane<u64>(reversed, 0);
}

function entryOf(bits: u64): u64 {
  return load<u64>(<usize> (bits >> (61 - INDEX_BITS)) & ~7, TABLE);
}

/**
 * Writes an entry's differences, the last one with its missing bits. Shifts take their counts modulo
 * 64, so that an entry is its own count: of bits used, which rotating brings to the lowest places.
 *
 * @returns Where the next difference is written.
 */
function writeEntry(to: usize, entry: u64, bits: u64): usize {
  store<u16>(to, entry >> 16);
  const last = to + (<usize> (entry >> 8) & 2);
  store<u16>(last, (entry >> 32) + (rotl<u64>(bits, entry) & entry >> 48));
  return last + 2;
}
