import assert from "node:assert/strict";
import fc from "fast-check";
import { auc } from "hemoleak/evaluate/auc/auc.ts";
import { permuteLabels } from "hemoleak/leakage/trials/permute_labels.ts";
import { Random } from "hemoleak/random.ts";
import { splitBySlice } from "hemoleak/split/by_slice.ts";

/** Stacks of up to ten subjects, all of one label or with both. */
const anyStacks = (uniform: boolean) =>
  fc.array(
    fc.array(fc.constantFrom<0 | 1>(0, 1), { minLength: 1, maxLength: 12 }),
    { maxLength: 10 },
  ).map((stacks) =>
    stacks.flatMap((labels, number) =>
      labels.map((label, slice) => ({
        subject: `S${number}`,
        slice,
        label: uniform ? labels[0]! : label,
      }))
    )
  );

/** Each subject's labels, from below to above. */
function rowsOf(slices: readonly { subject: string }[], labels: readonly number[]) {
  const rows = new Map<string, number[]>();
  slices.forEach(({ subject }, i) => {
    if (!rows.has(subject)) rows.set(subject, []);
    rows.get(subject)!.push(labels[i]!);
  });
  return rows;
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

Deno.test("every slice of a subject has one label, if all had; as many subjects are positive", () => {
  fc.assert(fc.property(anyStacks(true), fc.nat(), (slices, seed) => {
    const labels = permuteLabels(slices, new Random(seed));
    assert.equal(labels.length, slices.length);
    const rows = [...rowsOf(slices, labels).values()];
    for (const row of rows) assert.equal(new Set(row).size, 1);
    const positive = (of: number[][]) => of.filter((row) => row.includes(1)).length;
    const before = [...rowsOf(slices, slices.map(({ label }) => label)).values()];
    assert.equal(positive(rows), positive(before));
  }));
});

Deno.test("whole rows of labels are exchanged, stretched to the other stack's height", () => {
  fc.assert(fc.property(anyStacks(false), fc.nat(), (slices, seed) => {
    const own = [...rowsOf(slices, slices.map(({ label }) => label)).values()];
    const stretched = (row: number[], height: number) =>
      Array.from({ length: height }, (_, i) => row[Math.floor((i + 0.5) / height * row.length)]);
    const got = [...rowsOf(slices, permuteLabels(slices, new Random(seed))).values()];
    // Somebody's row each, and each row as often as it is there.
    const taken = new Set<number>();
    const assign = (subject: number): boolean =>
      subject === got.length || own.some((row, donor) => {
        const { length } = got[subject]!;
        const fits = String(stretched(row, length)) === String(got[subject]);
        if (taken.has(donor) || !fits) return false;
        taken.add(donor);
        if (assign(subject + 1)) return true;
        taken.delete(donor);
        return false;
      });
    assert.ok(assign(0));
  }));
});

Deno.test("labels are exchanged in balance: as many of the diseased keep theirs as chance asks for", () => {
  const slices = Array.from({ length: 20 }, (_, i) => ({
    subject: `S${i}`,
    label: (i < 10 ? 1 : 0) as 0 | 1,
  }));
  const kept = slices.map(() => 0);
  for (let seed = 0; seed < 1000; seed++) {
    const labels = permuteLabels(slices, new Random(seed));
    // 10 * 10 / 20.
    assert.equal(sum(labels.slice(0, 10)), 5);
    labels.forEach((label, i) => kept[i]! += label === slices[i]!.label ? 1 : 0);
  }
  // Half of 1,000 for each subject; standard deviation 16.
  for (const times of kept) assert.ok(Math.abs(times - 500) < 80, `${kept}`);
});

Deno.test("a seed gives one permutation, whatever the order of the slices", () => {
  fc.assert(fc.property(anyStacks(false), fc.nat(), (slices, seed) => {
    const labels = permuteLabels(slices, new Random(seed));
    const reversed = permuteLabels(slices.toReversed(), new Random(seed));
    assert.deepEqual(reversed.toReversed(), labels);
  }));
});

/** Stacks of 5-64 slices, longer ones of the diseased; a positive slice looks so, whoever it is of. */
function cohort(subjects: number, random: Random, isPositive: (height: number) => boolean) {
  return Array.from({ length: subjects }, (_, subject) => {
    const diseased = subject < 0.42 * subjects;
    const slices = (diseased ? 15 : 5) + random.integer(50);
    return Array.from({ length: slices }, (_, slice) => {
      const label = (diseased && isPositive(slice / slices) ? 1 : 0) as 0 | 1;
      return { subject: `S${subject}`, slice, label, seen: random.normal(1.5 * label) };
    });
  }).flat();
}

for (const subjects of [20, 52, 200]) {
  Deno.test(`who sees the disease alone scores 0.5 on permuted labels: ${subjects} subjects`, () => {
    const random = new Random(subjects, "null");
    const samples = subjects < 100 ? 150 : 60;
    let above = 0, prevalence = 0, unbalanced = 0;
    for (let sample = 0; sample < samples; sample++) {
      const slices = cohort(subjects, random, () => true);
      const scoreBy = (labels: readonly (0 | 1)[]) => {
        const sets = splitBySlice(slices.map((slice, i) => ({ ...slice, label: labels[i]! })), {
          random,
        });
        const meanOf = (label: number) => {
          const of = slices.filter((_, i) => sets[i] === "train" && labels[i] === label);
          return sum(of.map(({ seen }) => seen)) / of.length;
        };
        const sign = meanOf(1) > meanOf(0) ? 1 : -1;
        const tested = [...slices.keys()].filter((i) => sets[i] === "test");
        return auc({
          scores: tested.map((i) => sign * slices[i]!.seen),
          labels: tested.map((i) => labels[i]!),
        });
      };
      const labels = permuteLabels(slices, random);
      above += (scoreBy(labels) - 0.5) / samples;
      prevalence += (sum(labels) - sum(slices.map(({ label }) => label))) / slices.length / samples;
      const names = [...new Set(slices.map(({ subject }) => subject))];
      const owners = new Map(random.shuffled(names).map((name, i) => [names[i]!, name]));
      const labelOf = new Map(slices.map(({ subject, label }) => [subject, label]));
      const plain = slices.map(({ subject }) => labelOf.get(owners.get(subject)!)!);
      unbalanced += (scoreBy(plain) - 0.5) / samples;
    }
    assert.ok(Math.abs(above) < 0.015, `${above} above 0.5`);
    assert.ok(unbalanced > 0.018, `${unbalanced} without balance`);
    assert.ok(Math.abs(prevalence) < 0.01, `a prevalence ${prevalence} higher`);
  });
}

Deno.test("labels of slices keep their prevalence", () => {
  const random = new Random(7);
  const slices = cohort(52, random, (height) => height > 0.3 && height < 0.6);
  const before = sum(slices.map(({ label }) => label));
  const after = sum(permuteLabels(slices, random));
  assert.ok(Math.abs(after - before) < 0.02 * slices.length, `${before} positive, then ${after}`);
});
