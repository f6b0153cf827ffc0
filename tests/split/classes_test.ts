import assert from "node:assert/strict";
import fc from "fast-check";
import { groupBy } from "hemoleak/groups.ts";
import { Random } from "hemoleak/random.ts";
import { splitByDose } from "hemoleak/split/by_dose.ts";
import { splitByFold } from "hemoleak/split/by_fold.ts";
import { splitByGap } from "hemoleak/split/by_gap.ts";
import { drawSubjects } from "hemoleak/split/draw_subjects.ts";
import { labelKinds } from "hemoleak/split/label_kinds.ts";
import type { PlacedSlice, SetName } from "hemoleak/split/split.ts";
import { splitBy } from "hemoleak/split/split_by.ts";
import { subjectLabels } from "hemoleak/split/subject_labels.ts";

const SIZES = { EDH: 6, SDH: 9, none: 15 } as const;

/** Stacks of 25 to 40 slices of 30 subjects, whose slices are of one class; with `mixed`, every third is none. */
function stacks(seed: number, mixed = false): PlacedSlice<string>[] {
  const random = new Random(seed, "stacks");
  return Object.entries(SIZES).flatMap(([kind, size]) =>
    Array.from({ length: size }, (_, i) => `${kind} ${i}`).flatMap((subject) =>
      Array.from({ length: 25 + random.integer(16) }, (_, slice) => ({
        ...{ subject, study: "", series: "", slice },
        label: mixed && slice % 3 === 0 ? "none" : kind,
      }))
    )
  );
}

const CLASSES = Object.keys(SIZES);

function count(
  slices: readonly PlacedSlice<string>[],
  sets: readonly (SetName | null)[],
  set: SetName,
  label: string,
): number {
  return slices.filter((slice, i) => sets[i] === set && slice.label === label).length;
}

Deno.test("a subject is of the rarest class that any of its slices is of", () => {
  const slices = ["b", "a", "a", "c", "a"].map((label, i) => ({ subject: `S${i % 2}`, label }));
  // Three of a; of b and c one each, and of equals the name decides.
  assert.deepEqual(labelKinds(slices.map(({ label }) => label)), ["a", "c", "b"]);
  assert.deepEqual([...subjectLabels(slices)], [["S0", "b"], ["S1", "c"]]);
  // Of two labels, 1 stands for its subject whether or not it is rarer.
  assert.deepEqual(labelKinds([1, 1, 1, 0]), [0, 1]);
  assert.deepEqual(labelKinds([0, 0]), [0, 1]);
});

for (const mixed of [false, true]) {
  Deno.test(`by slice and by subject, each set gets its share of each class${mixed ? ", mixed" : ""}`, () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const slices = stacks(seed, mixed), kinds = subjectLabels(slices);
        for (const unit of ["slice", "subject"] as const) {
          const sets = splitBy(unit, slices, { random: new Random(seed) });
          const units = unit === "slice"
            ? slices.map(({ label }, i) => ({ label, set: sets[i]! }))
            : [...kinds].map(([subject, label]) => ({
              label,
              set: sets[slices.findIndex((slice) => slice.subject === subject)]!,
            }));
          for (const name of CLASSES) {
            const own = units.filter(({ label }) => label === name);
            const of = (set: SetName) => own.filter((one) => one.set === set).length;
            assert.ok(Math.abs(of("test") - 0.15 * own.length) <= 1, `${unit} ${name}`);
            assert.ok(of("validation") >= 1 && of("train") >= 1);
            assert.ok(Math.abs(of("validation") - 0.2 * (own.length - of("test"))) <= 1);
          }
        }
      }),
      { numRuns: 20 },
    );
  });
}

