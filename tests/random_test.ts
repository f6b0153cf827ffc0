import assert from "node:assert/strict";
import fc from "fast-check";
import { Random } from "hemoleak/random.ts";

Deno.test("the same key gives the same numbers, another key others", () => {
  const draw = (...key: (number | string)[]) => {
    const random = new Random(...key);
    return Array.from({ length: 8 }, () => random.uint32());
  };
  assert.deepEqual(draw(1, "split"), draw(1, "split"));
  assert.notDeepEqual(draw(1, "split"), draw(2, "split"));
  assert.notDeepEqual(draw(1, "split"), draw(1, "weights"));
  assert.notDeepEqual(draw(1, 23), draw(12, 3));
  assert.notDeepEqual(draw(1), draw(2 ** 32 + 1), "a seed counts beyond its lower 32 bits");
});

Deno.test("numbers are uniform: the chi-square of 100 bins stays below its 99.99 % point", () => {
  const random = new Random(3);
  const bins = new Array<number>(100).fill(0);
  for (let i = 0; i < 100_000; i++) bins[random.integer(100)]!++;
  const chiSquare = bins.reduce((sum, n) => sum + (n - 1000) ** 2 / 1000, 0);
  assert.ok(chiSquare < 161.3, `chi-square ${chiSquare}`); // scipy.stats.chi2.ppf(0.9999, 99)
});

Deno.test("normal variates have the asked mean and deviation", () => {
  const random = new Random(4);
  const sample = Array.from({ length: 40_000 }, () => random.normal(5, 2));
  const mean = sample.reduce((a, b) => a + b) / sample.length;
  const variance = sample.reduce((a, b) => a + (b - mean) ** 2, 0) / sample.length;
  assert.ok(Math.abs(mean - 5) < 0.05, `mean ${mean}`);
  assert.ok(Math.abs(Math.sqrt(variance) - 2) < 0.05, `variance ${variance}`);
});

Deno.test("shuffling keeps every element and leaves its argument alone", () => {
  fc.assert(fc.property(fc.array(fc.integer()), fc.integer(), (items, seed) => {
    const before = [...items];
    const shuffled = new Random(seed).shuffled(items);
    assert.deepEqual(items, before);
    assert.deepEqual(shuffled.sort((a, b) => a - b), before.sort((a, b) => a - b));
  }));
});

Deno.test("a generator that is given another's state goes on as that does", () => {
  const random = new Random(5, "state"), other = new Random(6);
  for (let i = 0; i < 10; i++) random.uint32();
  other.state = random.state;
  const next = (from: Random) => Array.from({ length: 10 }, () => from.uint32());
  assert.deepEqual(next(other), next(random));
});
