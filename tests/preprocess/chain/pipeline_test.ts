import assert from "node:assert/strict";
import fc from "fast-check";
import { imageOf } from "hemoleak/preprocess/chain/image.ts";
import {
  completeOptions,
  type Normalization,
  PREPROCESS_DEFAULTS,
  type PreprocessOptions,
} from "hemoleak/preprocess/chain/options.ts";
import {
  preprocessSlice,
  preprocessStages,
  toGrayLevels,
} from "hemoleak/preprocess/chain/pipeline.ts";
import { imageFrom, largestDifference, type Listed, readCases } from "../fixtures.ts";
import { syntheticHead } from "../small_cohort.ts";

interface Case {
  size: number;
  normalize: Normalization;
  image: Listed;
  expected: Listed;
}

for (const { image, expected, ...options } of readCases<Case>("chain.jsonl")) {
  Deno.test(`the chain, ${image.shape[0]} to ${options.size} pixels by ${options.normalize}, as SciPy, NumPy and OpenCV in a row`, () => {
    const { resized } = preprocessStages(imageFrom(image), options);
    assert.ok(largestDifference(resized, expected) < 5e-6);
    const levels = preprocessSlice(imageFrom(image), options);
    assert.deepEqual(levels, toGrayLevels(resized));
  });
}

Deno.test("every stage is what its name says", () => {
  const image = imageOf(syntheticHead(64, 5, 1), 64, 64);
  const { mask, background, windowed, filtered, normalized, resized } = preprocessStages(image, {
    size: 20,
  });
  for (const stage of [mask, background, windowed, filtered, normalized]) {
    assert.deepEqual(stage.shape, [64, 64]);
  }
  assert.deepEqual(resized.shape, [20, 20]);
  for (let at = 0; at < 64 * 64; at++) {
    if (mask.data[at] === 1) assert.equal(background.data[at], image.data[at]);
    else assert.equal(windowed.data[at], 0);
  }
  const deviation = (values: Float32Array) => {
    // A patch of brain, HU 32 with noise of 1.
    const patch = [...Array(8).keys()].flatMap((
      y,
    ) => [...values.subarray(64 * (25 + y)).slice(28, 36)]);
    const mean = patch.reduce((sum, value) => sum + value, 0) / patch.length;
    return Math.sqrt(patch.reduce((sum, value) => sum + (value - mean) ** 2, 0) / patch.length);
  };
  assert.ok(Math.abs(deviation(windowed.data) - 1 / 80) < 0.004);
  assert.ok(deviation(filtered.data) < 0.5 * deviation(windowed.data));
});

Deno.test("where the head lies in the field of view does not change its pixels", () => {
  const head = syntheticHead(32, 2);
  const placed = (top: number, left: number) => {
    const hu = new Int16Array(64 * 64).fill(-1000);
    for (let y = 0; y < 28; y++) hu.set(head.subarray(32 * y, 32 * y + 32), (top + y) * 64 + left);
    return preprocessStages(imageOf(hu, 64, 64), { size: 64 }).resized;
  };
  // Ten pixels off the border, as far as the filter reaches.
  const reference = placed(10, 10);
  const offset = fc.integer({ min: 10, max: 22 });
  fc.assert(
    fc.property(offset, offset, (top, left) => {
      const moved = placed(top, left);
      for (let y = 0; y < 28; y++) {
        for (let x = 0; x < 32; x++) {
          assert.equal(moved.get(top + y, left + x), reference.get(10 + y, 10 + x));
        }
      }
    }),
    { numRuns: 20 },
  );
});

Deno.test("a slice without a head: black stages, and an error where an image is asked for", () => {
  const air = imageOf(new Int16Array(256).fill(-1000), 16, 16);
  const { mask, resized } = preprocessStages(air, { size: 8 });
  assert.ok(!mask.data.includes(1) && resized.data.every((value) => value === 0));
  assert.throws(
    () => preprocessSlice(air),
    {
      name: "PreprocessError",
      message: "Nothing in the slice but air, or what is as thin as a headrest",
    },
  );
});

Deno.test("[0, 1] becomes 0 to 255, the nearest gray level and halves upwards", () => {
  const levels = (...values: number[]) => [
    ...toGrayLevels(imageOf(Float32Array.from(values), 1, values.length)).data,
  ];
  assert.deepEqual(levels(0, 1, 0.5, 0.1, 0.9), [0, 255, 128, 26, 230]);
  const all = Array.from({ length: 256 }, (_, level) => level / 255);
  assert.deepEqual(levels(...all), [...Array(256).keys()]);
  const between = all.slice(0, -1).map((value) => value + 0.49 / 255);
  assert.deepEqual(levels(...between), [...Array(255).keys()]);
});

Deno.test("the defaults are the paper's values", () => {
  const { windowCenter, windowWidth, kappa, iterations, size } = PREPROCESS_DEFAULTS;
  assert.deepEqual([windowCenter, windowWidth, kappa, iterations, size], [50, 80, 0.02, 10, 256]);
  assert.deepEqual(completeOptions(), PREPROCESS_DEFAULTS);
  assert.equal(completeOptions({ scheme: "opencv" }).gamma, 1);
  assert.equal(completeOptions({ scheme: "opencv", gamma: 0.125 }).gamma, 0.125);
});

Deno.test("options out of range and unknown names are refused in words", () => {
  const cases: [Partial<PreprocessOptions>, RegExp][] = [
    [{ windowWidth: -1 }, /^Expected windowWidth to be a number greater than 0 but found -1$/],
    [{ windowCenter: NaN }, /^Expected windowCenter to be a number of HU but found NaN$/],
    [{ size: 0 }, /^Expected size to be a whole number of at least 1 but found 0$/],
    [{ bridgeThickness: 2 }, /^Expected bridgeThickness to be a number from 0 to 1 but found 2$/],
    [{ iterations: -1 }, /^Expected iterations to be a whole number of at least 0 but found -1$/],
  ];
  for (const [options, message] of cases) {
    assert.throws(() => completeOptions(options), { name: "PreprocessError", message });
  }
  assert.throws(() => completeOptions({ windowWitdh: 80 } as Partial<PreprocessOptions>), {
    name: "OptionsError",
    message: /^Expected an option of preprocessing .* did you mean windowWidth\?$/,
  });
});
