// @ts-nocheck: AssemblyScript, compiled to WebAssembly by `deno task wasm`

/**
 * `headMask` of background.ts on masks of one bit a pixel. What is there a chessboard distance above a
 * number is here an erosion by it.
 *
 * @module
 */

import { cutAttachments, reserveAttachments } from "./attachments";
import { bytesOfMask, firstIn, firstRow, intersect, invert, isFull, newMask, rowOf } from "./bits";
import { erode, erodeFurther, reachOf } from "./erosion";
import { threshold } from "./pixels";
import {
  addComponent,
  addNoted,
  componentAt,
  componentOf,
  endOf,
  findComponents,
  firstRun,
  note,
  startOf,
} from "./runs";
import { columns, rows } from "./slice";

/** The head's mask. */
export let head: usize = 0;

let tissue: usize = 0;
/** What lies deeper in the tissue than the reach. */
let core: usize = 0;
let spareA: usize = 0;
let spareB: usize = 0;

/** The deepest pixel: of all with the largest square of tissue around them, the first. */
let deepestX: i32 = 0;
let deepestY: i32 = 0;
/** The radius of that square; its side is twice that and 1. */
let deepestRadius: i32 = 0;

/** Shares out what this module needs. */
export function reserveHead(): void {
  head = newMask();
  tissue = newMask();
  core = newMask();
  spareA = newMask();
  spareB = newMask();
  reserveAttachments();
}

/** Finds the head as `headMask` does; see there for what the numbers mean. False where there is none. */
export function maskHead<T>(above: f32, reach: i32, leastThickness: f64, leastLength: f64): bool {
  threshold<T>(above, tissue);
  memory.fill(head, 0, bytesOfMask());
  if (isFull(tissue)) {
    memory.copy(head, tissue, bytesOfMask());
    return true;
  }
  const eroded = erode(tissue, reach, spareA, spareB);
  memory.copy(core, eroded, bytesOfMask());
  const hasCore = firstRow(core) >= 0;
  if (!findDeepest(hasCore ? core : tissue, hasCore ? reach : 0)) return false;
  if (<f64> (2 * deepestRadius + 1) < leastThickness) return false;

  findComponents(tissue);
  addComponent(componentAt(deepestX, deepestY), head);
  if (reach > 0 && hasCore) {
    intersect(core, head);
    if (cutAttachments(head, core, reach, leastLength, spareA, spareB)) keepDeepest();
  }
  fillHoles();
  return true;
}

/**
 * Finds the deepest pixel of the tissue by bisection: the last erosion that leaves anything. One by
 * the image's longer side leaves nothing, as some pixel is no tissue.
 *
 * @param mask The tissue eroded by `radius`.
 * @returns False where there is no tissue.
 */
function findDeepest(mask: usize, radius: i32): bool {
  if (firstRow(mask) < 0) return false;
  let left = mask;
  let tried = spareA;
  const free = spareB;
  let empty = max(rows, columns);
  while (empty - radius > 1) {
    const next = min(reachOf(radius), (radius + empty) >> 1);
    erodeFurther(left, next - radius, tried);
    if (firstRow(tried) < 0) {
      empty = next;
      continue;
    }
    const done = left == mask ? free : left;
    left = tried;
    tried = done;
    radius = next;
  }
  deepestRadius = radius;
  deepestY = firstRow(left);
  deepestX = firstIn(rowOf(left, deepestY), 0, columns);
  return true;
}

/** Keeps the component of the deepest pixel. */
function keepDeepest(): void {
  findComponents(head);
  memory.fill(head, 0, bytesOfMask());
  addComponent(componentAt(deepestX, deepestY), head);
}

/** Fills what no path outside the head joins to the image's border. */
function fillHoles(): void {
  invert(head, spareA);
  findComponents(spareA);
  for (let y = 0; y < rows; y++) {
    const onBorder = y == 0 || y == rows - 1;
    for (let run = firstRun(y), end = firstRun(y + 1); run < end; run++) {
      if (onBorder || startOf(run) == 0 || endOf(run) == columns) note(componentOf(run), 1);
    }
  }
  addNoted(0, head);
}
