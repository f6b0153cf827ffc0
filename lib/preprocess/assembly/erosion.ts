// @ts-nocheck: AssemblyScript, compiled to WebAssembly by `deno task wasm`

/**
 * Erosion of masks by squares: a pixel stays if all pixels within a chessboard distance, the radius,
 * are set. Beyond the image's border nothing is known, so it erodes nothing.
 *
 * @module
 */

import { bytesOfMask, columnsAt, firstRow, lastRow, newMask, rowBytes, rowOf } from "./bits";
import { columns, rows, share } from "./slice";

/** The mask eroded sideways only. */
let sideways: usize = 0;
/** One row with room on both sides for copies of its outermost pixels. */
let line: usize = 0;

/** Shares out what this module needs. */
export function reserveErosion(): void {
  sideways = newMask();
  const room = sideRoom();
  line = share(room + rowBytes() + room) + room;
}

/** Bytes beside the line: no step is longer than the larger side of the image. */
function sideRoom(): usize {
  return ((<usize> max(rows, columns) >> 7) + 2) << 4;
}

/**
 * The radius that an erosion by `radius` can be carried to in one step of {@link erodeFurther}: three
 * squares side by side cover every square up to the one three times as wide.
 */
export function reachOf(radius: i32): i32 {
  return 3 * radius + 1;
}

/**
 * Erodes a mask by `radius`.
 *
 * @param spare A mask to overwrite, as is `target`; neither may be `source`.
 * @returns Which of the two holds the result.
 */
export function erode(source: usize, radius: i32, target: usize, spare: usize): usize {
  let from = source;
  for (let done = 0; done < radius;) {
    const next = min(reachOf(done), radius);
    erodeFurther(from, next - done, target);
    from = target;
    target = spare;
    spare = from;
    done = next;
  }
  return from;
}

/**
 * Carries an erosion by some radius r to r + `step`, for a step of at most 2 r + 1: the pixels that
 * are set with those `step` beside them, above and below, and at the corners between. Beyond the border,
 * the outermost pixel speaks for all.
 */
export function erodeFurther(source: usize, step: i32, target: usize): void {
  const top = firstRow(source);
  const bottom = lastRow(source);
  memory.fill(target, 0, bytesOfMask());
  if (top < 0) return;
  for (let y = top; y <= bottom; y++) erodeRow(rowOf(source, y), step, rowOf(sideways, y));
  for (let y = top; y <= bottom; y++) {
    const above = max(y - step, 0);
    const below = min(y + step, rows - 1);
    if (above >= top && below <= bottom) {
      intersectRows(
        rowOf(sideways, above),
        rowOf(sideways, y),
        rowOf(sideways, below),
        rowOf(target, y),
      );
    }
  }
}

function intersectRows(above: usize, row: usize, below: usize, target: usize): void {
  for (let offset: usize = 0; offset < rowBytes(); offset += 16) {
    const middle = v128.and(v128.load(row + offset), v128.load(above + offset));
    v128.store(target + offset, v128.and(middle, v128.load(below + offset)));
  }
}

function erodeRow(row: usize, step: i32, target: usize): void {
  copyToLine(row, step);
  const skipped = <usize> (step >> 6) << 3;
  const shift = step & 63;
  for (let offset: usize = 0; offset < rowBytes(); offset += 16) {
    const at = line + offset;
    // Two shifts for what comes from the next word: one by 64 would be one by 0.
    const left = v128.or(
      i64x2.shl(v128.load(at - skipped), shift),
      i64x2.shr_u(i64x2.shr_u(v128.load(at - skipped - 8), 1), 63 - shift),
    );
    const right = v128.or(
      i64x2.shr_u(v128.load(at + skipped), shift),
      i64x2.shl(i64x2.shl(v128.load(at + skipped + 8), 1), 63 - shift),
    );
    const all = v128.and(v128.and(left, right), v128.load(at));
    v128.store(target + offset, v128.and(all, columnsAt(offset)));
  }
}

/** Copies a row to the line and repeats its outermost pixels beyond its ends, `step` far. */
function copyToLine(row: usize, step: i32): void {
  for (let offset: usize = 0; offset < rowBytes(); offset += 16) {
    v128.store(line + offset, v128.load(row + offset));
  }
  const room = ((<usize> step >> 7) + 1) << 4;
  const first = load<u64>(line) & 1;
  const leftmost = i64x2.splat(-first);
  for (let offset: usize = 16; offset <= room; offset += 16) v128.store(line - offset, leftmost);

  const lastColumn = columns - 1;
  const lastWord = line + (<usize> (lastColumn >> 6) << 3);
  const last = (load<u64>(lastWord) >>> (<u64> lastColumn & 63)) & 1;
  if (last) store<u64>(lastWord, load<u64>(lastWord) | (u64.MAX_VALUE << (<u64> lastColumn & 63)));
  const lineEnd = line + rowBytes();
  if (lastWord + 16 == lineEnd) store<u64>(lastWord + 8, -last);
  const rightmost = i64x2.splat(-last);
  for (let offset: usize = 0; offset < room; offset += 16) v128.store(lineEnd + offset, rightmost);
}
