import fc from "fast-check";
import { Random } from "hemoleak/random.ts";
import type { PlacedSlice } from "hemoleak/split/split.ts";

/** Subjects S0, S1, ..., the first `positive` of them positive, with stacks of these lengths. */
export function stacks(
  positive: number,
  negative: number,
  lengthOf: (subject: number) => number,
): PlacedSlice[] {
  return Array.from(
    { length: positive + negative },
    (_, i) =>
      Array.from({ length: lengthOf(i) }, (_, slice): PlacedSlice => ({
        ...{ subject: `S${i}`, study: `S${i}`, series: "plain", slice },
        label: i < positive ? 1 : 0,
      })),
  ).flat();
}

/** Cohorts of a few subjects, in a random order of their slices. */
export function anyStacks(lengths: { min: number; max: number }) {
  return fc.record({
    positive: fc.integer({ min: 10, max: 15 }),
    negative: fc.integer({ min: 10, max: 15 }),
    lengths: fc.array(fc.integer(lengths), { minLength: 30, maxLength: 30 }),
    seed: fc.nat(),
  }).map(({ positive, negative, lengths, seed }) => ({
    seed,
    slices: new Random(seed, "order").shuffled(stacks(positive, negative, (i) => lengths[i]!)),
  }));
}
