import { float32Pixels, type Image, imageOf, sizeOf } from "./image.ts";
import { type Normalization, NORMALIZATIONS, requireOneOf } from "./options.ts";

/**
 * Normalizes a slice to [0, 1].
 *
 * - `slice`: the slice's darkest pixel becomes 0, its brightest 1, as the paper says. Nearly every
 *   slice of a head holds air (0) and bone (1) after windowing, so this seldom changes much. A slice
 *   of one value becomes 0.
 * - `window`: the window's bounds stay 0 and 1, so that a gray level means the same density on every
 *   slice.
 *
 * In 32-bit arithmetic.
 *
 * @param image A windowed slice on [0, 1].
 * @returns On [0, 1], same shape.
 */
export function normalize(image: Image, by: Normalization = "slice"): Image<Float32Array> {
  requireOneOf("normalize", by, NORMALIZATIONS);
  const { rows, columns } = sizeOf(image);
  const pixels = float32Pixels(image);
  if (by === "window") return imageOf(pixels.slice(), rows, columns);
  let least = Infinity;
  let most = -Infinity;
  for (let at = 0; at < pixels.length; at++) {
    const value = pixels[at]!;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  const normalized = new Float32Array(pixels.length);
  const range = Math.fround(most - least);
  if (range > 0) {
    for (let at = 0; at < pixels.length; at++) {
      normalized[at] = Math.fround(pixels[at]! - least) / range;
    }
  }
  return imageOf(normalized, rows, columns);
}
