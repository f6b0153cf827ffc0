import { float32Pixels, type Image, imageOf, sizeOf } from "./image.ts";
import { requireSize } from "./options.ts";

/**
 * Resizes to `size` x `size` pixels. An image that is not square is first padded with 0 on both
 * sides of its shorter axis, so that the head keeps its proportions.
 *
 * Making smaller averages over the area that each new pixel covers (`cv2.resize` with `INTER_AREA`),
 * which lets no fine pattern alias and keeps the mean. Making larger interpolates linearly between
 * pixel centers (`cv2.INTER_LINEAR`). The same size leaves the pixels as they are. All arithmetic is
 * in 32 bits: first the rows that make a new one are added up, then the columns.
 *
 * @param image `[rows, columns]`.
 * @returns `[size, size]`, in the same unit.
 */
export function resize(image: Image, size: number): Image<Float32Array> {
  requireSize(size);
  const { rows, columns } = sizeOf(image);
  const side = Math.max(rows, columns);
  const square = padToSquare(float32Pixels(image), rows, columns);
  return imageOf(side === size ? square.slice() : resample(square, side, size), size, size);
}

function padToSquare(pixels: Float32Array, rows: number, columns: number): Float32Array {
  if (rows === columns) return pixels;
  const side = Math.max(rows, columns);
  const top = (side - rows) >> 1;
  const left = (side - columns) >> 1;
  const square = new Float32Array(side * side);
  for (let y = 0; y < rows; y++) {
    square.set(pixels.subarray(y * columns, (y + 1) * columns), (top + y) * side + left);
  }
  return square;
}

/** For each new pixel of an axis: the run of old pixels that it is made of, and their weights. */
export interface Resampling {
  /** First old pixel, for each new pixel. */
  first: Int32Array;
  /** Where the weights of each new pixel begin, and as last element where they end. */
  start: Int32Array;
  /** The weights of one new pixel sum to 1. */
  weights: Float32Array;
}

/** How an axis of `side` pixels is resampled to `size`. */
export function resampling(side: number, size: number): Resampling {
  return size < side ? areaWeights(side, size) : linearWeights(side, size);
}

function resample(pixels: Float32Array, side: number, size: number): Float32Array {
  const fround = Math.fround;
  const { first, start, weights } = resampling(side, size);
  const resized = new Float32Array(size * size);
  const line = new Float32Array(side);
  for (let y = 0; y < size; y++) {
    line.fill(0);
    for (let k = start[y]!, row = first[y]!; k < start[y + 1]!; k++, row++) {
      const weight = weights[k]!;
      const from = row * side;
      for (let x = 0; x < side; x++) line[x]! += fround(weight * pixels[from + x]!);
    }
    for (let x = 0; x < size; x++) {
      let sum = 0;
      const end = start[x + 1]!;
      for (let k = start[x]!, column = first[x]!; k < end; k++, column++) {
        sum = fround(sum + fround(weights[k]! * line[column]!));
      }
      resized[y * size + x] = sum;
    }
  }
  return resized;
}

/** Each old pixel weighs as much as the new pixel covers of it. */
function areaWeights(side: number, size: number): Resampling {
  const first = new Int32Array(size);
  const start = new Int32Array(size + 1);
  const weights: number[] = [];
  for (let i = 0; i < size; i++) {
    // In units of 1 / size of an old pixel all bounds are whole numbers: no rounding decides.
    const from = i * side;
    const to = from + side;
    first[i] = Math.floor(from / size);
    for (let pixel = first[i]!; pixel * size < to; pixel++) {
      const covered = Math.min(to, (pixel + 1) * size) - Math.max(from, pixel * size);
      weights.push(covered / side);
    }
    start[i + 1] = weights.length;
  }
  return { first, start, weights: Float32Array.from(weights) };
}

/** Each new pixel lies between two old ones; beyond the outermost centers the border repeats. */
function linearWeights(side: number, size: number): Resampling {
  const first = new Int32Array(size);
  const start = new Int32Array(size + 1);
  const weights: number[] = [];
  for (let i = 0; i < size; i++) {
    const center = Math.min(side - 1, Math.max(0, (i + 0.5) * side / size - 0.5));
    first[i] = Math.floor(center);
    const share = center - first[i]!;
    weights.push(1 - share);
    if (share > 0) weights.push(share);
    start[i + 1] = weights.length;
  }
  return { first, start, weights: Float32Array.from(weights) };
}
