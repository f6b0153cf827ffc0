import assert from "node:assert/strict";
import {
  count,
  type Counts,
  coverage,
  excessWidth,
  spreadWidth,
  sumOfCounts,
} from "../../../bench/coverage/count.ts";
import { Random } from "hemoleak/random.ts";
import { near } from "../../evaluate/near.ts";

/** So many normal estimates of 0.5, each with so many deviations to either side. */
function counted(samples: number, deviations: number, caution?: string): Counts {
  const random = new Random(samples, String(deviations)), counts: Record<string, Counts> = {};
  for (let sample = 0; sample < samples; sample++) {
    const value = random.normal(0.5, 0.05), margin = deviations * 0.05;
    const told = caution === undefined ? {} : { caution };
    const ci: [number, number] = [value - margin, value + margin];
    count(counts, "x", value, { ci, unit: "subject", method: "wald", ...told }, 0.5);
  }
  return counts["x"]!;
}

Deno.test("width is by the deviations that hold 95 %, by the sample's own and by the true spread", () => {
  for (const times of [0.8, 1, 1.5, 3]) {
    const { plain, cautioned } = counted(8000, 1.96 * times);
    assert.equal(cautioned.samples, 0);
    // Shares lie a twentieth apart.
    near(excessWidth(plain) / times, 1, 0.06);
    near(spreadWidth(plain) / times, 1, 0.03);
  }
  near(coverage(counted(8000, 1.96).plain), 0.95, 0.01);
});

Deno.test("intervals with a caution are counted apart, and batches add up", () => {
  const with1 = counted(500, 2, "few subjects"), without = counted(300, 1);
  assert.deepEqual([with1.plain.samples, with1.cautioned.samples], [0, 500]);
  const all = sumOfCounts([with1.cautioned, without.plain]);
  assert.equal(all.samples, 800);
  assert.equal(all.covered, with1.cautioned.covered + without.plain.covered);
  assert.equal(all.reached.reduce((sum, times) => sum + times, 0), 800);
});
