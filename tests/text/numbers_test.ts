import assert from "node:assert/strict";
import {
  countText,
  decimalText,
  differenceText,
  fixedText,
  intervalText,
  meanCountText,
  percentText,
  probabilityText,
  pText,
  seedsText,
  signedText,
  table1Text,
} from "hemoleak/text/numbers.ts";

Deno.test("numbers as tables show them", () => {
  assert.equal(decimalText(0.98249), "0.982");
  assert.equal(decimalText(NaN), "–");
  assert.equal(decimalText(null), "–");
  assert.equal(intervalText(0.7, [0.5, 0.9]), "0.700 [0.500, 0.900]");
  assert.equal(intervalText(0.7, null), "0.700");
  assert.equal(intervalText(NaN, [0, 1]), "–");
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

Deno.test("a negative number has a true minus, a zero no sign", () => {
  assert.deepEqual([-0.1254, -0.0001, 0].map(decimalText), ["−0.125", "0.000", "0.000"]);
  assert.equal(fixedText(-2.345, 1), "−2.3");
  assert.equal(intervalText(-0.1, [-0.2, 0.1]), "−0.100 [−0.200, 0.100]");
});

Deno.test("a probability is never shown as zero", () => {
  const values = [0.5, 0.001, 0.00099, 1e-9, 0, null, NaN];
  assert.deepEqual(values.map(probabilityText), [
    ...["0.500", "0.001", "< 0.001", "< 0.001", "< 0.001", "–", "–"],
  ]);
  assert.deepEqual([0.0314, 0.0004, null].map(pText), ["p = 0.031", "p < 0.001", "p = –"]);
});

Deno.test("a count has commas, a mean its decimals, a missing value its sign", () => {
  assert.deepEqual([1204, 12.44].map((value) => meanCountText(value, 1)), ["1,204", "12.4"]);
  assert.equal(table1Text(205, 41.7515), "205 (41.75 %)");
  assert.equal(table1Text(48.312, null), "48.31");
  assert.equal(table1Text(null, null), "–");
  assert.deepEqual([percentText(null), percentText(0.8431)], ["–", "84.3 %"]);
});

Deno.test("seeds are named one by one, or from the first to the last where none is left out", () => {
  assert.equal(seedsText([]), "no seed");
  assert.equal(seedsText([4]), "seed 4");
  assert.equal(seedsText([4, 5]), "seeds 4, 5");
  assert.equal(seedsText([4, 5, 6]), "seeds 4–6");
  assert.equal(seedsText([1, 2, 4]), "seeds 1, 2, 4");
});
