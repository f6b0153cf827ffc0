import assert from "node:assert/strict";
import fc from "fast-check";
import { SplitError } from "hemoleak/error.ts";
import { Random } from "hemoleak/random.ts";
import { splitByDose } from "hemoleak/split/by_dose.ts";
import { splitBySubject } from "hemoleak/split/by_subject.ts";
import { assertSubjectsApart, type PlacedSlice, type SetName } from "hemoleak/split/split.ts";
import { anyStacks, stacks } from "./stacks.ts";

const DOSES = [0, 0.1, 0.25, 0.5, 0.75, 1];

/** Stacks so alike that there is room for all donors, whoever is tested. */
const anyCohort = anyStacks({ min: 9, max: 10 });

function split(slices: readonly PlacedSlice[], seed: number, dose: number) {
  return splitByDose(slices, { random: new Random(seed), dose });
}

function members(sets: readonly (SetName | null)[], set: SetName | null): number[] {
  return [...sets.keys()].filter((i) => sets[i] === set);
}

Deno.test("judged slices, validation set, training size and its labels are the same at every dose", () => {
  fc.assert(fc.property(anyCohort, ({ slices, seed }) => {
    const [none, ...others] = DOSES.map((dose) => split(slices, seed, dose));
    const positive = (sets: readonly (SetName | null)[]) =>
      members(sets, "train").filter((i) => slices[i]!.label === 1).length;
    for (const sets of others) {
      assert.deepEqual(members(sets, "test"), members(none!, "test"));
      assert.deepEqual(members(sets, "validation"), members(none!, "validation"));
      assert.equal(members(sets, "train").length, members(none!, "train").length);
      assert.equal(positive(sets), positive(none!));
    }
  }));
});

Deno.test("a slice that is moved or left out at a dose is so at every higher one", () => {
  fc.assert(fc.property(anyCohort, ({ slices, seed }) => {
    const splits = DOSES.map((dose) => split(slices, seed, dose));
    const tested = new Set(members(splits[0]!, "test").map((i) => slices[i]!.subject));
    for (const [i, { subject }] of slices.entries()) {
      const sets: (SetName | null)[] = splits.map((sets) => sets[i]!);
      if (sets[0] === "test" || sets[0] === "validation") continue;
      const before: SetName | null = tested.has(subject) ? null : "train";
      const after: SetName | null = tested.has(subject) ? "train" : null;
      const changed = sets.indexOf(after);
      const at = changed < 0 ? sets.length : changed;
      assert.deepEqual(sets, sets.map((_, dose) => dose < at ? before : after));
    }
  }));
});

Deno.test("dose 0 is a split by subject; above it, each test subject is trained on by its share", () => {
  fc.assert(fc.property(anyCohort, fc.constantFrom(...DOSES), ({ slices, seed }, dose) => {
    assertSubjectsApart(slices, split(slices, seed, 0));
    const bySubject = splitBySubject(slices, { random: new Random(seed), test: 0.5 });
    const sets = split(slices, seed, dose);
    const subjectsIn = (set: SetName) =>
      new Set(members(bySubject, set).map((i) => slices[i]!.subject));
    for (const subject of subjectsIn("test")) {
      const own = members(sets, "test").filter((i) => slices[i]!.subject === subject).length;
      const trained = members(sets, "train").filter((i) => slices[i]!.subject === subject).length;
      const length = slices.filter((slice) => slice.subject === subject).length;
      assert.equal(own, Math.ceil(length / 2));
      assert.equal(trained, Math.round(dose * Math.floor(length / 2)));
    }
    for (const i of members(sets, "validation")) assert.equal(bySubject[i], "validation");
    for (const i of members(sets, "test")) assert.equal(bySubject[i], "test");
  }));
});

Deno.test("by hand: 20 subjects of 10 slices, half of the donors moved", () => {
  const slices = stacks(10, 10, () => 10);
  const sets = split(slices, 1, 0.5);
  // 10 subjects are tested with 5 slices each; 0.2 x 10 validate, 8 train. Of 5 donors each, 2.5 -> 3
  // are moved, so that of 80 training slices 30 make room, and 20 donors are not used.
  const counts = (["train", "validation", "test", null] as const)
    .map((set) => members(sets, set).length);
  assert.deepEqual(counts, [80, 20, 50, 30 + 20]);
});

Deno.test("a dose's split does not depend on the order of the slices", () => {
  fc.assert(fc.property(anyCohort, fc.constantFrom(...DOSES), ({ slices, seed }, dose) => {
    const order = new Random(seed, "again").shuffled(slices.keys());
    const sets = split(slices, seed, dose);
    const shuffled = split(order.map((i) => slices[i]!), seed, dose);
    assert.deepEqual(shuffled, order.map((i) => sets[i]));
    assert.notDeepEqual(split(slices, seed + 1, dose), sets);
  }));
});

Deno.test("a dose outside [0, 1], too few subjects, no room for the donors", () => {
  const slices = stacks(10, 10, () => 10);
  for (const dose of [-0.1, 1.1, NaN]) {
    assert.throws(() => split(slices, 1, dose), {
      name: "SplitError",
      message: `Expected a dose from 0 to 1 but found ${dose}`,
    });
  }
  assert.throws(() => split(stacks(2, 2, () => 10), 1, 0.5), SplitError);
  // By hand: of 5 positive subjects 3 are tested (0.5 x 10, at least 2 each left), 1 validates and 1
  // trains: 10 slices of one for 5 donors of each of 3. Of the negative ones 2 are tested, or the reverse.
  assert.throws(() => split(stacks(5, 4, () => 10), 1, 0), {
    name: "SplitError",
    message: /at least 15 positive slices of training subjects, .* but found 10; add subjects/,
  });
});
