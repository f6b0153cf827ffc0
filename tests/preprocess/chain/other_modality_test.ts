import assert from "node:assert/strict";
import fc from "fast-check";
import { preprocessSlice, preprocessStages } from "hemoleak/preprocess";
import { type Image, imageOf } from "hemoleak/preprocess/chain/image.ts";
import { completeOptions, type PreprocessOptions } from "hemoleak/preprocess/chain/options.ts";
import { toGrayLevels } from "hemoleak/preprocess/chain/pipeline.ts";

const OTHER: Partial<PreprocessOptions> = { modality: "other", iterations: 0, size: 2 };

Deno.test("images that are no CT lose no background and keep their own range", () => {
  const image = imageOf(new Float32Array([-3, 1, 5, 13]), 2, 2);
  const { mask, background, windowed, resized } = preprocessStages(image, OTHER);
  assert.deepEqual([...mask.data], [1, 1, 1, 1]);
  assert.deepEqual([...background.data], [-3, 1, 5, 13]);
  assert.deepEqual([...windowed.data], [0, 0.25, 0.5, 1]);
  assert.deepEqual([...resized.data], [0, 0.25, 0.5, 1]);
});

Deno.test("normalized by the window, gray means the same on every slice: 0 to 1, or as it is set", () => {
  const options = { ...OTHER, normalize: "window" } as const;
  const dark = imageOf(new Float32Array([0, 0.1, 0.2, 0.5]), 2, 2);
  assert.deepEqual([...preprocessSlice(dark, options).data], [0, 26, 51, 128]);
  const signals = imageOf(new Int16Array([0, 300, 600, 1500]), 2, 2);
  const window = { windowCenter: 600, windowWidth: 1200 };
  assert.deepEqual([...preprocessSlice(signals, { ...options, ...window }).data], [
    0,
    64,
    128,
    255,
  ]);
});

Deno.test("a slice of one value is black and no error: there is no head to miss", () => {
  const even = imageOf(new Float32Array(16).fill(7), 4, 4);
  assert.deepEqual([...preprocessSlice(even, OTHER).data], [0, 0, 0, 0]);
});

Deno.test("the fast chain gives what the stages give, bit for bit", () => {
  const image = fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 })).chain(
    ([rows, columns]) =>
      fc.array(fc.integer({ min: -500, max: 4000 }), {
        minLength: rows * columns,
        maxLength: rows * columns,
      }).chain((values) =>
        fc.boolean().map((whole): Image =>
          whole
            ? imageOf(Int16Array.from(values), rows, columns)
            : imageOf(Float32Array.from(values, (value) => value / 4096), rows, columns)
        )
      ),
  );
  const normalize = fc.constantFrom("slice" as const, "window" as const);
  const scheme = fc.constantFrom("exponential" as const, "rational" as const, "opencv" as const);
  fc.assert(
    fc.property(
      image,
      normalize,
      scheme,
      fc.integer({ min: 0, max: 4 }),
      (image, normalize, scheme, iterations) => {
        const options = { modality: "other", size: 12, normalize, scheme, iterations } as const;
        const { resized } = preprocessStages(image, options);
        assert.deepEqual(preprocessSlice(image, options).data, toGrayLevels(resized).data);
      },
    ),
    { numRuns: 120, seed: 5 },
  );
});

Deno.test("the options of CT name no modality, so that stores of CT stay what they are", () => {
  assert.deepEqual(completeOptions({ modality: "CT" }), completeOptions());
  assert(!("modality" in completeOptions()));
  const { modality, windowCenter, windowWidth } = completeOptions({ modality: "other" });
  assert.deepEqual([modality, windowCenter, windowWidth], ["other", 0.5, 1]);
  assert.throws(
    () => completeOptions({ modality: "MR" as never }),
    /modality to be one of CT, other/,
  );
});
