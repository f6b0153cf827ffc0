import assert from "node:assert/strict";
import ndarray from "ndarray";
import { squareGrid, withSquarePixels } from "hemoleak/cohort/scan/square_pixels.ts";
import type { SliceImage } from "hemoleak/cohort/scan/slice_image.ts";

/** The squares of 0 to 11, 3 x 4. */
function slice(change: Partial<SliceImage> = {}): SliceImage {
  const pixels = Int16Array.from({ length: 12 }, (_, i) => i * i);
  const image = ndarray(pixels, [3, 4]);
  return { image, paddingValue: null, paddingRangeLimit: null, notes: [], ...change };
}

// cv2.resize(numpy.arange(12, dtype=float32).reshape(3, 4) ** 2, (4, 6), INTER_LINEAR), and (10, 3)
const DOWN = [
  [0, 1, 4, 9],
  [4, 7, 12, 19],
  [12, 19, 28, 39],
  [28, 39, 52, 67],
  [52, 67, 84, 103],
  [64, 81, 100, 121],
];
const ACROSS = [
  [0, 0.1, 0.5, 0.9, 1.9, 3.1, 4.5, 6.5, 8.5, 9],
  [16, 16.9, 20.5, 24.1, 28.3, 32.7, 37.3, 42.5, 47.7, 49],
  [64, 65.7, 72.5, 79.3, 86.7, 94.3, 102.1, 110.5, 118.9, 121],
];

/** Expects pixels to the rounding of OpenCV's 32-bit arithmetic. */
function expectPixels({ image }: SliceImage, expected: number[][]) {
  assert.deepEqual(image.shape, [expected.length, expected[0]!.length]);
  const differences = expected.flat().map((value, i) => Math.abs(value - image.data[i]!));
  assert(Math.max(...differences) < 2e-5, `${image.data}`);
}

Deno.test("withSquarePixels: interpolates along the longer side as OpenCV does", () => {
  expectPixels(withSquarePixels(slice(), [1, 0.5]), DOWN);
  expectPixels(withSquarePixels(slice(), [0.4, 1]), ACROSS);
});

Deno.test("withSquarePixels: leaves square pixels, and those of which nothing sensible is known", () => {
  const same = slice();
  for (const spacing of [null, [0.5, 0.5], [0.5, 0.504], [0, 1], [1, 100], [NaN, 1]] as const) {
    assert.equal(withSquarePixels(same, spacing), same);
  }
});

Deno.test("withSquarePixels: no value arises between padding and tissue", () => {
  const pixels = Int16Array.of(-2000, -2000, 40, 60);
  const padded = slice({ image: ndarray(pixels, [1, 4]), paddingValue: -2000 });
  const { image } = withSquarePixels(padded, [0.5, 1]);
  assert.deepEqual([...image.data], [-2000, -2000, -2000, -2000, 40, 45, 55, 60]);
  const range = { paddingValue: -1999, paddingRangeLimit: -2001 };
  assert.deepEqual(withSquarePixels({ ...padded, ...range }, [0.5, 1]).image.data, image.data);
});

Deno.test("squareGrid: keeps the shorter side of a pixel", () => {
  const grid = { rows: 512, columns: 256, pixelSpacing: [0.5, 1] as const };
  assert.deepEqual(squareGrid(grid), { rows: 512, columns: 512 });
  assert.deepEqual(squareGrid({ ...grid, pixelSpacing: [1, 0.4] }), { rows: 1280, columns: 256 });
});
