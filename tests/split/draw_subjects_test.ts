import assert from "node:assert/strict";
import fc from "fast-check";
import { Random } from "hemoleak/random.ts";
import { drawSubjects } from "hemoleak/split/draw_subjects.ts";
import { subjectLabels } from "hemoleak/split/subject_labels.ts";
import { anyStacks, stacks } from "./stacks.ts";

const anyCohort = anyStacks({ min: 1, max: 4 });

Deno.test("draws as many as asked, in the cohort's proportion of labels", () => {
  fc.assert(
    fc.property(anyCohort, fc.integer({ min: 1, max: 12 }), ({ slices, seed }, subjects) => {
      const labels = subjectLabels(slices);
      const drawn = drawSubjects(slices, { random: new Random(seed), subjects });
      assert.equal(drawn.size, subjects);
      const positive = [...labels.values()].filter((label) => label === 1).length;
      const found = [...drawn].filter((subject) => labels.get(subject) === 1).length;
      assert.ok(Math.abs(found - subjects * positive / labels.size) <= 0.5);
    }),
  );
});

Deno.test("a smaller draw is part of a larger one; the order of the slices does not matter", () => {
  fc.assert(fc.property(anyCohort, ({ slices, seed }) => {
    const draw = (subjects: number, of = slices) =>
      drawSubjects(of, { random: new Random(seed), subjects });
    for (let subjects = 1; subjects < 12; subjects++) {
      assert.ok(draw(subjects).isSubsetOf(draw(subjects + 1)));
      assert.deepEqual(draw(subjects, slices.toReversed()), draw(subjects));
    }
  }));
});

Deno.test("every subject is drawn about as often as another", () => {
  const slices = stacks(10, 10, () => 1);
  const drawn = new Map<string, number>();
  for (let seed = 0; seed < 1000; seed++) {
    for (const subject of drawSubjects(slices, { random: new Random(seed), subjects: 10 })) {
      drawn.set(subject, (drawn.get(subject) ?? 0) + 1);
    }
  }
  // 1000 draws at 1/2: mean 500, standard deviation 15.8.
  assert.ok([...drawn.values()].every((count) => Math.abs(count - 500) < 70));
  assert.equal(drawn.size, 20);
});

Deno.test("a number of subjects that cannot be drawn", () => {
  for (const subjects of [0, -1, 2.5, 21, NaN]) {
    assert.throws(
      () => drawSubjects(stacks(10, 10, () => 1), { random: new Random(1), subjects }),
      {
        name: "SplitError",
        message: "Expected a number of subjects from 1 to 20, which the cohort has, " +
          `but found ${subjects}`,
      },
    );
  }
});
