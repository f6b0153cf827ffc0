import type { Box } from "./active_box.ts";
import type { DiffusionOptions } from "./options.ts";

/**
 * What OpenCV's `ximgproc::anisotropicDiffusion` computes on a gray image in its three channels:
 * eight neighbors of equal weight, whatever their distance, `exp(-(d / (255 K))^2)` of the
 * difference `d` of gray levels, rounded to 8 bits after every iteration (halves to even), borders
 * repeated. All arithmetic is rounded to 32 bits in OpenCV's order, so the gray levels are the same.
 *
 * OpenCV (5.0 and before) repeats the border only for the first iteration; in later ones it reads
 * memory that was never set there, so its own results differ from call to call within `iterations`
 * pixels of the border. Here the border is repeated every time, as when OpenCV is called for one
 * iteration after the other. For a difference of 255 OpenCV reads its table of weights one element
 * beyond the end; here the weight is the formula's.
 *
 * With `alpha` 1, which its users often pass, up to eight times a difference is added to a pixel:
 * the scheme is not stable, and fine noise becomes a checkerboard rather than smooth.
 *
 * @param pixels On [0, 1]; overwritten with gray levels divided by 255.
 * @param columns The image's width; only the box is read and written.
 */
export function diffuseOpenCv(
  pixels: Float32Array,
  columns: number,
  box: Box,
  { kappa, gamma, iterations }: DiffusionOptions,
): void {
  const flux = weightedDifferences(kappa);
  const alpha = Math.fround(gamma);
  let source = framedGrayLevels(pixels, columns, box);
  let target: FramedGrayLevels = { ...source, levels: new Uint8Array(source.levels.length) };
  for (let iteration = 0; iteration < iterations; iteration++) {
    repeatBorder(source);
    stepOpenCv(source, target.levels, flux, alpha);
    [source, target] = [target, source];
  }
  for (let y = box.top, row = source.width + 1; y < box.bottom; y++, row += source.width) {
    for (let x = box.left, at = row; x < box.right; x++, at++) {
      pixels[y * columns + x] = source.levels[at]! / 255;
    }
  }
}

/** Gray levels with a frame of one pixel around them. */
interface FramedGrayLevels {
  levels: Uint8Array;
  /** Of a row with its frame. */
  width: number;
  /** Of a column with its frame. */
  height: number;
}

/** `d * exp(-(d / (255 K))^2)` for d from -255 to 255, each product rounded as OpenCV rounds it. */
function weightedDifferences(kappa: number): Float32Array {
  const fround = Math.fround;
  const sigma = fround(fround(fround(kappa) * 3) * 255);
  const inverse = fround(1 / fround(sigma * sigma));
  return Float32Array.from({ length: 511 }, (_, index) => {
    const difference = index - 255;
    const channelSum = 3 * difference;
    const weight = fround(Math.exp(fround(-(channelSum * channelSum) * inverse)));
    return difference * weight;
  });
}

function framedGrayLevels(pixels: Float32Array, columns: number, box: Box): FramedGrayLevels {
  const width = box.right - box.left + 2;
  const height = box.bottom - box.top + 2;
  const levels = new Uint8Array(width * height);
  for (let y = box.top, row = width + 1; y < box.bottom; y++, row += width) {
    for (let x = box.left, at = row; x < box.right; x++, at++) {
      levels[at] = Math.round(255 * pixels[y * columns + x]!);
    }
  }
  return { levels, width, height };
}

function repeatBorder({ levels, width, height }: FramedGrayLevels): void {
  for (let y = 1; y < height - 1; y++) {
    levels[y * width] = levels[y * width + 1]!;
    levels[(y + 1) * width - 1] = levels[(y + 1) * width - 2]!;
  }
  levels.copyWithin(0, width, 2 * width);
  levels.copyWithin((height - 1) * width, (height - 2) * width, (height - 1) * width);
}

function stepOpenCv(
  { levels, width, height }: FramedGrayLevels,
  target: Uint8Array,
  flux: Float32Array,
  alpha: number,
): void {
  const fround = Math.fround;
  for (let y = 1; y < height - 1; y++) {
    for (let at = y * width + 1, end = (y + 1) * width - 1; at < end; at++) {
      const level = levels[at]!;
      const zero = 255 - level;
      // OpenCV's order of summation: left, right, the row above, the row below.
      let sum = fround(flux[zero + levels[at - 1]!]! + flux[zero + levels[at + 1]!]!);
      sum = fround(sum + flux[zero + levels[at - width - 1]!]!);
      sum = fround(sum + flux[zero + levels[at - width]!]!);
      sum = fround(sum + flux[zero + levels[at - width + 1]!]!);
      sum = fround(sum + flux[zero + levels[at + width - 1]!]!);
      sum = fround(sum + flux[zero + levels[at + width]!]!);
      sum = fround(sum + flux[zero + levels[at + width + 1]!]!);
      target[at] = toGrayLevel(fround(fround(sum * alpha) + level));
    }
  }
}

/** Nearest gray level, halves to even, as the processor's own rounding has it. */
function toGrayLevel(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  const rounded = rest > 0.5 || (rest === 0.5 && floor % 2 !== 0) ? floor + 1 : floor;
  return Math.min(255, Math.max(0, rounded));
}
