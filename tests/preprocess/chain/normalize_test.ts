import assert from "node:assert/strict";
import fc from "fast-check";
import { imageOf } from "hemoleak/preprocess/chain/image.ts";
import { normalize } from "hemoleak/preprocess/chain/normalize.ts";

Deno.test("by slice, the darkest pixel becomes 0 and the brightest 1, linear between", () => {
  const image = imageOf(Float32Array.of(0.25, 0.5, 0.625, 0.75), 2, 2);
  assert.deepEqual([...normalize(image, "slice").data], [0, 0.5, 0.75, 1]);
});

Deno.test("by window nothing changes, but in an array of its own", () => {
  const image = imageOf(Float32Array.of(0.25, 0.5), 1, 2);
  const normalized = normalize(image, "window");
  assert.deepEqual(normalized.data, image.data);
  assert.notEqual(normalized.data, image.data);
});

Deno.test("a slice of one value becomes black, not NaN", () => {
  assert.deepEqual([...normalize(imageOf(new Float32Array(4).fill(0.7), 2, 2)).data], [0, 0, 0, 0]);
});

Deno.test("normalizing twice is normalizing once", () => {
  const values = fc.array(fc.float({ min: 0, max: 1, noNaN: true }), {
    minLength: 6,
    maxLength: 6,
  });
  fc.assert(fc.property(values, (pixels) => {
    const once = normalize(imageOf(Float32Array.from(pixels), 2, 3));
    assert.deepEqual(normalize(once).data, once.data);
    assert.ok(once.data.every((value) => value >= 0 && value <= 1));
  }));
});

Deno.test("an unknown way is refused in words", () => {
  assert.throws(
    () => normalize(imageOf(new Float32Array(1), 1, 1), "volume" as "slice"),
    {
      name: "PreprocessError",
      message: "Expected normalize to be one of slice, window but found volume",
    },
  );
});
