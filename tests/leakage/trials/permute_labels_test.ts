import assert from "node:assert/strict";
import fc from "fast-check";
import { permuteLabels } from "hemoleak/leakage/trials/permute_labels.ts";
import { Random } from "hemoleak/random.ts";
import { subjectLabels } from "hemoleak/split/subject_labels.ts";

const anySlices = fc.array(
  fc.record({
    subject: fc.integer({ min: 0, max: 9 }).map((n) => `S${n}`),
    label: fc.constantFrom<0 | 1>(0, 1),
  }),
  { maxLength: 60 },
);

Deno.test("every slice of a subject has one label; the number of positive subjects stays", () => {
  fc.assert(fc.property(anySlices, fc.nat(), (slices, seed) => {
    const labels = permuteLabels(slices, new Random(seed));
    assert.equal(labels.length, slices.length);
    const labelOf = new Map(slices.map(({ subject }, i) => [subject, labels[i]!]));
    slices.forEach(({ subject }, i) => assert.equal(labels[i], labelOf.get(subject)));
    const count = (values: Iterable<number>) => [...values].reduce((sum, label) => sum + label, 0);
    assert.equal(count(labelOf.values()), count(subjectLabels(slices).values()));
  }));
});

Deno.test("a subject's new label tells nothing of its old one", () => {
  const slices = Array.from({ length: 20 }, (_, i) => ({
    subject: `S${i}`,
    label: (i < 10 ? 1 : 0) as 0 | 1,
  }));
  let kept = 0;
  for (let seed = 0; seed < 1000; seed++) {
    permuteLabels(slices, new Random(seed)).forEach((label, i) =>
      kept += label === slices[i]!.label ? 1 : 0
    );
  }
  // 20,000 labels, half kept by chance; standard deviation below 100 (hypergeometric: 73).
  assert.ok(Math.abs(kept - 10_000) < 400, `${kept} of 20000 kept`);
});

Deno.test("a seed gives one permutation, whatever the order of the slices", () => {
  fc.assert(fc.property(anySlices, fc.nat(), (slices, seed) => {
    const labels = permuteLabels(slices, new Random(seed));
    const reversed = permuteLabels(slices.toReversed(), new Random(seed));
    assert.deepEqual(reversed.toReversed(), labels);
  }));
});
