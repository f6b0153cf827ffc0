import { AIR } from "../../cohort/scan/slice_image.ts";
import { float32Pixels, type Image, imageOf, sizeOf } from "./image.ts";
import { type BackgroundOptions, PREPROCESS_DEFAULTS, requireBackground } from "./options.ts";

/** What the background is filled with. */
export { AIR };

/** A thin part is long from this share of the slice's width on, about 28 mm: more than an ear. */
const LONG_ATTACHMENT = 0.12;

/**
 * Finds the head in a slice; air, headrest and table stay outside.
 *
 * 1. Tissue is what lies above `airThreshold`.
 * 2. The head is the 4-connected component of the thickest part, measured by the largest square
 *    around a pixel. On most slices that is the largest component; near the vertex a headrest may
 *    cover more pixels than the head, but is thin.
 * 3. A headrest that touches the scalp is cut off: a long part, thinner than `bridgeThickness`, that
 *    lies around the head and hangs on it by one end. Walls of sinuses hang on it by both; an outer
 *    ear that stands out as far as that falls with it.
 * 4. Holes are filled: closed sinuses and air cells are part of the head.
 *
 * @param image In HU, `[rows, columns]`.
 * @returns 1 on the head and 0 elsewhere, same shape; all 0 where the slice holds no head.
 */
export function headMask(
  image: Image,
  options: BackgroundOptions = PREPROCESS_DEFAULTS,
): Image<Uint8Array> {
  requireBackground(options);
  const { rows, columns } = sizeOf(image);
  const { above, reach, leastThickness, leastLength } = headLimits(options, columns);
  const tissue = threshold(float32Pixels(image), above);
  const depths = depthMap(tissue, rows, columns);
  const deepest = indexOfLargest(depths);
  const thickness = 2 * depths[deepest]! - 1;
  const head = new Uint8Array(tissue.length);
  if (thickness > 0 && thickness >= leastThickness) {
    let attached = connectedTo(deepest, tissue, columns);
    if (reach > 0 && reach < depths[deepest]!) {
      cutAttachments(attached, depths, rows, columns, reach, leastLength);
      attached = connectedTo(deepest, attached, columns);
    }
    head.set(attached);
    fillHoles(head, rows, columns);
  }
  return imageOf(head, rows, columns);
}

/**
 * Removes the background: everything outside the {@link headMask} becomes air.
 *
 * @param image In HU, `[rows, columns]`.
 * @returns The image in HU and the mask, both of the same shape.
 */
export function removeBackground(
  image: Image,
  options: BackgroundOptions = PREPROCESS_DEFAULTS,
): { image: Image<Float32Array>; mask: Image<Uint8Array> } {
  const { rows, columns } = sizeOf(image);
  const mask = headMask(image, options);
  const inside = mask.data;
  const pixels = float32Pixels(image).slice();
  for (let at = 0; at < pixels.length; at++) if (inside[at] === 0) pixels[at] = AIR;
  return { image: imageOf(pixels, rows, columns), mask };
}

/** {@link BackgroundOptions} for slices of a width. */
export interface HeadLimits {
  /** Tissue is above as many HU, a 32-bit float. */
  above: number;
  /** The head's core lies more pixels deep than this. */
  reach: number;
  /** Least side of the largest square in the head, in pixels. */
  leastThickness: number;
  /** Least length of a thin part that is cut off, in pixels. */
  leastLength: number;
}

/** The options in pixels of a slice of `columns` columns. */
export function headLimits(options: BackgroundOptions, columns: number): HeadLimits {
  return {
    above: Math.fround(options.airThreshold),
    reach: Math.round(options.bridgeThickness * columns / 2),
    leastThickness: options.minimumThickness * columns,
    leastLength: LONG_ATTACHMENT * columns,
  };
}

function threshold(pixels: Float32Array, above: number): Uint8Array {
  const mask = new Uint8Array(pixels.length);
  for (let at = 0; at < pixels.length; at++) mask[at] = pixels[at]! > above ? 1 : 0;
  return mask;
}

/**
 * How deep each pixel lies in the mask: its chessboard distance to the nearest pixel outside, so 1
 * on the rim (two passes; Rosenfeld and Pfaltz, J. ACM 13(4), 1966). Beyond the image's border
 * nothing is known, so a head that the field of view cuts counts as going on.
 */
function depthMap(mask: Uint8Array, rows: number, columns: number): Int32Array {
  const width = columns + 2;
  const frame = new Int32Array(width * (rows + 2)).fill(rows + columns);
  for (let y = 0; y < rows; y++) {
    for (let at = (y + 1) * width + 1, from = y * columns, x = 0; x < columns; x++, at++) {
      const above = at - width;
      frame[at] = mask[from + x] === 0 ? 0 : 1 + Math.min(
        frame[above - 1]!,
        frame[above]!,
        frame[above + 1]!,
        frame[at - 1]!,
      );
    }
  }
  const depths = new Int32Array(rows * columns);
  for (let y = rows - 1; y >= 0; y--) {
    for (let at = (y + 1) * width + columns, x = columns - 1; x >= 0; x--, at--) {
      const below = at + width;
      const through = 1 + Math.min(
        frame[below - 1]!,
        frame[below]!,
        frame[below + 1]!,
        frame[at + 1]!,
      );
      if (through < frame[at]!) frame[at] = through;
      depths[y * columns + x] = frame[at]!;
    }
  }
  return depths;
}

