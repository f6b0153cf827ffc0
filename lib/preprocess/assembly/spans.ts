// @ts-nocheck: AssemblyScript, compiled to WebAssembly by `deno task wasm`

/**
 * For each row, the part in which anything is not 0: most of a slice is air, and zeros among zeros stay
 * zeros in the filter. A row without any has a span whose end is not after its start.
 *
 * @module
 */

import { rows, share, stride } from "./slice";

let starts: usize = 0;
let ends: usize = 0;

/** Stands for no start, and its negative for no end; so far out that widening does not reach the image. */
const NOWHERE: i32 = 1 << 29;

/** Shares out what this module needs. */
export function reserveSpans(): void {
  starts = share(<usize> rows << 2);
  ends = share(<usize> rows << 2);
}

/** First column of a row's span. */
export function spanStart(y: i32): i32 {
  return load<i32>(starts + (<usize> y << 2));
}

/** Column after the last of a row's span. */
export function spanEnd(y: i32): i32 {
  return load<i32>(ends + (<usize> y << 2));
}

/** Sets a row's span. */
export function setSpan(y: i32, start: i32, end: i32): void {
  store<i32>(starts + (<usize> y << 2), start);
  store<i32>(ends + (<usize> y << 2), end);
}

/** Makes a row's span empty. */
export function clearSpan(y: i32): void {
  setSpan(y, NOWHERE, -NOWHERE);
}

/** Widens all spans by as many steps to the 4 neighbors, and to whole vectors. */
export function widenSpans(steps: i32): void {
  for (let step = 0; step < min(steps, rows + stride); step++) widenByOne();
  for (let y = 0; y < rows; y++) {
    const start = max(spanStart(y), 0) & ~3;
    const end = min((spanEnd(y) + 3) & ~3, stride);
    setSpan(y, start, max(start, end));
  }
}

function widenByOne(): void {
  let startAbove = NOWHERE;
  let endAbove = -NOWHERE;
  for (let y = 0; y < rows; y++) {
    const start = spanStart(y);
    const end = spanEnd(y);
    const startBelow = y + 1 < rows ? spanStart(y + 1) : NOWHERE;
    const endBelow = y + 1 < rows ? spanEnd(y + 1) : -NOWHERE;
    setSpan(y, min(start - 1, min(startAbove, startBelow)), max(end + 1, max(endAbove, endBelow)));
    startAbove = start;
    endAbove = end;
  }
}

/** Zeros the floats of a row from `start` to before `end`, both multiples of 4. */
export function clearFloats(row: usize, start: i32, end: i32): void {
  // Few at a time: a call of memory.fill takes longer.
  const last = row + (<usize> end << 2);
  for (let at = row + (<usize> start << 2); at < last; at += 16) v128.store(at, f32x4.splat(0));
}
