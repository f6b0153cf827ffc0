// @ts-nocheck: AssemblyScript, compiled to WebAssembly by `deno task wasm`

/**
 * `diffuse` of diffusion.ts, on the spans of the image and in place.
 *
 * Some iterations go over the image together, each a row behind the one before, so that the rows in
 * work stay in the processor's cache.
 *
 * @module
 */

import { columns, rows, share, stride } from "./slice";
import { clearFloats, spanEnd, spanStart } from "./spans";
import { imageRow } from "./window";

/** Perona and Malik's first conductance. */
export class Exponential {}
/** Their second. */
export class Rational {}

/** How many iterations go together at most: their rows of 512 pixels fit into a cache of 48 KB. */
const TOGETHER: i32 = 10;

/** For each of these iterations, a row of what flows in from the row above. */
let fromAbove: usize = 0;

/** Shares out what this module needs. */
export function reserveDiffusion(): void {
  fromAbove = share(<usize> TOGETHER * imageRowBytes());
}

function imageRowBytes(): usize {
  return (<usize> stride) << 2;
}

/** Filters the image with the first conductance; the other numbers are `exponentialCoefficients`. */
export function diffuseExponentially(
  iterations: i32,
  limit: f32,
  a: f32,
  b: f32,
  c: f32,
  d: f32,
): void {
  diffuseImage<Exponential>(iterations, limit, a, b, c, d);
}

/** Filters the image with the second conductance; the other numbers are `rationalCoefficients`. */
export function diffuseRationally(iterations: i32, gamma: f32, scale: f32): void {
  diffuseImage<Rational>(iterations, 0, gamma, scale, 0, 0);
}

function diffuseImage<Scheme>(
  iterations: i32,
  limit: f32,
  a: f32,
  b: f32,
  c: f32,
  d: f32,
): void {
  for (let done = 0; done < iterations; done += TOGETHER) {
    diffuseTogether<Scheme>(
      min(TOGETHER, iterations - done),
      f32x4.splat(limit),
      f32x4.splat(a),
      f32x4.splat(b),
      f32x4.splat(c),
      f32x4.splat(d),
    );
  }
}

function diffuseTogether<Scheme>(
  iterations: i32,
  limit: v128,
  a: v128,
  b: v128,
  c: v128,
  d: v128,
): void {
  memory.fill(fromAbove, 0, <usize> iterations * imageRowBytes());
  for (let front = 0; front < rows + iterations - 1; front++) {
    for (let iteration = 0; iteration < iterations; iteration++) {
      const y = front - iteration;
      if (y < 0) break;
      if (y >= rows) continue;
      const above = fromAbove + <usize> iteration * imageRowBytes();
      if (spanStart(y) < spanEnd(y)) stepRow<Scheme>(y, above, limit, a, b, c, d);
      if (y + 1 < rows) clearBeside(y, above);
    }
  }
}

/** Nothing flows into the part of the next row's span that this row's does not lie above. */
function clearBeside(y: i32, above: usize): void {
  const start = spanStart(y + 1);
  const end = spanEnd(y + 1);
  clearFloats(above, start, min(spanStart(y), end));
  clearFloats(above, max(spanEnd(y), start), end);
}

/**
 * One iteration on one row. Each edge between two pixels is computed once: the flux to the right is
 * carried to the next pixels, the flux downwards to the next row, and pixels are overwritten only when
 * all is known. The last row sees itself below it, so that nothing flows.
 */
function stepRow<Scheme>(
  y: i32,
  above: usize,
  limit: v128,
  a: v128,
  b: v128,
  c: v128,
  d: v128,
): void {
  const below = y + 1 < rows ? imageRowBytes() : 0;
  const start = <usize> spanStart(y) << 2;
  const last = (<usize> spanEnd(y) << 2) - 16;
  const row = imageRow(y);
  let before = f32x4.splat(0);
  let at = row + start;
  let flow = above + start;
  for (const end = row + last; at < end; at += 16, flow += 16) {
    const value = v128.load(at);
    const right = fluxOf<Scheme>(f32x4.sub(v128.load(at, 4), value), limit, a, b, c, d);
    const down = fluxOf<Scheme>(f32x4.sub(v128.load(at + below), value), limit, a, b, c, d);
    settle(at, flow, value, before, right, down);
    before = right;
  }
  const value = v128.load(at);
  const right = fluxOf<Scheme>(f32x4.sub(v128.load(at, 4), value), limit, a, b, c, d);
  const down = fluxOf<Scheme>(f32x4.sub(v128.load(at + below), value), limit, a, b, c, d);
  settle(at, flow, value, before, v128.and(right, notOverBorder(y)), down);
}

/** Adds up what flows over the four sides of four pixels. */
function settle(at: usize, flow: usize, value: v128, before: v128, right: v128, down: v128): void {
  const left = v128.shuffle<i32>(before, right, 3, 4, 5, 6);
  const up = v128.load(flow);
  v128.store(flow, down);
  v128.store(at, f32x4.add(value, f32x4.add(f32x4.sub(right, left), f32x4.sub(down, up))));
}

/** The lanes of a span's last vector over whose right side something may flow. */
function notOverBorder(y: i32): v128 {
  if (spanEnd(y) < stride) return i32x4.splat(-1);
  return i32x4.gt_s(i32x4.splat((columns - 1) & 3), i32x4(0, 1, 2, 3));
}

/** What flows for differences between pixels: `exponentialFlux` or `rationalFlux`, by their operations. */
function fluxOf<Scheme>(difference: v128, limit: v128, a: v128, b: v128, c: v128, d: v128): v128 {
  const square = f32x4.mul(difference, difference);
  if (idof<Scheme>() == idof<Rational>()) {
    return f32x4.div(f32x4.mul(a, difference), f32x4.add(f32x4.splat(1), f32x4.mul(square, b)));
  }
  const x = f32x4.pmin(limit, square);
  let root = f32x4.add(f32x4.mul(d, x), c);
  root = f32x4.add(f32x4.mul(root, x), b);
  root = f32x4.add(f32x4.mul(root, x), a);
  const power2 = f32x4.mul(root, root);
  const power4 = f32x4.mul(power2, power2);
  const power8 = f32x4.mul(power4, power4);
  return f32x4.mul(difference, f32x4.mul(power8, power8));
}
