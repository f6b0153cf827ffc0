// @ts-nocheck: AssemblyScript, compiled to WebAssembly by `deno task wasm`

/**
 * `cutAttachments` of background.ts: takes off long thin parts that hang on the head by one end.
 *
 * @module
 */

import {
  bytesOfMask,
  firstIn,
  firstRow,
  intersect,
  invert,
  lastIn,
  newMask,
  rowBytes,
  rowOf,
  setRange,
  subtract,
} from "./bits";
import { erode } from "./erosion";
import {
  addNoted,
  componentOf,
  endOf,
  findComponents,
  firstRun,
  mostRuns,
  note,
  startOf,
} from "./runs";
import { columns, rows, share, words } from "./slice";

/** What lies between parts of the core. */
let between: usize = 0;
/** Thin pixels beside the rim. */
let touching: usize = 0;
let spare: usize = 0;
/** One row of bits. */
let seen: usize = 0;
/** For each thin piece three boxes: see {@link boxOf}. */
let boxes: usize = 0;

/** Shares out what this module needs. */
export function reserveAttachments(): void {
  between = newMask();
  touching = newMask();
  spare = newMask();
  seen = share(rowBytes());
  boxes = share(mostRuns() * 3 * offsetof<Box>());
}

/** The rectangle around pixels, with all its bounds; clear it before use. */
@unmanaged
export class Box {
  left: i32;
  right: i32;
  top: i32;
  bottom: i32;

  clear(): void {
    this.left = i32.MAX_VALUE;
    this.right = -1;
    this.top = i32.MAX_VALUE;
    this.bottom = -1;
  }

  /** Adds pixels of a row; none where `from` is negative. */
  add(y: i32, from: i32, to: i32): void {
    if (from < 0) return;
    this.left = min(this.left, from);
    this.right = max(this.right, to);
    this.top = min(this.top, y);
    this.bottom = max(this.bottom, y);
  }

  /** The longer side; 0 without pixels. */
  extent(): i32 {
    if (this.right < 0) return 0;
    return max(this.right - this.left, this.bottom - this.top) + 1;
  }
}

/** The pixels of a piece that a box is around. */
const ALL = 0;
const TOUCHING = 1;
const AROUND = 2;

function boxOf(piece: i32, which: i32): Box {
  return changetype<Box>(boxes + <usize> (3 * piece + which) * offsetof<Box>());
}

/**
 * Takes the attachments out of the mask.
 *
 * @param mask One component.
 * @param core What of it lies more than `reach` deep.
 * @param thin A mask to overwrite, as is `around`.
 * @returns Whether there were any.
 */
export function cutAttachments(
  mask: usize,
  core: usize,
  reach: i32,
  leastLength: f64,
  thin: usize,
  around: usize,
): bool {
  // What is farther from the core than reach + 1: the rest of the image, eroded by that.
  invert(core, spare);
  const far = erode(spare, reach + 1, around, between);
  memory.copy(thin, far, bytesOfMask());
  intersect(thin, mask);
  if (firstRow(thin) < 0) return false;

  findBetween(core);
  findTouching(mask, thin);
  memory.copy(around, thin, bytesOfMask());
  subtract(around, between);
  findComponents(thin);
  measurePieces(around);
  if (!choosePieces(leastLength)) return false;
  memory.fill(spare, 0, bytesOfMask());
  addNoted(1, spare);
  intersect(spare, around);
  subtract(mask, spare);
  return true;
}

/** Finds what has parts of the core on both sides, in its row or in its column. */
function findBetween(core: usize): void {
  memory.fill(seen, 0, rowBytes());
  for (let y = 0; y < rows; y++) passRow(rowOf(core, y), rowOf(between, y), false);
  memory.fill(seen, 0, rowBytes());
  for (let y = rows - 1; y >= 0; y--) {
    passRow(rowOf(core, y), rowOf(between, y), true);
    const left = firstIn(rowOf(core, y), 0, columns);
    const right = lastIn(rowOf(core, y), 0, columns);
    if (right - left > 1) setRange(rowOf(between, y), left + 1, right);
  }
}

/** Writes the columns seen in the rows before, or keeps those among `target`, and sees this row's. */
function passRow(core: usize, target: usize, keep: bool): void {
  for (let offset: usize = 0; offset < rowBytes(); offset += 16) {
    const before = v128.load(seen + offset);
    const kept = keep ? v128.and(before, v128.load(target + offset)) : before;
    v128.store(target + offset, kept);
    v128.store(seen + offset, v128.or(before, v128.load(core + offset)));
  }
}

/** Finds the thin pixels that have a neighbor in the rim, which is what of the mask is not thin. */
function findTouching(mask: usize, thin: usize): void {
  for (let y = 0; y < rows; y++) {
    for (let word = 0; word < words; word++) {
      const offset = <usize> word << 3;
      const pixels = load<u64>(rowOf(thin, y) + offset);
      let rim: u64 = 0;
      if (pixels != 0) {
        const row = rimWord(mask, thin, y, word);
        rim = (row << 1) | (row >>> 1);
        rim |= rimWord(mask, thin, y, word - 1) >>> 63;
        rim |= rimWord(mask, thin, y, word + 1) << 63;
        rim |= rimWord(mask, thin, y - 1, word);
        rim |= rimWord(mask, thin, y + 1, word);
      }
      store<u64>(rowOf(touching, y) + offset, pixels & rim);
    }
  }
}

function rimWord(mask: usize, thin: usize, y: i32, word: i32): u64 {
  if (y < 0 || y >= rows || word < 0 || word >= words) return 0;
  const offset = <usize> word << 3;
  return load<u64>(rowOf(mask, y) + offset) & ~load<u64>(rowOf(thin, y) + offset);
}

/** Lays the boxes around the pieces. */
function measurePieces(around: usize): void {
  for (let y = 0; y < rows; y++) {
    for (let run = firstRun(y), end = firstRun(y + 1); run < end; run++) {
      const piece = componentOf(run);
      if (piece == run) {
        boxOf(piece, ALL).clear();
        boxOf(piece, TOUCHING).clear();
        boxOf(piece, AROUND).clear();
      }
      const from = startOf(run);
      const to = endOf(run);
      boxOf(piece, ALL).add(y, from, to - 1);
      addTo(boxOf(piece, TOUCHING), touching, y, from, to);
      addTo(boxOf(piece, AROUND), around, y, from, to);
    }
  }
}

function addTo(box: Box, mask: usize, y: i32, from: i32, to: i32): void {
  const row = rowOf(mask, y);
  box.add(y, firstIn(row, from, to), lastIn(row, from, to));
}

/** Notes 1 of the pieces that are attachments; false if none is. */
function choosePieces(leastLength: f64): bool {
  let any = false;
  for (let run = 0, end = firstRun(rows); run < end; run++) {
    if (componentOf(run) != run) continue;
    const hangsByOneEnd = 2 * boxOf(run, TOUCHING).extent() < boxOf(run, ALL).extent();
    if (hangsByOneEnd && <f64> boxOf(run, AROUND).extent() >= leastLength) {
      note(run, 1);
      any = true;
    }
  }
  return any;
}