function indexOfLargest(values: Int32Array): number {
  let index = 0;
  for (let at = 1; at < values.length; at++) if (values[at]! > values[index]!) index = at;
  return index;
}

/** The part of the mask that is 4-connected with a pixel of it. */
function connectedTo(start: number, mask: Uint8Array, columns: number): Uint8Array {
  const part = new Uint8Array(mask.length);
  spread([start], mask, 1, part, columns);
  return part;
}

/**
 * Marks what 4-neighbor steps over pixels of a value lead to, and returns these pixels. Starts of
 * another value and marked pixels are passed over.
 */
function spread(
  starts: readonly number[],
  mask: Uint8Array,
  value: 0 | 1,
  marked: Uint8Array,
  columns: number,
): Int32Array {
  const reached = new Int32Array(mask.length);
  let count = 0;
  const visit = (at: number) => {
    if (mask[at] === value && marked[at] === 0) {
      marked[at] = 1;
      reached[count++] = at;
    }
  };
  for (const start of starts) visit(start);
  for (let next = 0; next < count; next++) {
    const at = reached[next]!;
    const x = at % columns;
    if (x > 0) visit(at - 1);
    if (x + 1 < columns) visit(at + 1);
    if (at >= columns) visit(at - columns);
    if (at + columns < mask.length) visit(at + columns);
  }
  return reached.slice(0, count);
}

/**
 * Takes long thin parts around the head that hang on it by one end out of the mask. The head's core lies more
 * than `reach` deep, and its rim is what is no farther from the core than that, a pixel of tolerance
 * added; each connected piece of the rest is thin.
 */
function cutAttachments(
  mask: Uint8Array,
  depths: Int32Array,
  rows: number,
  columns: number,
  reach: number,
  leastLength: number,
): void {
  const notCore = mask.map((value, at) => value === 1 && depths[at]! > reach ? 0 : 1);
  const toCore = depthMap(notCore, rows, columns);
  const thin = mask.map((value, at) => value === 1 && toCore[at]! > reach + 1 ? 1 : 0);
  const isRim = (at: number) => mask[at] === 1 && thin[at] === 0;
  const touchesRim = (at: number) => {
    const x = at % columns;
    return (x > 0 && isRim(at - 1)) || (x + 1 < columns && isRim(at + 1)) ||
      isRim(at - columns) || isRim(at + columns);
  };
  const isBetween = betweenTester(notCore, rows, columns);
  const seen = new Uint8Array(mask.length);
  for (let at = 0; at < mask.length; at++) {
    if (thin[at] === 0 || seen[at] === 1) continue;
    const piece = spread([at], thin, 1, seen, columns);
    const around = piece.filter((pixel) => !isBetween(pixel));
    const hangsByOneEnd = 2 * extent(piece.filter(touchesRim), columns) < extent(piece, columns);
    if (hangsByOneEnd && extent(around, columns) >= leastLength) {
      for (const cut of around) mask[cut] = 0;
    }
  }
}

/** Whether a pixel has parts of the core on both sides, in its row or in its column. */
function betweenTester(
  notCore: Uint8Array,
  rows: number,
  columns: number,
): (at: number) => boolean {
  const left = new Int32Array(rows).fill(columns);
  const right = new Int32Array(rows).fill(-1);
  const top = new Int32Array(columns).fill(rows);
  const bottom = new Int32Array(columns).fill(-1);
  for (let y = 0, at = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++, at++) {
      if (notCore[at] === 1) continue;
      if (x < left[y]!) left[y] = x;
      right[y] = x;
      if (y < top[x]!) top[x] = y;
      bottom[x] = y;
    }
  }
  return (at) => {
    const x = at % columns;
    const y = (at - x) / columns;
    return (left[y]! < x && x < right[y]!) || (top[x]! < y && y < bottom[x]!);
  };
}

/** The longer side of the rectangle around pixels; 0 without any. */
function extent(pixels: Int32Array, columns: number): number {
  if (pixels.length === 0) return 0;
  let left = columns;
  let right = -1;
  let top = Infinity;
  let bottom = -1;
  for (const at of pixels) {
    const x = at % columns;
    const y = (at - x) / columns;
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  return Math.max(right - left, bottom - top) + 1;
}

/** Fills what the border cannot reach by steps between 4-neighbors outside the mask. */
function fillHoles(mask: Uint8Array, rows: number, columns: number): void {
  const border: number[] = [];
  for (let x = 0; x < columns; x++) border.push(x, (rows - 1) * columns + x);
  for (let y = 0; y < rows; y++) border.push(y * columns, (y + 1) * columns - 1);
  const outside = new Uint8Array(mask.length);
  spread(border, mask, 0, outside, columns);
  for (let at = 0; at < mask.length; at++) mask[at] = 1 - outside[at]!;
}
