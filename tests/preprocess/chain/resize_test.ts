import assert from "node:assert/strict";
import fc from "fast-check";
import { imageOf } from "hemoleak/preprocess/chain/image.ts";
import { resize } from "hemoleak/preprocess/chain/resize.ts";
import { imageFrom, largestDifference, type Listed, readCases } from "../fixtures.ts";

interface Case {
  size: number;
  image: Listed;
  expected: Listed;
}

for (const { size, image, expected } of readCases<Case>("resize.jsonl")) {
  Deno.test(`${image.shape[0]} to ${size} pixels as OpenCV's`, () => {
    // OpenCV's weights are rounded to 32 bits.
    assert.ok(largestDifference(resize(imageFrom(image), size), expected) < 5e-7);
  });
}

Deno.test("3 x 3 to 2 x 2 pixels by hand: the middle pixel is shared by all four", () => {
  const image = imageOf(Float32Array.of(9, 0, 0, 0, 18, 0, 0, 0, 27), 3, 3);
  // Each new pixel covers 1.5 x 1.5 old ones: (1 corner + 1/4 middle) / 2.25, sides are 0.
  assert.deepEqual([...resize(image, 2).data], [6, 2, 2, 14]);
});

Deno.test("a wide image is padded above and below, a tall one left and right", () => {
  const row = imageOf(Float32Array.of(1, 2, 3), 1, 3);
  assert.deepEqual([...resize(row, 3).data], [0, 0, 0, 1, 2, 3, 0, 0, 0]);
  const column = imageOf(Float32Array.of(1, 2, 3), 3, 1);
  assert.deepEqual([...resize(column, 3).data], [0, 1, 0, 0, 2, 0, 0, 3, 0]);
});

Deno.test("smaller keeps the mean, and any size keeps the range", () => {
  const side = fc.integer({ min: 1, max: 20 });
  const image = side.chain((n) =>
    fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: n * n, maxLength: n * n })
      .map((data) => ({ n, data }))
  );
  fc.assert(fc.property(image, side, ({ n, data }, size) => {
    const resized = [...resize(imageOf(Float64Array.from(data), n, n), size).data];
    const mean = (values: number[]) => values.reduce((sum, v) => sum + v, 0) / values.length;
    if (size <= n) assert.ok(Math.abs(mean(resized) - mean(data)) < 1e-6);
    assert.ok(Math.min(...resized) >= Math.min(...data) - 1e-6);
    assert.ok(Math.max(...resized) <= Math.max(...data) + 1e-6);
  }));
});

Deno.test("a checkerboard averages out instead of aliasing", () => {
  const board = Float32Array.from({ length: 64 }, (_, at) => (at + (at >> 3)) % 2);
  assert.ok(resize(imageOf(board, 8, 8), 4).data.every((value) => value === 0.5));
});

Deno.test("the same size gives the same pixels in another array", () => {
  const image = imageOf(Float32Array.of(1, 2, 3, 4), 2, 2);
  const resized = resize(image, 2);
  assert.deepEqual(resized.data, image.data);
  assert.notEqual(resized.data, image.data);
});

Deno.test("a size that is none is refused in words", () => {
  for (const size of [0, -1, 2.5]) {
    assert.throws(
      () => resize(imageOf(new Float32Array(1), 1, 1), size),
      {
        name: "PreprocessError",
        message: `Expected size to be a whole number of at least 1 but found ${size}`,
      },
    );
  }
});
