import assert from "node:assert/strict";
import fc from "fast-check";
import { SplitError } from "hemoleak/error.ts";
import { Random } from "hemoleak/random.ts";
import { splitBySlice } from "hemoleak/split/by_slice.ts";
import { splitBySubject } from "hemoleak/split/by_subject.ts";
import {
  assertSubjectsApart,
  type LabeledSlice,
  SET_NAMES,
  type SetName,
} from "hemoleak/split/split.ts";

/** Slices of `positive` and `negative` subjects, each with the number of slices that `count` says. */
function cohort(positive: number, negative: number, count: (subject: number) => number) {
  return Array.from(
    { length: positive + negative },
    (_, i) =>
      Array.from({ length: count(i) }, (): LabeledSlice => ({
        subject: `S${i}`,
        label: i < positive ? 1 : 0,
      })),
  ).flat();
}

function tally(labels: readonly (0 | 1)[], sets: readonly SetName[]) {
  return Object.fromEntries(SET_NAMES.map((set) => {
    const members = labels.filter((_, i) => sets[i] === set);
    const positive = members.filter((label) => label === 1).length;
    return [set, [positive, members.length - positive]];
  }));
}

/** The set of each subject, in the order S0, S1, ... */
function subjectSets(slices: readonly LabeledSlice[], sets: readonly SetName[]) {
  const setOf = new Map(slices.map(({ subject }, i) => [subject, sets[i]!]));
  const labelOf = new Map(slices.map(({ subject, label }) => [subject, label]));
  return tally([...labelOf.values()], [...labelOf.keys()].map((subject) => setOf.get(subject)!));
}

const anyCohort = fc.record({
  positive: fc.integer({ min: 3, max: 60 }),
  negative: fc.integer({ min: 3, max: 60 }),
  slices: fc.infiniteStream(fc.integer({ min: 1, max: 7 })),
  seed: fc.nat(),
}).map(({ positive, negative, slices, seed }) => ({
  positive,
  negative,
  seed,
  slices: cohort(positive, negative, () => slices.next().value!),
}));

Deno.test("by slice: 200 slices give 30 test, 34 validation and 136 train, half of each label", () => {
  // By hand: 0.15 x 200 = 30; 0.2 x 170 = 34; the rest 136; the labels are balanced.
  const slices = cohort(10, 10, () => 10);
  const sets = splitBySlice(slices, { random: new Random(1) });
  const found = tally(slices.map(({ label }) => label), sets);
  assert.deepEqual(found, { train: [68, 68], validation: [17, 17], test: [15, 15] });
});

Deno.test("by subject: CQ500's 491 subjects give the 74 test subjects of the paper's protocol", () => {
  // By hand: 0.15 x 491 = 73.65 -> 74, of them 205/491 positive = 30.75 -> 31; 0.2 x 417 = 83.4.
  const slices = cohort(205, 286, (i) => 1 + i % 5);
  const sets = splitBySubject(slices, { random: new Random(1) });
  const found = subjectSets(slices, sets);
  assert.deepEqual(found["test"], [31, 43]);
  assert.deepEqual(found["validation"], [35, 48]);
  assert.deepEqual(found["train"], [205 - 31 - 35, 286 - 43 - 48]);
});

Deno.test("by slice shares subjects, by subject never does", () => {
  const slices = cohort(8, 8, () => 20);
  const bySlice = splitBySlice(slices, { random: new Random(1) });
  assert.throws(() => assertSubjectsApart(slices, bySlice), {
    name: "SplitError",
    message: /but 16 of 16 subjects are in several: S0 \(test, train, validation\); .*\.\.\./,
  });
  fc.assert(fc.property(anyCohort, fc.boolean(), ({ slices, seed }, stratify) => {
    assertSubjectsApart(slices, splitBySubject(slices, { random: new Random(seed), stratify }));
  }));
});

