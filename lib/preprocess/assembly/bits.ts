// @ts-nocheck: AssemblyScript, compiled to WebAssembly by `deno task wasm`

/**
 * Masks of one bit a pixel: `rows` rows of `words` 64-bit words, the lowest bit leftmost.
 *
 * @module
 */

import { columns, rows, share, words } from "./slice";

/** One row with the bits of all columns set. */
let allColumns: usize = 0;

/** Bytes of a mask. */
export function bytesOfMask(): usize {
  return <usize> rows * rowBytes();
}

/** Bytes from one row of a mask to the next. */
export function rowBytes(): usize {
  return (<usize> words) << 3;
}

/** Shares out a mask. */
export function newMask(): usize {
  return share(bytesOfMask());
}

/** Shares out what this module needs. */
export function reserveBits(): void {
  allColumns = share(rowBytes());
}

/** Fills {@link reserveBits}' memory, once it is there. */
export function prepareBits(): void {
  memory.fill(allColumns, 0, rowBytes());
  setRange(allColumns, 0, columns);
}

/** Where a row of a mask begins. */
export function rowOf(mask: usize, y: i32): usize {
  return mask + <usize> y * rowBytes();
}

/** A vector of a row with the bits of all columns set, to keep the bits beyond them 0. */
export function columnsAt(offset: usize): v128 {
  return v128.load(allColumns + offset);
}

/** Sets the pixels of a row from `from` to before `to`, at least one. */
export function setRange(row: usize, from: i32, to: i32): void {
  let at = row + ((<usize> from >> 6) << 3);
  const last = row + ((<usize> (to - 1) >> 6) << 3);
  let bits = u64.MAX_VALUE << (<u64> from & 63);
  for (; at < last; at += 8) {
    store<u64>(at, load<u64>(at) | bits);
    bits = u64.MAX_VALUE;
  }
  bits &= u64.MAX_VALUE >>> (<u64> -to & 63);
  store<u64>(at, load<u64>(at) | bits);
}

/** The first set pixel of a row from `from` to before `to`, or -1. */
export function firstIn(row: usize, from: i32, to: i32): i32 {
  let word = from >> 6;
  const last = (to - 1) >> 6;
  let bits = load<u64>(row + (<usize> word << 3)) & (u64.MAX_VALUE << (<u64> from & 63));
  while (bits == 0 && word < last) bits = load<u64>(row + (<usize> ++word << 3));
  if (bits == 0) return -1;
  const x = (word << 6) + <i32> ctz(bits);
  return x < to ? x : -1;
}

/** The last set pixel of a row from `from` to before `to`, or -1. */
export function lastIn(row: usize, from: i32, to: i32): i32 {
  let word = (to - 1) >> 6;
  const first = from >> 6;
  let bits = load<u64>(row + (<usize> word << 3)) & (u64.MAX_VALUE >>> (<u64> -to & 63));
  while (bits == 0 && word > first) bits = load<u64>(row + (<usize> --word << 3));
  if (bits == 0) return -1;
  const x = (word << 6) + 63 - <i32> clz(bits);
  return x >= from ? x : -1;
}

/** The first row with a set pixel, or -1. */
export function firstRow(mask: usize): i32 {
  for (let y = 0; y < rows; y++) if (!isRowEmpty(rowOf(mask, y))) return y;
  return -1;
}

/** The last row with a set pixel, or -1. */
export function lastRow(mask: usize): i32 {
  for (let y = rows - 1; y >= 0; y--) if (!isRowEmpty(rowOf(mask, y))) return y;
  return -1;
}

function isRowEmpty(row: usize): bool {
  let any = v128.load(row);
  for (let at = row + 16, end = row + rowBytes(); at < end; at += 16) {
    any = v128.or(any, v128.load(at));
  }
  return !v128.any_true(any);
}

/** Whether all pixels are set. */
export function isFull(mask: usize): bool {
  for (let y = 0; y < rows; y++) {
    for (let offset: usize = 0, row = rowOf(mask, y); offset < rowBytes(); offset += 16) {
      if (v128.any_true(v128.andnot(columnsAt(offset), v128.load(row + offset)))) return false;
    }
  }
  return true;
}

/** Writes what is not in `source` to `target`. */
export function invert(source: usize, target: usize): void {
  for (let y = 0; y < rows; y++) {
    const from = rowOf(source, y);
    const to = rowOf(target, y);
    for (let offset: usize = 0; offset < rowBytes(); offset += 16) {
      v128.store(to + offset, v128.andnot(columnsAt(offset), v128.load(from + offset)));
    }
  }
}

/** Keeps of `mask` what is in `other`, too. */
export function intersect(mask: usize, other: usize): void {
  for (let offset: usize = 0, bytes = bytesOfMask(); offset < bytes; offset += 16) {
    v128.store(mask + offset, v128.and(v128.load(mask + offset), v128.load(other + offset)));
  }
}

/** Takes out of `mask` what is in `other`. */
export function subtract(mask: usize, other: usize): void {
  for (let offset: usize = 0, bytes = bytesOfMask(); offset < bytes; offset += 16) {
    v128.store(mask + offset, v128.andnot(v128.load(mask + offset), v128.load(other + offset)));
  }
}
