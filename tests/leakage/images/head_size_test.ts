import assert from "node:assert/strict";
import { outerFence } from "hemoleak/statistics/outer_fence.ts";
import { headSize, lowerFence, thresholdsBySize } from "hemoleak/leakage/images/head_size.ts";
import { Random } from "hemoleak/random.ts";
import { near } from "../../evaluate/near.ts";

Deno.test("small heads that are all alike have another threshold than large ones that are not", () => {
  const random = new Random(1, "sizes");
  const sizes = Array.from({ length: 2000 }, (_, i) => i / 2000);
  // At the vertex distances are 5, elsewhere 20, give or take a tenth.
  const distances = sizes.map((size) => (size < 0.3 ? 5 : 20) * Math.exp(random.normal(0, 0.1)));
  for (const fence of [outerFence, lowerFence]) {
    const thresholdOf = thresholdsBySize({ sizes, distances }, fence)!;
    const [vertex, middle] = [thresholdOf(0.1), thresholdOf(0.7)];
    assert.ok(vertex > 2 && vertex < 4 && middle > 10 && middle < 16, `${vertex} ${middle}`);
    // No slice of another subject is nearer; one fence for all would call half of the vertex near, or none.
    assert.equal(distances.filter((distance, i) => distance < thresholdOf(sizes[i]!)).length, 0);
  }
});

Deno.test("fences by hand, and false alarms of normal logarithms as rare as they are said to be", () => {
  near(outerFence(8, 0, 16), 1, 1e-12);
  near(lowerFence(10, 20, 0), 20 / 64, 1e-12);
  // The lower quartile of a normal variate lies 0.6745 deviations down (R's qnorm), six times that 4.047:
  // pnorm(-4.047) is 2.6e-5, one in 38,600.
  near(Math.log(lowerFence(Math.exp(-0.6744897501960817), 1, 0)), -4.04693850117649, 1e-12);
});

Deno.test("too few distances, or duplicates in a quarter of them, show nothing", () => {
  const some = (count: number, zeros: number) => ({
    sizes: new Float64Array(count).fill(0.5),
    distances: Float64Array.from({ length: count }, (_, i) => i < zeros ? 0 : 10 + i),
  });
  assert.equal(thresholdsBySize(some(19, 0), outerFence), null);
  assert.equal(thresholdsBySize(some(40, 11), outerFence), null);
  assert.ok(thresholdsBySize(some(40, 5), outerFence)!(0.5) > 0);
});

Deno.test("the size of a head is its share of pixels that are not black", () => {
  assert.equal(headSize(Uint8Array.from({ length: 1024 }, (_, at) => at < 256 ? 9 : 0)), 0.25);
});