Deno.test("folds: by slice, numbers of each class differ by one; by subject, each has subjects of each", () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const slices = stacks(seed);
      for (const unit of ["slice", "subject"] as const) {
        const folds = [1, 2, 3].map((fold) =>
          splitByFold(unit, slices, { random: new Random(seed), folds: 3, fold })
        );
        slices.forEach((_, i) =>
          assert.equal(folds.filter((sets) => sets[i] === "test").length, 1)
        );
        for (const name of CLASSES) {
          const tested = folds.map((sets) => count(slices, sets, "test", name));
          if (unit === "slice") assert.ok(Math.max(...tested) - Math.min(...tested) <= 1);
          for (const sets of folds) {
            const people = new Set(
              slices.filter((slice, i) => sets[i] === "test" && slice.label === name)
                .map(({ subject }) => subject),
            );
            assert.ok(people.size >= 2, `${unit} ${name}`);
            assert.ok(count(slices, sets, "validation", name) > 0);
            assert.ok(count(slices, sets, "train", name) > 0);
          }
        }
      }
    }),
    { numRuns: 5 },
  );
});

Deno.test("dose: nothing but the dose changes, class by class", () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const slices = stacks(seed);
      const at = (dose: number) =>
        splitByDose(slices, { random: new Random(seed), dose, test: 0.35 });
      const none = at(0);
      for (const dose of [0.25, 1]) {
        const sets = at(dose);
        for (const name of CLASSES) {
          for (const set of ["train", "validation", "test"] as const) {
            assert.equal(count(slices, sets, set, name), count(slices, none, set, name));
          }
        }
        sets.forEach((set, i) => assert.equal(set === "test", none[i] === "test"));
      }
    }),
    { numRuns: 20 },
  );
});

Deno.test("distance: the same slices are judged at each gap, and each class validates", () => {
  const slices = stacks(4);
  const [near, far] = [1, 8].map((gap) => splitByGap(slices, { random: new Random(4), gap }));
  near!.forEach((set, i) => assert.equal(set === "test", far![i] === "test"));
  for (const name of CLASSES) {
    for (const set of ["train", "validation", "test"] as const) {
      assert.ok(count(slices, near!, set, name) > 0);
      assert.equal(count(slices, near!, set, name), count(slices, far!, set, name));
    }
  }
});

Deno.test("subjects are drawn in the proportion of the classes, a smaller draw being part of a larger", () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const slices = stacks(seed), kinds = subjectLabels(slices);
      const draw = (subjects: number) =>
        drawSubjects(slices, { random: new Random(seed), subjects });
      for (let subjects = 1; subjects <= kinds.size; subjects++) {
        const drawn = draw(subjects);
        assert.equal(drawn.size, subjects);
        if (subjects < kinds.size) assert.ok(drawn.isSubsetOf(draw(subjects + 1)));
        const found = groupBy(drawn, (subject) => kinds.get(subject)!);
        for (const [name, size] of Object.entries(SIZES)) {
          const due = subjects * size / kinds.size;
          assert.ok(Math.abs((found.get(name)?.length ?? 0) - due) < 1, `${subjects} ${name}`);
        }
      }
    }),
    { numRuns: 20 },
  );
});

Deno.test("too few of a class are named, the rarest first", () => {
  const few = stacks(1).filter(({ subject }) => !/^EDH [2-9]/.test(subject));
  assert.throws(() => splitBy("subject", few, { random: new Random(1) }), {
    name: "SplitError",
    message:
      "Expected at least 3 subjects of each class, one each for train, validation and test, " +
      "but found 2 EDH, 9 SDH and 15 none subjects; add subjects or split without stratification",
  });
  assert.throws(
    () => splitByFold("subject", few, { random: new Random(1), folds: 5, fold: 1 }),
    /at least 5 subjects of each class, .* but found 2 EDH, 9 SDH and 15 none subjects/,
  );
  assert.throws(
    () => splitByDose(stacks(1), { random: new Random(1), dose: 1, test: 0.9 }),
    /at least \d+ (?:EDH|SDH|none) slices of training subjects, .* as the test subjects may give/,
  );
  const one = few.map((slice) => ({ ...slice, label: "none" }));
  assert.throws(
    () => splitBy("slice", one, { random: new Random(1) }),
    /slices of two classes or more but found \d+ none slices/,
  );
});