Deno.test("by subject: every set has both labels, and its share of each to within a subject", () => {
  fc.assert(fc.property(anyCohort, ({ slices, seed, positive, negative }) => {
    const sets = splitBySubject(slices, { random: new Random(seed) });
    const found = subjectSets(slices, sets);
    for (const set of SET_NAMES) assert.ok(found[set]!.every((count) => count >= 1), set);
    [positive, negative].forEach((size, label) => {
      const test = found["test"]![label]!;
      const validation = found["validation"]![label]!;
      assert.ok(Math.abs(test - 0.15 * size) < 1, `${test} of ${size} test`);
      assert.ok(Math.abs(validation - 0.2 * (size - test)) < 1, `${validation} of ${size - test}`);
    });
  }));
});

Deno.test("without stratification only the sizes are kept", () => {
  fc.assert(fc.property(anyCohort, ({ slices, seed, positive, negative }) => {
    const sets = splitBySubject(slices, { random: new Random(seed), stratify: false });
    const found = subjectSets(slices, sets);
    const sizeOf = (set: SetName) => found[set]![0]! + found[set]![1]!;
    const total = positive + negative;
    const test = Math.max(1, Math.round(0.15 * total));
    assert.equal(sizeOf("test"), test);
    assert.equal(sizeOf("validation"), Math.max(1, Math.round(0.2 * (total - test))));
  }));
});

Deno.test("a seed gives one split, other seeds give others", () => {
  const slices = cohort(20, 20, () => 3);
  for (const split of [splitBySlice, splitBySubject]) {
    const first = split(slices, { random: new Random(5, "split") });
    assert.deepEqual(split(slices, { random: new Random(5, "split") }), first);
    assert.notDeepEqual(split(slices, { random: new Random(6, "split") }), first);
  }
});

Deno.test("by subject does not depend on the order of the slices", () => {
  fc.assert(fc.property(anyCohort, ({ slices, seed }) => {
    const order = new Random(seed, "order").shuffled(slices.keys());
    const sets = splitBySubject(slices, { random: new Random(seed) });
    const shuffled = splitBySubject(order.map((i) => slices[i]!), { random: new Random(seed) });
    assert.deepEqual(shuffled, order.map((i) => sets[i]));
  }));
});

Deno.test("every subject is tested about as often as another", () => {
  const slices = cohort(20, 20, () => 1);
  const tested = new Array<number>(slices.length).fill(0);
  for (let seed = 0; seed < 1000; seed++) {
    splitBySubject(slices, { random: new Random(seed) })
      .forEach((set, i) => tested[i]! += set === "test" ? 1 : 0);
  }
  // 1000 draws at 0.15: mean 150, standard deviation 11.3; 40 subjects stay within 4 of them.
  assert.ok(tested.every((count) => Math.abs(count - 150) < 46), tested.join());
});

Deno.test("too few subjects or slices: the error has the numbers and what to do", () => {
  const random = new Random(1);
  assert.throws(() => splitBySubject(cohort(2, 9, () => 50), { random }), {
    name: "SplitError",
    message: "Expected at least 3 subjects of each label, one each for train, validation and " +
      "test, but found 2 positive and 9 negative subjects; add subjects or split without " +
      "stratification",
  });
  assert.throws(
    () => splitBySubject(cohort(1, 1, () => 50), { random, stratify: false }),
    /at least 3 subjects, .* found 1 positive and 1 negative subjects; add subjects$/,
  );
  assert.throws(() => splitBySlice(cohort(1, 1, () => 2), { random }), /at least 3 slices/);
  assert.equal(splitBySubject(cohort(3, 3, () => 1), { random }).length, 6);
  assert.equal(splitBySubject(cohort(1, 2, () => 1), { random, stratify: false }).length, 3);
});

Deno.test("one label, no slices, impossible shares", () => {
  const random = new Random(1);
  assert.throws(
    () => splitBySubject(cohort(0, 9, () => 5), { random, stratify: false }),
    /both labels but found 0 positive and 9 negative subjects/,
  );
  assert.throws(() => splitBySlice([], { random }), SplitError);
  for (const share of [0, 1, -0.1, NaN]) {
    assert.throws(() => splitBySlice(cohort(9, 9, () => 5), { random, test: share }), SplitError);
    assert.throws(
      () => splitBySlice(cohort(9, 9, () => 5), { random, validation: share }),
      /validation share/,
    );
  }
});

Deno.test("assertSubjectsApart wants one set a slice", () => {
  assert.throws(() => assertSubjectsApart([{ subject: "A" }], []), /0 sets for 1 slices/);
});
