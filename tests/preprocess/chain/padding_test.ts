import assert from "node:assert/strict";
import fc from "fast-check";
import ndarray from "ndarray";
import { padWithAir, padWithLeast } from "hemoleak/preprocess/chain/padding.ts";

const hu = fc.integer({ min: -2000, max: 3000 });
const pixels = fc.array(hu, { minLength: 12, maxLength: 12 });

Deno.test("padding above the threshold becomes air, in the image itself, and nothing else", () => {
  fc.assert(fc.property(pixels, hu, fc.option(hu), (values, paddingValue, paddingRangeLimit) => {
    const data = Int16Array.from(values);
    const image = ndarray(data, [3, 4]);
    const result = padWithAir({ image, paddingValue, paddingRangeLimit }, -200);
    assert.equal(result, image, "not a copy");
    const range = [paddingValue, paddingRangeLimit ?? paddingValue].toSorted((a, b) => a - b);
    const [least, most] = range as [number, number];
    const expected = values.map((value) =>
      most > -200 && value >= least && value <= most ? -1000 : value
    );
    assert.deepEqual([...data], expected);
  }));
});

Deno.test("of an image that is a part of another, only the part is touched", () => {
  const volume = ndarray(Float32Array.from([5, 5, 5, 5, 5, 5, 5, 5]), [2, 2, 2]);
  const image = volume.pick(1, null, null).step(1, -1);
  padWithAir({ image, paddingValue: 5, paddingRangeLimit: null }, 0);
  assert.deepEqual([...volume.data], [5, 5, 5, 5, -1000, -1000, -1000, -1000]);
});

Deno.test("where the file tells of no padding, nothing is changed", () => {
  const image = ndarray(Int16Array.from([1, 2, 3, 4]), [2, 2]);
  padWithAir({ image, paddingValue: null, paddingRangeLimit: 9 }, -2000);
  assert.deepEqual([...image.data], [1, 2, 3, 4]);
});

Deno.test("of images that are no CT, padding becomes the least value of the rest", () => {
  fc.assert(fc.property(pixels, hu, fc.option(hu), (values, paddingValue, paddingRangeLimit) => {
    const image = ndarray(Int16Array.from(values), [3, 4]);
    const isPadding = (value: number) =>
      value >= Math.min(paddingValue, paddingRangeLimit ?? paddingValue) &&
      value <= Math.max(paddingValue, paddingRangeLimit ?? paddingValue);
    const rest = values.filter((value) => !isPadding(value));
    padWithLeast({ image, paddingValue, paddingRangeLimit });
    assert.deepEqual(
      [...image.data],
      rest.length === 0
        ? values
        : values.map((value) => isPadding(value) ? Math.min(...rest) : value),
    );
  }));
});
