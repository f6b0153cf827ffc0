import assert from "node:assert/strict";
import fc from "fast-check";
import { Random } from "hemoleak/random.ts";
import { splitByFold } from "hemoleak/split/by_fold.ts";
import {
  assertSubjectsApart,
  type LabeledSlice,
  type SetName,
  SPLIT_UNITS,
  type SplitUnit,
} from "hemoleak/split/split.ts";
import { anyStacks } from "./stacks.ts";
// By scikit-learn 1.9.1: tests/fixtures/split/group_folds.py.
import CASES from "../fixtures/split/group_folds.json" with { type: "json" };

/** The sets of all folds, with generators of one state. */
function allFolds(
  unit: SplitUnit,
  slices: readonly LabeledSlice[],
  { folds, seed }: { folds: number; seed: number },
): SetName[][] {
  return Array.from(
    { length: folds },
    (_, i) => splitByFold(unit, slices, { random: new Random(seed), folds, fold: i + 1 }),
  );
}

/** Slices of subjects that have so many negative and positive ones. */
function slicesOf(counts: readonly (readonly number[])[]): LabeledSlice[] {
  return counts.flatMap(([negatives, positives], i) => [
    ...Array.from({ length: negatives! }, () => ({ subject: `S${i}`, label: 0 as const })),
    ...Array.from({ length: positives! }, () => ({ subject: `S${i}`, label: 1 as const })),
  ]);
}

/** scikit-learn's criterion, by its definition: see the fixture. */
function imbalance(slices: readonly LabeledSlice[], folds: readonly SetName[][]): number {
  const deviations = [0, 1].map((label) => {
    const counts = folds.map((sets) =>
      slices.filter((slice, i) => slice.label === label && sets[i] === "test").length
    );
    const all = counts.reduce((sum, count) => sum + count, 0);
    const squares = counts.map((count) => (count / all - 1 / folds.length) ** 2);
    return Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / folds.length);
  });
  return (deviations[0]! + deviations[1]!) / 2;
}

const anyFolds = fc.record({
  cohort: anyStacks({ min: 1, max: 12 }),
  folds: fc.integer({ min: 2, max: 8 }),
  unit: fc.constantFrom(...SPLIT_UNITS),
});

Deno.test("every slice is tested exactly once, and every set has both labels", () => {
  fc.assert(
    fc.property(anyFolds, ({ cohort: { slices, seed }, folds, unit }) => {
      const all = allFolds(unit, slices, { folds, seed });
      slices.forEach((_, i) => assert.equal(all.filter((sets) => sets[i] === "test").length, 1));
      for (const sets of all) {
        for (const set of ["train", "validation", "test"] as const) {
          const labels = slices.filter((_, i) => sets[i] === set).map(({ label }) => label);
          assert.ok(labels.includes(0) && labels.includes(1), set);
        }
      }
    }),
    { numRuns: 50 },
  );
});

Deno.test("by subject, no subject is in two sets, whatever the order of the slices", () => {
  fc.assert(
    fc.property(anyFolds, ({ cohort: { slices, seed }, folds }) => {
      const all = allFolds("subject", slices, { folds, seed });
      for (const sets of all) assertSubjectsApart(slices, sets);
      const order = new Random(seed, "another order").shuffled(slices.keys());
      const shuffled = allFolds("subject", order.map((i) => slices[i]!), { folds, seed });
      all.forEach((sets, f) => assert.deepEqual(shuffled[f], order.map((i) => sets[i])));
    }),
    { numRuns: 30 },
  );
});

Deno.test("by slice, folds differ by one slice of a label at most, and a fifth of the others validates", () => {
  fc.assert(fc.property(anyFolds, ({ cohort: { slices, seed }, folds }) => {
    const all = allFolds("slice", slices, { folds, seed });
    for (const label of [0, 1]) {
      const counts = all.map((sets) =>
        slices.filter((slice, i) => slice.label === label && sets[i] === "test").length
      );
      assert.ok(Math.max(...counts) - Math.min(...counts) <= 1, counts.join());
    }
    for (const sets of all) {
      const others = sets.filter((set) => set !== "test").length;
      const validated = sets.filter((set) => set === "validation").length;
      assert.ok(Math.abs(validated - 0.2 * others) <= 1, `${validated} of ${others}`);
    }
  }));
});

Deno.test("subjects are dealt no less evenly than by scikit-learn's StratifiedGroupKFold", () => {
  for (const [i, { counts, folds, imbalance: expected }] of CASES.entries()) {
    if (expected === null) continue;
    const slices = slicesOf(counts);
    const found = imbalance(slices, allFolds("subject", slices, { folds, seed: 1 }));
    assert.ok(found <= expected + 1e-9, `case ${i}: ${found} > ${expected}`);
  }
});

Deno.test("a single great stack does not leave its fold without other subjects", () => {
  // One subject has half of all slices; by slices alone its fold would hold nobody else.
  const counts = [
    [0, 300],
    ...Array.from({ length: 14 }, () => [0, 10]),
    ...Array.from({ length: 15 }, () => [10, 0]),
  ];
  const slices = slicesOf(counts);
  const labels = new Map(slices.map(({ subject, label }) => [subject, label]));
  for (const seed of [1, 2, 3]) {
    for (const sets of allFolds("subject", slices, { folds: 5, seed })) {
      const tested = new Set(
        slices.filter((_, i) => sets[i] === "test").map(({ subject }) => subject),
      );
      for (const label of [0, 1]) {
        const own = [...tested].filter((subject) => labels.get(subject) === label);
        assert.ok(own.length >= 2, `${own.length} of label ${label}`);
      }
    }
  }
});

Deno.test("a seed gives one deal, other seeds give others", () => {
  const slices = slicesOf(CASES[10]!.counts);
  for (const unit of SPLIT_UNITS) {
    const first = allFolds(unit, slices, { folds: 5, seed: 1 });
    assert.deepEqual(allFolds(unit, slices, { folds: 5, seed: 1 }), first);
    assert.notDeepEqual(allFolds(unit, slices, { folds: 5, seed: 2 }), first);
  }
});

Deno.test("too few subjects, a fold that there is none of, an option that there is none of", () => {
  const random = new Random(1), slices = slicesOf([[5, 0], [5, 0], [0, 5], [0, 5], [0, 5]]);
  assert.throws(() => splitByFold("subject", slices, { random, folds: 3, fold: 1 }), {
    name: "SplitError",
    message:
      "Expected at least 3 subjects of each label, some in each of 3 folds and two to train " +
      "and validate on, but found 3 positive and 2 negative subjects; add subjects, or make fewer folds",
  });
  assert.throws(() => splitByFold("subject", slices, { random, folds: 2, fold: 1 }), /at least 4/);
  assert.throws(() => splitByFold("slice", slices, { random, folds: 3, fold: 4 }), {
    name: "SplitError",
    message: "Expected a fold from 1 to 3 but found 4",
  });
  assert.throws(
    () => splitByFold("slice", slices, { random, folds: 3, fold: 1, test: 0.2 } as never),
    { name: "OptionsError" },
  );
});
