import * as chain from "../chain.wasm";
import { AIR, type HeadLimits, headLimits } from "./background.ts";
import { exponentialCoefficients, rationalCoefficients } from "./diffusion.ts";
import { copyPixels, type Image, sizeOf } from "./image.ts";
import type { PreprocessOptions } from "./options.ts";
import { resampling } from "./resize.ts";
import { windowBounds } from "./window.ts";

/** Larger images than 8192 x 8192 pixels would need more than a WebAssembly memory can hold. */
const MOST_PIXELS = 2 ** 26;

/** All pixels are above, as in images of which nothing is background. */
const WHOLE_IMAGE: HeadLimits = { above: -Infinity, reach: 0, leastThickness: 0, leastLength: 0 };

/** What the memory is laid out for: `rows columns size`. */
let layout = "";

/**
 * Makes the memory ready for an image, and returns whether it is. Left to plain TypeScript are OpenCV's
 * scheme, windows in which air is not black, and images that are too large.
 *
 * The memory, one per thread, grows to what the largest slice so far needs: 10.4 MiB for 512 x 512
 * pixels, 40 bytes per pixel. Most of that is for a mask of every second pixel; a head touches a fifth.
 */
export function isFastChainReady(image: Image, options: PreprocessOptions): boolean {
  const { rows, columns } = sizeOf(image);
  const { size } = options;
  const side = Math.max(rows, columns);
  const airIsBlack = options.modality === "other" || windowBounds(options).low >= AIR;
  if (options.scheme === "opencv" || !airIsBlack) return false;
  if (Math.max(rows * columns, side, size ** 2) > MOST_PIXELS) return false;
  const wanted = `${rows} ${columns} ${size}`;
  if (layout === wanted) return true;
  layout = "";
  const { first, start, weights } = resampling(side, size);
  if (!chain.reserve(rows, columns, size, weights.length)) return false;
  new Int32Array(chain.memory.buffer, chain.firstsAt(), first.length).set(first);
  new Int32Array(chain.memory.buffer, chain.weightStartsAt(), start.length).set(start);
  new Float32Array(chain.memory.buffer, chain.weightsAt(), weights.length).set(weights);
  layout = wanted;
  return true;
}

/**
 * The chain in WebAssembly. It gives bit for bit what the stages in plain TypeScript give, which are the
 * definition, thirty to forty times as fast. Call {@link isFastChainReady} first.
 *
 * @returns `[size, size]` gray levels, or null where the slice holds no head.
 */
export function runFastChain(
  image: Image,
  options: PreprocessOptions,
): Uint8Array<ArrayBuffer> | null {
  const { rows, columns } = sizeOf(image);
  const { above, reach, leastThickness, leastLength } = options.modality === "other"
    ? WHOLE_IMAGE
    : headLimits(options, columns);
  const integers = fitsInt16(image.data) && above >= -32768;
  const { buffer } = chain.memory;
  const pixels = integers
    ? new Int16Array(buffer, chain.pixelsAt(), rows * columns)
    : new Float32Array(buffer, chain.pixelsAt(), rows * columns);
  copyPixels(image, pixels);
  const format = integers ? 1 : 0;
  if (!chain.findHead(format, above, reach, leastThickness, leastLength)) return null;
  const { low, width } = windowBounds(options);
  chain.applyWindow(format, low, width, options.iterations);
  diffuse(options);
  chain.resize(options.normalize === "slice" ? 1 : 0);
  return new Uint8Array(chain.memory.buffer, chain.grayLevelsAt(), options.size ** 2).slice();
}

function fitsInt16(data: Image["data"]): boolean {
  return data instanceof Int16Array || data instanceof Int8Array || data instanceof Uint8Array;
}

function diffuse(options: PreprocessOptions): void {
  if (options.scheme === "rational") {
    chain.diffuseRationally(options.iterations, ...rationalCoefficients(options));
  } else {
    chain.diffuseExponentially(options.iterations, ...exponentialCoefficients(options));
  }
}
