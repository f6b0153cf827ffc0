import assert from "node:assert/strict";
import { identityTest } from "hemoleak/leakage/trials/identity_null.ts";
import { permuteLabels } from "hemoleak/leakage/trials/permute_labels.ts";
import type { Trial } from "hemoleak/leakage/trials/trial.ts";
import type { Prediction } from "hemoleak/predictions/prediction.ts";
import { Random } from "hemoleak/random.ts";

/** How a made-up network scores a slice that it was trained on such labels for. */
type Knowledge = (slice: { exchanged: number; label: number; height: number }) => number;

/** One seed's runs on readers' and on exchanged labels: 30 subjects, some slices of all tested. */
function runs(seed: number, knowledge: Knowledge, labelAt: (height: number) => 0 | 1) {
  const random = new Random(seed, "runs");
  const slices = Array.from({ length: 30 }, (_, subject) => {
    const height = 8 + random.integer(20);
    return Array.from({ length: height }, (_, slice): Prediction & { height: number } => ({
      subject: `S${subject}`,
      study: `S${subject}`,
      slice: String(slice),
      set: random.bool(0.3) ? "test" : "train",
      label: subject < 13 ? labelAt(slice / height) : 0,
      score: 0,
      height: slice / height,
    }));
  }).flat();
  const exchanged = permuteLabels(
    slices.map((slice) => ({ ...slice, slice: Number(slice.slice) })),
    random,
  );
  const score = (slice: typeof slices[number], i: number) =>
    knowledge({ exchanged: exchanged[i]!, label: slice.label, height: slice.height }) +
    random.normal();
  const permuted = slices.map((slice, i) => ({
    ...slice,
    label: exchanged[i]!,
    score: score(slice, i),
  }));
  const trial = (predictions: Prediction[]): Trial => ({ cell: { seed }, predictions });
  return [trial(permuted), trial(slices)] as const;
}

const test = (seeds: number[], knowledge: Knowledge, labelAt: (height: number) => 0 | 1) => {
  const trials = seeds.map((seed) => runs(seed, knowledge, labelAt));
  return identityTest(trials.map(([permuted]) => permuted), trials.map(([, readers]) => readers))!;
};
const ofSubjects = () => 1 as const;
const ofSlices = (height: number) => height > 0.3 && height < 0.6 ? 1 as const : 0;

Deno.test("a network that knows whom it trained on is found out", () => {
  for (const labelAt of [ofSubjects, ofSlices]) {
    const { p, null: chance } = test([1, 2, 3], ({ exchanged }) => 2 * exchanged, labelAt);
    assert.equal(p, 0.001, "the least that 999 exchanges can give");
    assert.ok(chance.upper > chance.mean && chance.deviation > 0 && chance.deviation < 0.1);
  }
});

Deno.test("one that sees the disease, or the height of a slice, is not: p is as chance has it", () => {
  const cases: [Knowledge, (height: number) => 0 | 1][] = [
    [({ label }) => 2 * label, ofSubjects],
    [({ height }) => -10 * Math.abs(height - 0.45), ofSlices],
  ];
  for (const [knowledge, labelAt] of cases) {
    const tests = Array.from({ length: 60 }, (_, i) => test([i], knowledge, labelAt));
    const small = tests.filter(({ p }) => p <= 0.1).length;
    // Six of 60; 15 or more come by chance in less than one of a thousand.
    assert.ok(small < 15, `${small} of 60 p-values of at most 0.1`);
    const middle = tests.filter(({ p }) => p > 0.3).length;
    assert.ok(middle > 28, `${middle} of 60 p-values above 0.3`);
  }
  const heights = test([1], ({ height }) => -10 * Math.abs(height - 0.45), ofSlices);
  assert.ok(heights.null.mean > 0.6, "what the height tells is in the null");
});

Deno.test("runs that do not have each other's slices have no null", () => {
  const [permuted] = runs(1, () => 0, ofSubjects);
  const [, readers] = runs(2, () => 0, ofSubjects);
  const few = { ...readers, predictions: readers.predictions.slice(0, 5) };
  assert.equal(identityTest([permuted], [few]), null);
});
