import { float32Pixels, type Image, imageOf, sizeOf } from "./image.ts";
import { PREPROCESS_DEFAULTS, requireWindow, type WindowOptions } from "./options.ts";

/**
 * Keeps the densities of a window: `windowCenter - windowWidth / 2` HU and less become 0,
 * `windowCenter + windowWidth / 2` HU and more become 1, linear between (DICOM PS3.3 C.11.2.1.3,
 * LINEAR_EXACT), in 32-bit arithmetic. The default, 10 to 90 HU, is the paper's window for the brain
 * parenchyma.
 *
 * @param image In HU, `[rows, columns]`.
 * @returns On [0, 1], same shape.
 * @throws {PreprocessError} For a window that is not wider than 0.
 */
export function applyWindow(
  image: Image,
  options: WindowOptions = PREPROCESS_DEFAULTS,
): Image<Float32Array> {
  requireWindow(options);
  const { rows, columns } = sizeOf(image);
  const pixels = float32Pixels(image);
  const windowed = new Float32Array(pixels.length);
  const { low, width } = windowBounds(options);
  for (let at = 0; at < pixels.length; at++) {
    const share = Math.fround(Math.fround(pixels[at]! - low) / width);
    windowed[at] = share > 0 ? (share < 1 ? share : 1) : 0;
  }
  return imageOf(windowed, rows, columns);
}

/** The window's lower bound and width in HU, as 32-bit floats. */
export function windowBounds({ windowCenter, windowWidth }: WindowOptions): {
  low: number;
  width: number;
} {
  return {
    low: Math.fround(windowCenter - windowWidth / 2),
    width: Math.fround(windowWidth),
  };
}
