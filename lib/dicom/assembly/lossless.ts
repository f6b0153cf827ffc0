// @ts-nocheck: AssemblyScript, compiled by cli/build_wasm.ts
/** The scan of a JPEG Lossless image: stuffed bytes, restart intervals, predictions (T.81 annex H). */

import { bitAddress, readDifferences, startReading } from "./huffman";

/** How decoding ended; the host has words for it. */
const DECODED = 0, UNKNOWN_CODE = 1, CUT_OFF = 2, OUT_OF_ORDER = 3, LOST_INTERVAL = 4;
const MORE_INTERVALS = 5, LEFT_OVER = 6, NO_END = 7;

const RST0 = 0xd0, RST7 = 0xd7, EOI = 0xd9;

/** Bytes that must be free behind the data, at `source + length`. */
const BLOCK = 16;

let intervals = 0;

/** How many restart intervals the last decoding found before it ended. */
export function intervalsFound(): i32 {
  return intervals;
}

/**
 * Decodes a scan. The host guarantees room: at `source` for `length + 16` bytes, at `plain` for
 * `length + 4 x columns + 64`, at `samples` for 2 bytes each.
 *
 * @param source The entropy-coded data, from after the scan's header on.
 * @param plain Room for the data of an interval.
 * @param rowsEach The rows of a restart interval; those of the image if it has one.
 * @param initial The prediction of an interval's first sample.
 */
export function decodeLossless(
  source: usize,
  length: usize,
  plain: usize,
  samples: usize,
  rows: i32,
  columns: i32,
  rowsEach: i32,
  predictor: i32,
  initial: i32,
  pointTransform: i32,
): i32 {
  const end = source + length;
  memory.fill(end, 0, BLOCK);
  startUnstuffing(source);
  intervals = 0;
  for (let first = 0; first < rows; first += rowsEach, intervals++) {
    const last = min(first + rowsEach, rows);
    const plainEnd = unstuff(end, plain);
    const refusal = refuseMarker(end, intervals, last == rows);
    if (refusal != DECODED) return refusal;
    memory.fill(plainEnd, 0, 4 * columns + 64);
    const from = samples + <usize> first * columns * 2, to = samples + <usize> last * columns * 2;
    const ending = decodeInterval(plain, plainEnd, from, to, columns, predictor, initial);
    if (ending != DECODED) return ending;
  }
  if (pointTransform > 0) shiftLeft(samples, samples + <usize> rows * columns * 2, pointTransform);
  return DECODED;
}

/** Where the next interval's data begin, and after `unstuff` the marker that ended it, if one did. */
let unread: usize = 0;

/** The first byte after the end marker of the image decoded last. */
export function imageEnd(): usize {
  return unread;
}

function startUnstuffing(source: usize): void {
  unread = source;
}

/**
 * Copies data up to the next marker without the zero that follows each FF (T.81 B.1.1.5). Writes up
 * to 15 bytes more than it copies.
 *
 * @returns The end of the copy.
 */
function unstuff(end: usize, target: usize): usize {
  const ones = i8x16.splat(-1);
  let at = unread, to = target;
  while (at < end) {
    const block = v128.load(at);
    v128.store(to, block);
    const mask = i8x16.bitmask(i8x16.eq(block, ones));
    if (mask == 0) {
      at += BLOCK;
      to += BLOCK;
      continue;
    }
    at += ctz(mask);
    to += ctz(mask);
    if (at + 1 == end) break;
    const next = load<u8>(at, 1);
    if (next == 0) {
      at += 2;
      to++;
    } else if (next == 0xff) {
      at++;
    } else {
      break;
    }
  }
  if (at > end) {
    to -= at - end;
    at = end;
  }
  unread = at;
  return to;
}

/** Steps over the marker that ends an interval, or tells what is wrong with it. */
function refuseMarker(end: usize, index: i32, isLast: bool): i32 {
  const marker = unread + 1 < end ? <i32> load<u8>(unread, 1) : 0;
  const isRestart = marker >= RST0 && marker <= RST7;
  if (isRestart && marker - RST0 != index % 8) return OUT_OF_ORDER;
  if (isLast && isRestart) return MORE_INTERVALS;
  if (isLast && marker != EOI) return NO_END;
  if (!isLast && !isRestart) {
    intervals = index + 1;
    return LOST_INTERVAL;
  }
  unread += 2;
  return DECODED;
}

