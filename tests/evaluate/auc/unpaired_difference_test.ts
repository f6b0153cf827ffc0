import assert from "node:assert/strict";
import fc from "fast-check";
import { clusteredAuc } from "hemoleak/evaluate/auc/obuchowski.ts";
import {
  type Estimate,
  type UnpairedDifference,
  unpairedDifference,
} from "hemoleak/evaluate/auc/unpaired_difference.ts";
import { Random } from "hemoleak/random.ts";
import { near } from "../near.ts";
import { type Design, simulated } from "../simulated.ts";

/** Wilson's interval of a proportion, as Newcombe's method takes it. */
function proportion(successes: number, trials: number): Estimate {
  const z = 1.959963984540054, value = successes / trials;
  const middle = (2 * successes + z ** 2) / (2 * (trials + z ** 2));
  const half = z * Math.sqrt(z ** 2 + 4 * successes * (1 - value)) / (2 * (trials + z ** 2));
  return { value, ci: [middle - half, middle + half], unit: "subject", method: "wilson" };
}

// Newcombe 1998, Stat Med 17:873, table II, method 10, examples (a), (b) and (h).
for (
  const [a, m, b, n, low, high] of [
    [56, 70, 48, 80, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.1705, 0.8090],
    [10, 10, 0, 10, 0.6075, 1.0000],
  ] as const
) {
  Deno.test(`the published interval of ${a}/${m} less ${b}/${n}`, () => {
    const { difference, ci, unit, method } = unpairedDifference(proportion(a, m), proportion(b, n));
    near(difference, a / m - b / n, 1e-15);
    near(ci[0], low, 5e-5);
    near(ci[1], high, 5e-5);
    assert.deepEqual([unit, method], ["subject", "mover"]);
  });
}

Deno.test("the interval holds the difference, keeps to [-1, 1] and turns round with it", () => {
  const anyEstimate = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), {
    minLength: 3,
    maxLength: 3,
  }).map((values): Estimate => {
    const [low, value, high] = values.sort((a, b) => a - b) as [number, number, number];
    return { value, ci: [low, high], unit: "subject", method: "any" };
  });
  fc.assert(fc.property(anyEstimate, anyEstimate, (first, second) => {
    const { difference, ci: [low, high] } = unpairedDifference(first, second);
    assert.ok(-1 - 1e-15 <= low && low <= difference && difference <= high && high <= 1 + 1e-15);
    const turned = unpairedDifference(second, first);
    assert.deepEqual([-turned.difference + 0, -turned.ci[1] + 0, -turned.ci[0] + 0], [
      difference + 0,
      low + 0,
      high + 0,
    ]);
  }));
});

// bench/statistics_coverage.ts is the large simulation. Of 400 samples, a coverage of 95 % comes out
// below 91 once in a thousand runs; the seed is fixed. With 8 subjects the intervals are too wide.
for (const [subjects, others] of [[20, 20], [50, 8]] as const) {
  Deno.test(`AUCs of ${subjects} and of ${others} subjects: the interval covers`, () => {
    const random = new Random(subjects, others);
    const area = (design: Design): Estimate => {
      const { auc: value, ...interval } = clusteredAuc(bothLabels(random, design));
      return { value, ...interval };
    };
    const draw = (): UnpairedDifference => {
      const design = { correlation: 0.8, labels: "by subject" } as const;
      return unpairedDifference(
        area({ ...design, subjects, auc: 0.95 }),
        area({ ...design, subjects: others, auc: 0.7 }),
      );
    };
    const samples = Array.from({ length: 400 }, draw);
    const covered = samples.filter(({ ci: [low, high] }) => low <= 0.25 && 0.25 <= high).length;
    assert.ok(covered / samples.length > 0.91, `${covered} of ${samples.length}`);
    // Not by being so wide as to say nothing.
    const wide = samples.filter(({ ci: [low, high] }) => high - low > 1.2).length;
    assert.ok(wide / samples.length < 0.1, `${wide} of ${samples.length} are wide`);
  });
}

function bothLabels(random: Random, design: Design) {
  for (;;) {
    const drawn = simulated(random, design);
    if (drawn.labels.includes(1) && drawn.labels.includes(0)) return drawn;
  }
}
