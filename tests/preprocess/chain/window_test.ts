import assert from "node:assert/strict";
import fc from "fast-check";
import { imageOf } from "hemoleak/preprocess/chain/image.ts";
import { applyWindow } from "hemoleak/preprocess/chain/window.ts";

Deno.test("level 50, width 80: 10 HU is black, 50 HU the middle, 90 HU white", () => {
  const hu = Int16Array.of(-1000, 9, 10, 30, 50, 70, 90, 91, 3071);
  assert.deepEqual(
    [...applyWindow(imageOf(hu, 3, 3)).data],
    [0, 0, 0, 0.25, 0.5, 0.75, 1, 1, 1],
  );
});

Deno.test("any window keeps to [0, 1], keeps the order, and is exact inside", () => {
  const values = fc.array(fc.integer({ min: -1024, max: 3071 }), { minLength: 12, maxLength: 12 });
  const window = fc.record({
    windowCenter: fc.integer({ min: -600, max: 800 }),
    windowWidth: fc.integer({ min: 1, max: 3000 }),
  });
  fc.assert(fc.property(values, window, (hu, options) => {
    const sorted = Int16Array.from(hu).sort();
    const { data } = applyWindow(imageOf(sorted, 3, 4), options);
    data.forEach((value, at) => {
      const exact = (sorted[at]! - options.windowCenter) / options.windowWidth + 0.5;
      assert.ok(Math.abs(value - Math.min(1, Math.max(0, exact))) < 1e-6);
      assert.ok(at === 0 || value >= data[at - 1]!);
    });
  }));
});

Deno.test("a window without width is refused in words", () => {
  const image = imageOf(new Int16Array(1), 1, 1);
  for (const windowWidth of [0, -1]) {
    assert.throws(
      () => applyWindow(image, { windowCenter: 50, windowWidth }),
      {
        name: "PreprocessError",
        message: `Expected windowWidth to be a number greater than 0 but found ${windowWidth}`,
      },
    );
  }
});