/** Decodes one restart interval, which is coded as if it were an image. */
function decodeInterval(
  plain: usize,
  plainEnd: usize,
  from: usize,
  to: usize,
  columns: i32,
  predictor: i32,
  initial: i32,
): i32 {
  const endBit = <u64> plainEnd << 3, width = <usize> columns << 1;
  startReading(plain, from);
  for (let row = from; row < to; row += width) {
    // Differences are put where the samples will be, those of the next row perhaps begun.
    const known = readDifferences(row + width, to);
    if (!known) return bitAddress() + 16 > endBit ? CUT_OFF : UNKNOWN_CODE;
    // Behind the data there are zeros for the differences of one row.
    if (bitAddress() > endBit) return CUT_OFF;
    if (row == from) addToLeft(row, width, initial);
    else if (predictor == 1) addToLeft(row, width, load<u16>(row - width));
    else addToPrediction(row, width, predictor);
  }
  return isPadding(<usize> ((bitAddress() + 7) >> 3), plainEnd) ? DECODED : LEFT_OVER;
}

/**
 * Whether nothing but zeros or ones follows the last sample. Only the rest of its byte should follow
 * (T.81 F.1.2.3), but more of that harms nobody; other data mean that samples were lost on the way.
 */
function isPadding(from: usize, to: usize): bool {
  for (let at = from; at < to; at++) {
    const byte = load<u8>(at);
    if (byte != 0 && byte != 0xff) return false;
  }
  return true;
}

/** Predictor 1, and the first row for every predictor: each sample is the sum of all differences. */
function addToLeft(row: usize, width: usize, first: i32): void {
  const zeros = i16x8.splat(0);
  let left = i16x8.splat(<i16> first);
  let at = row;
  for (const end = row + (width & ~15); at < end; at += 16) {
    let sums = v128.load(at);
    sums = i16x8.add(sums, v128.shuffle<u16>(zeros, sums, 7, 8, 9, 10, 11, 12, 13, 14));
    sums = i16x8.add(sums, v128.shuffle<u16>(zeros, sums, 6, 7, 8, 9, 10, 11, 12, 13));
    sums = i16x8.add(sums, v128.shuffle<u16>(zeros, sums, 4, 5, 6, 7, 8, 9, 10, 11));
    sums = i16x8.add(sums, left);
    v128.store(at, sums);
    left = v128.shuffle<u16>(sums, sums, 7, 7, 7, 7, 7, 7, 7, 7);
  }
  let sample = <i32> i16x8.extract_lane_u(left, 0);
  for (const end = row + width; at < end; at += 2) {
    sample += load<u16>(at);
    store<u16>(at, sample);
  }
}

/** Predictors 2 to 7, in a row with another one above it. */
function addToPrediction(row: usize, width: usize, predictor: i32): void {
  let aboveLeft = <i32> load<u16>(row - width);
  let left = (aboveLeft + <i32> load<u16>(row)) & 0xffff;
  store<u16>(row, left);
  for (let at = row + 2, end = row + width; at < end; at += 2) {
    const above = <i32> load<u16>(at - width);
    left = (predict(predictor, left, above, aboveLeft) + <i32> load<u16>(at)) & 0xffff;
    aboveLeft = above;
    store<u16>(at, left);
  }
}

/** T.81 table H.1, from the samples to the left, above, and above left. */
function predict(predictor: i32, left: i32, above: i32, aboveLeft: i32): i32 {
  switch (predictor) {
    case 2:
      return above;
    case 3:
      return aboveLeft;
    case 4:
      return left + above - aboveLeft;
    case 5:
      return left + ((above - aboveLeft) >> 1);
    case 6:
      return above + ((left - aboveLeft) >> 1);
    default:
      return (left + above) >> 1;
  }
}

/** Undoes the point transform (T.81 H.1.2.1). */
function shiftLeft(from: usize, to: usize, bits: i32): void {
  let at = from;
  for (; at + 16 <= to; at += 16) v128.store(at, i16x8.shl(v128.load(at), bits));
  for (; at < to; at += 2) store<u16>(at, <i32> load<u16>(at) << bits);
}
