// @ts-nocheck: AssemblyScript, compiled to WebAssembly by `deno task wasm`

/**
 * `resize` and `toGrayLevels` of the image, by the `Resampling` of resize.ts.
 *
 * @module
 */

import { columns, rows, share } from "./slice";
import { spanEnd, spanStart } from "./spans";
import { imageRow } from "./window";

/** The result: `size` rows of `size` gray levels. */
export let grayLevels: usize = 0;
/** The resampling's `first`, which the host writes. */
export let firsts: usize = 0;
/** Its `start`. */
export let weightStarts: usize = 0;
/** Its `weights`. */
export let weights: usize = 0;

/** Side of the result. */
let size: i32 = 0;
/** Side of the image padded to a square. */
let side: i32 = 0;
/** One row of that square. */
let line: usize = 0;

/** Shares out what this module needs. */
export function reserveResize(newSize: i32, weightCount: i32): void {
  size = newSize;
  side = max(rows, columns);
  firsts = share(<usize> size << 2);
  weightStarts = share((<usize> size + 1) << 2);
  weights = share(<usize> weightCount << 2);
  line = share(<usize> side << 2);
  grayLevels = share(<usize> size * <usize> size);
}

/** Makes all gray levels 0. */
export function blackenGrayLevels(): void {
  memory.fill(grayLevels, 0, <usize> size * <usize> size);
}

/** Resizes the image. */
export function resizeImage(): void {
  blackenGrayLevels();
  const top = (side - rows) >> 1;
  for (let y = 0; y < size; y++) {
    if (sumRows(y, top)) resizeLine(grayLevels + <usize> y * <usize> size);
  }
}

/** Adds up the weighted old rows that make a new one; false if they hold nothing but zeros. */
function sumRows(y: i32, top: i32): bool {
  const start = load<i32>(weightStarts + (<usize> y << 2));
  const end = load<i32>(weightStarts + (<usize> y << 2), 4);
  const first = load<i32>(firsts + (<usize> y << 2)) - top;
  let any = false;
  for (let k = start; k < end; k++) {
    const row = first + k - start;
    if (row < 0 || row >= rows || spanStart(row) >= spanEnd(row)) continue;
    if (!any) memory.fill(line, 0, <usize> side << 2);
    any = true;
    addRow(row, load<f32>(weights + (<usize> k << 2)));
  }
  return any;
}

function addRow(row: i32, weight: f32): void {
  const left = (side - columns) >> 1;
  const weight4 = f32x4.splat(weight);
  const source = imageRow(row);
  const target = line + (<usize> left << 2);
  for (let x = <usize> spanStart(row) << 2, end = <usize> spanEnd(row) << 2; x < end; x += 16) {
    const weighted = f32x4.mul(weight4, v128.load(source + x));
    v128.store(target + x, f32x4.add(v128.load(target + x), weighted));
  }
}

function resizeLine(target: usize): void {
  let x = 0;
  if (side == 2 * size || side == size) {
    for (; x + 4 <= size; x += 4) {
      const four = side == size ? v128.load(line + (<usize> x << 2)) : meanOfPairs(x);
      const rounded = f32x4.add(f32x4.mul(f32x4.splat(255), four), f32x4.splat(0.5));
      const words = i32x4.trunc_sat_f32x4_s(rounded);
      const halves = i16x8.narrow_i32x4_s(words, words);
      v128.store32_lane(target + x, i8x16.narrow_i16x8_u(halves, halves), 0);
    }
  }
  for (; x < size; x++) {
    store<u8>(target + x, <u8> <i32> (<f32> 255 * weightedSum(x) + 0.5));
  }
}

/** Four new pixels of a line, each the mean of two old ones. */
function meanOfPairs(x: i32): v128 {
  const at = line + (<usize> x << 3);
  const left = v128.load(at);
  const right = v128.load(at, 16);
  const even = v128.shuffle<i32>(left, right, 0, 2, 4, 6);
  const odd = v128.shuffle<i32>(left, right, 1, 3, 5, 7);
  const half = f32x4.splat(0.5);
  return f32x4.add(f32x4.mul(half, even), f32x4.mul(half, odd));
}

function weightedSum(x: i32): f32 {
  const start = load<i32>(weightStarts + (<usize> x << 2));
  const end = load<i32>(weightStarts + (<usize> x << 2), 4);
  let at = line + (<usize> load<i32>(firsts + (<usize> x << 2)) << 2);
  let sum: f32 = 0;
  for (let k = start; k < end; k++, at += 4) {
    sum += load<f32>(weights + (<usize> k << 2)) * load<f32>(at);
  }
  return sum;
}
