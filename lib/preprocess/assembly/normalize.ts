// @ts-nocheck: AssemblyScript, compiled to WebAssembly by `deno task wasm`

/**
 * `normalize` by slice, in place.
 *
 * @module
 */

import { columns, rows, stride } from "./slice";
import { spanEnd, spanStart } from "./spans";
import { imageRow } from "./window";

/** The slice's darkest and brightest pixel. */
let least: f32 = 0;
let most: f32 = 0;

/** Brings the image to [0, 1]. False if all its pixels are equal, so that all become 0. */
export function normalizeImage(): bool {
  findRange();
  const range = most - least;
  if (range <= 0) return false;
  if (least == 0 && range == 1) return true;
  // Beyond the spans is 0, and where there is anything beyond, 0 is the least and stays.
  for (let y = 0; y < rows; y++) {
    const row = imageRow(y);
    for (let x = <usize> spanStart(y), end = <usize> spanEnd(y); x < end; x += 4) {
      const raised = f32x4.sub(v128.load(row + (x << 2)), f32x4.splat(least));
      v128.store(row + (x << 2), f32x4.div(raised, f32x4.splat(range)));
    }
    for (let x = <usize> columns; x < <usize> stride; x++) store<f32>(row + (x << 2), 0);
  }
  return true;
}

function findRange(): void {
  least = f32.MAX_VALUE;
  most = 0;
  let dark = f32x4.splat(least);
  let bright = f32x4.splat(most);
  for (let y = 0; y < rows; y++) {
    const row = imageRow(y);
    const start = spanStart(y);
    const end = min(spanEnd(y), columns);
    if (start > 0 || end < columns) least = 0;
    let x = start;
    for (; x + 4 <= end; x += 4) {
      const four = v128.load(row + (<usize> x << 2));
      dark = f32x4.pmin(dark, four);
      bright = f32x4.pmax(bright, four);
    }
    for (; x < end; x++) {
      const one = load<f32>(row + (<usize> x << 2));
      least = min(least, one);
      most = max(most, one);
    }
  }
  least = min(least, leastLane(dark));
  most = max(most, mostLane(bright));
}

function leastLane(four: v128): f32 {
  const two = f32x4.pmin(four, v128.shuffle<i32>(four, four, 2, 3, 0, 1));
  return min(f32x4.extract_lane(two, 0), f32x4.extract_lane(two, 1));
}

function mostLane(four: v128): f32 {
  const two = f32x4.pmax(four, v128.shuffle<i32>(four, four, 2, 3, 0, 1));
  return max(f32x4.extract_lane(two, 0), f32x4.extract_lane(two, 1));
}
