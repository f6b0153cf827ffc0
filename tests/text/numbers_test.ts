import assert from "node:assert/strict";
import {
  countText,
  decimalText,
  differenceText,
  intervalText,
  seedsText,
  signedText,
} from "hemoleak/text/numbers.ts";

Deno.test("numbers as tables show them", () => {
  assert.equal(decimalText(0.98249), "0.982");
  assert.equal(decimalText(NaN), "n/a");
  assert.equal(decimalText(null), "n/a");
  assert.equal(intervalText(0.7, [0.5, 0.9]), "0.700 [0.500, 0.900]");
  assert.equal(intervalText(0.7, null), "0.700");
  assert.equal(intervalText(NaN, [0, 1]), "n/a");
  assert.equal(intervalText(0.7, [NaN, 1]), "0.700");
  assert.equal(countText(193317), "193,317");
  assert.equal(countText(999), "999");
  assert.equal(countText(1000), "1,000");
  assert.equal(signedText(-0.1254), "−0.125");
  assert.equal(signedText(0.02), "+0.020");
  assert.equal(signedText(-0.0001), "0.000");
});

Deno.test("a difference and its interval have signs, and none for nothing", () => {
  assert.equal(differenceText(0.125, [-0.014, 0.248]), "+0.125 [−0.014, +0.248]");
  assert.equal(differenceText(-0.0001, [-0.5, 0]), "0.000 [−0.500, 0.000]");
});

Deno.test("seeds are named one by one, or from the first to the last where none is left out", () => {
  assert.equal(seedsText([]), "no seed");
  assert.equal(seedsText([4]), "seed 4");
  assert.equal(seedsText([4, 5]), "seeds 4, 5");
  assert.equal(seedsText([4, 5, 6]), "seeds 4–6");
  assert.equal(seedsText([1, 2, 4]), "seeds 1, 2, 4");
});
