// @ts-nocheck: AssemblyScript, compiled to WebAssembly by `deno task wasm`

/**
 * The head's densities on [0, 1], 0 outside: `removeBackground` and `applyWindow` at once.
 *
 * @module
 */

import { firstIn, lastIn, rowOf } from "./bits";
import { head } from "./head";
import { fourPixels, pixelRow } from "./pixels";
import { columns, rows, share, stride } from "./slice";
import { clearFloats, clearSpan, setSpan, spanEnd, spanStart, widenSpans } from "./spans";

/** Rows of `stride` floats; only the spans hold what belongs to this slice. */
export let image: usize = 0;

/** Shares out the image. */
export function reserveImage(): void {
  image = share(<usize> rows * <usize> stride * 4);
}

/** Where a row of the image begins. */
export function imageRow(y: i32): usize {
  return image + ((<usize> y * <usize> stride) << 2);
}

/**
 * Fills the spans of the image with the window's densities, and zeros around them.
 *
 * @param steps How far the filter will carry a pixel.
 */
export function windowHead<T>(low: f32, width: f32, steps: i32): void {
  for (let y = 0; y < rows; y++) findSpan<T>(y, low);
  widenSpans(steps);
  for (let y = 0; y < rows; y++) {
    clearBeside(y);
    windowRow<T>(y, f32x4.splat(low), f32x4.splat(width));
  }
}

/** The row's span from the first to the last pixel of the head above the window's lower bound. */
function findSpan<T>(y: i32, low: f32): void {
  clearSpan(y);
  const row = pixelRow<T>(y);
  let first = firstIn(rowOf(head, y), 0, columns);
  if (first < 0) return;
  let last = lastIn(rowOf(head, y), 0, columns);
  while (first <= last && !(<f32> load<T>(row + <usize> first * sizeof<T>()) > low)) first++;
  while (first <= last && !(<f32> load<T>(row + <usize> last * sizeof<T>()) > low)) last--;
  if (first <= last) setSpan(y, first, last + 1);
}

/** Zeros beside the row's own span: where the row above reads it, and one vector to the right. */
function clearBeside(y: i32): void {
  const row = imageRow(y);
  const start = spanStart(y);
  const end = spanEnd(y);
  if (start < end) clearFloats(row, end, end + 4);
  if (y == 0 || spanStart(y - 1) >= spanEnd(y - 1)) return;
  clearFloats(row, spanStart(y - 1), min(start, spanEnd(y - 1)));
  clearFloats(row, max(end, spanStart(y - 1)), spanEnd(y - 1));
}

function windowRow<T>(y: i32, low: v128, width: v128): void {
  const row = pixelRow<T>(y);
  const bits = rowOf(head, y);
  const target = imageRow(y);
  const lanes = i32x4(1, 2, 4, 8);
  for (let x = <usize> spanStart(y), end = <usize> spanEnd(y); x < end; x += 4) {
    const scaled = f32x4.div(f32x4.sub(fourPixels<T>(row + x * sizeof<T>()), low), width);
    const bounded = f32x4.pmin(f32x4.splat(1), f32x4.pmax(f32x4.splat(0), scaled));
    const fourBits = <i32> load<u8>(bits + (x >> 3)) >> (<i32> x & 4);
    const inside = i32x4.eq(v128.and(i32x4.splat(fourBits), lanes), lanes);
    v128.store(target + (x << 2), v128.and(bounded, inside));
  }
}
