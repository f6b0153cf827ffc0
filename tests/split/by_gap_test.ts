import assert from "node:assert/strict";
import fc from "fast-check";
import { SplitError } from "hemoleak/error.ts";
import { Random } from "hemoleak/random.ts";
import { GREATEST_GAP, splitByGap } from "hemoleak/split/by_gap.ts";
import type { PlacedSlice, SetName } from "hemoleak/split/split.ts";
import { anyStacks, stacks } from "./stacks.ts";

const GAPS = [1, 2, 3, 4, 8];
/** Some stacks are too short to be judged, some are judged more than once. */
const anyCohort = anyStacks({ min: 5, max: 50 });

type Sets = readonly (SetName | null)[];

function split(slices: readonly PlacedSlice[], seed: number, gap: number): Sets {
  return splitByGap(slices, { random: new Random(seed), gap });
}

function members(sets: Sets, ...wanted: (SetName | null)[]): number[] {
  return [...sets.keys()].filter((i) => wanted.includes(sets[i]!));
}

/** How far each judged slice lies from the nearest slice of its subject in these sets. */
function nearest(slices: readonly PlacedSlice[], sets: Sets, ...others: SetName[]): number[] {
  const used = Map.groupBy(members(sets, ...others), (i) => slices[i]!.subject);
  return members(sets, "test").map((i) =>
    Math.min(...(used.get(slices[i]!.subject) ?? [])
      .map((other) => Math.abs(slices[other]!.slice - slices[i]!.slice)))
  );
}

/** How many slices of each subject a set holds. */
function perSubject(slices: readonly PlacedSlice[], sets: Sets, set: SetName) {
  const counts = new Map<string, number>();
  for (const i of members(sets, set)) {
    const { subject } = slices[i]!;
    counts.set(subject, (counts.get(subject) ?? 0) + 1);
  }
  return new Map([...counts].sort());
}

Deno.test("no slice of a judged slice's subject is trained or validated on within the gap", () => {
  fc.assert(fc.property(anyCohort, fc.constantFrom(...GAPS), ({ slices, seed }, gap) => {
    const sets = split(slices, seed, gap);
    const distances = nearest(slices, sets, "train", "validation");
    assert.ok(distances.length > 0);
    assert.ok(distances.every((distance) => distance >= gap && distance < Infinity));
  }));
});

Deno.test("judged slices and each subject's share of the sets are the same at every gap", () => {
  fc.assert(fc.property(anyCohort, ({ slices, seed }) => {
    const [first, ...others] = GAPS.map((gap) => split(slices, seed, gap));
    for (const sets of others) {
      assert.deepEqual(members(sets, "test"), members(first!, "test"));
      for (const set of ["train", "validation"] as const) {
        assert.deepEqual(perSubject(slices, sets, set), perSubject(slices, first!, set));
      }
    }
  }));
});

Deno.test("the nearest slices are used: at gap k, one lies k away from every judged slice", () => {
  // In the middle of a stack of 40, both judged slices have neighbors at 8 on one side at least.
  const slices = stacks(20, 20, () => 40);
  for (const gap of GAPS) {
    const distances = nearest(slices, split(slices, 3, gap), "train", "validation");
    assert.deepEqual(new Set(distances), new Set([gap]));
  }
});

Deno.test("by hand: a stack of 20 has one judged slice, one of 50 two or three, one of 8 none", () => {
  const lengths = [20, 50, 8];
  const slices = stacks(6, 6, (subject) => lengths[subject % 3]!);
  for (let seed = 0; seed < 20; seed++) {
    const sets = split(slices, seed, 8);
    const judged = perSubject(slices, sets, "test");
    for (let subject = 0; subject < 12; subject++) {
      const count = judged.get(`S${subject}`);
      if (subject % 3 === 0) assert.equal(count, 1);
      if (subject % 3 === 1) assert.ok(count === 2 || count === 3);
      if (subject % 3 === 2) assert.equal(count, undefined);
    }
    // What is not judged is used whole.
    const short = members(sets, "train", "validation").filter((i) => slices[i]!.subject === "S2");
    assert.equal(short.length, 8);
  }
});

Deno.test("every slice of a stack is judged about as often as another", () => {
  const slices = stacks(10, 10, () => 20);
  const judged = new Array<number>(20).fill(0);
  for (let seed = 0; seed < 200; seed++) {
    for (const i of members(split(slices, seed, 8), "test")) judged[slices[i]!.slice]!++;
  }
  // 4,000 draws of 20: mean 200, standard deviation 13.8.
  assert.ok(judged.every((count) => Math.abs(count - 200) < 60), judged.join());
});

Deno.test("of several series the longest is used, and holes count as positions", () => {
  const slices: PlacedSlice[] = stacks(4, 4, () => 30).flatMap((slice) => [
    { ...slice, slice: slice.slice * 2 },
    ...slice.slice < 12 ? [{ ...slice, series: "short", slice: 1000 + slice.slice }] : [],
  ]);
  const sets = split(slices, 1, 5);
  assert.ok(slices.every(({ series }, i) => series === "plain" || sets[i] === null));
  // Positions are even, so that at gap 5 the nearest lies 6 away, which is 3 slices.
  assert.deepEqual(new Set(nearest(slices, sets, "train", "validation")), new Set([6]));
});

Deno.test("validation gets its share of each label, and both sets have both labels", () => {
  fc.assert(fc.property(anyCohort, fc.constantFrom(...GAPS), ({ slices, seed }, gap) => {
    const sets = split(slices, seed, gap);
    for (const label of [0, 1]) {
      const own = (set: SetName) => members(sets, set).filter((i) => slices[i]!.label === label);
      const [train, validation] = [own("train").length, own("validation").length];
      assert.ok(train > 0 && validation > 0);
      assert.ok(Math.abs(validation - 0.2 * (train + validation)) <= 0.5 || validation === 1);
    }
  }));
});

Deno.test("a gap's split does not depend on the order of the slices", () => {
  fc.assert(fc.property(anyCohort, fc.constantFrom(...GAPS), ({ slices, seed }, gap) => {
    const order = new Random(seed, "again").shuffled(slices.keys());
    const sets = split(slices, seed, gap);
    const shuffled = split(order.map((i) => slices[i]!), seed, gap);
    assert.deepEqual(shuffled, order.map((i) => sets[i]));
    assert.notDeepEqual(split(slices, seed + 1, gap), sets);
  }));
});

Deno.test("impossible gaps, stacks that are too short", () => {
  const slices = stacks(5, 5, () => 20);
  for (const gap of [0, 1.5, GREATEST_GAP + 1, NaN]) {
    assert.throws(() => split(slices, 1, gap), {
      name: "SplitError",
      message: `Expected a gap that is a whole number of slices from 1 to 8 but found ${gap}`,
    });
  }
  assert.throws(() => split(stacks(5, 5, (i) => i < 5 ? 8 : 20), 1, 1), {
    name: "SplitError",
    message: /found 0 positive and 5 negative ones of 10; add subjects/,
  });
  assert.throws(() => split([], 1, 1), SplitError);
});
