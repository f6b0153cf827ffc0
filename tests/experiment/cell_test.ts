import assert from "node:assert/strict";
import fc from "fast-check";
import { PROFILES, Random, splitBySubject } from "hemoleak";
import { type Cell, cellName, cellTitle, checkCell } from "hemoleak/experiment/cell.ts";
import { runName } from "hemoleak/experiment/run_name.ts";
import { splitCell } from "hemoleak/experiment/cell_split.ts";
import { assertSubjectsApart } from "hemoleak/split/split.ts";
import { stacks } from "../split/stacks.ts";

const CELL: Cell = { model: "cnn4", split: "subject", labels: "true", seed: 1 };

function nameOf(cell: Cell): string {
  const software = { tensorflow: "1", tfjs: "2" };
  return runName({ cell, profile: PROFILES.quick, fingerprint: "data", software });
}

Deno.test("a cell's name tells its coordinates", () => {
  assert.equal(cellName(CELL), "cnn4-by-subject-seed-1");
  assert.equal(
    cellName({ ...CELL, labels: "permuted", dose: 0.25, subjects: 13, seed: 2 }),
    "cnn4-by-subject-permuted-dose-0.25-subjects-13-seed-2",
  );
  assert.equal(
    cellName({ ...CELL, model: "vgg16", split: "slice", gap: 8 }),
    "vgg16-by-slice-gap-8-seed-1",
  );
  assert.equal(
    cellName({ ...CELL, labelUnit: "slice", labels: "permuted", folds: 5, fold: 2 }),
    "cnn4-by-subject-slice-labels-permuted-fold-2-of-5-seed-1",
  );
  assert.equal(
    cellTitle({ ...CELL, labelUnit: "slice", folds: 5, fold: 2 }, PROFILES.quick),
    "CNN4 by subject, labels of slices, fold 2 of 5, seed 1",
  );
});

Deno.test("a run's name depends on all of its record, and not on the order of its keys", () => {
  const names = [
    CELL,
    { ...CELL, seed: 2 },
    { ...CELL, dose: 0 },
    { ...CELL, dose: 1 },
    { ...CELL, subjects: 10 },
    { ...CELL, split: "slice" as const, gap: 1 },
    { ...CELL, folds: 5, fold: 1 },
    { ...CELL, folds: 5, fold: 2 },
    { ...CELL, folds: 4, fold: 1 },
    { ...CELL, labelUnit: "slice" as const },
  ].map(nameOf);
  assert.equal(new Set(names.map((name) => name.slice(-8))).size, names.length);
  const { model, split, labels, seed } = CELL;
  assert.equal(nameOf({ seed, labels, split, model }), nameOf(CELL));
  assert.equal(
    nameOf({ subjects: 4, dose: 0.5, ...CELL }),
    nameOf({ ...CELL, dose: 0.5, subjects: 4 }),
  );
  const record = { cell: CELL, profile: PROFILES.quick, fingerprint: "data" };
  const software = { tfjs: "2", tensorflow: "1" };
  assert.equal(runName({ ...record, software }), nameOf(CELL));
  assert.notEqual(runName({ ...record, software, fingerprint: "others" }), nameOf(CELL));
});

// By Python: sha256 over json.dumps(record, sort_keys=True, separators=(",", ":")), with the fingerprint
// under its first name, `data`.
Deno.test("a run's name stays, so that finished runs are found again", () => {
  assert.equal(nameOf(CELL), "cnn4-by-subject-seed-1-d8e663c9");
});

Deno.test("cells that no cohort has a split for are refused", () => {
  const cases: [cell: Partial<Cell>, message: RegExp][] = [
    [
      { split: "slice", dose: 0.5 },
      /^Expected the split by subject for a dose in the cell .*dose-0\.5-seed-1 but found the split by slice$/,
    ],
    [
      { gap: 2 },
      /^Expected the split by slice for a gap in the cell .*gap-2-seed-1 but found the split by subject$/,
    ],
    [{ gap: 2, dose: 0.5 }, /Expected a dose or a gap in the cell .* but found both/],
    [{ folds: 5 }, /Expected folds, and which of them is tested, .* but found only one of the two/],
    [{ folds: 5, fold: 6 }, /Expected a fold from 1 to 5 in the cell .* but found 6/],
    [{ folds: 5, fold: 1, dose: 0.5 }, /Expected folds or a dose in the cell .* but found both/],
  ];
  for (const [change, message] of cases) {
    assert.throws(() => checkCell({ ...CELL, ...change }), { name: "SplitError", message });
    assert.throws(() => splitCell({ ...CELL, ...change }, []), { name: "SplitError", message });
  }
});

Deno.test("a cell has its own fields, and seeds that are whole numbers", () => {
  const cases: [cell: object, message: RegExp][] = [
    [{ seed: 1.5 }, /^Expected seed of a cell to be a whole number of at least 0 but found 1\.5$/],
    [
      { split: "patient" },
      /^Expected split of a cell to be one of slice, subject but found "patient"$/,
    ],
    [{ does: 0.5 }, /but found does; did you mean dose\?$/],
  ];
  for (const [change, message] of cases) {
    assert.throws(() => checkCell({ ...CELL, ...change }), { name: "OptionsError", message });
  }
});

const SLICES = stacks(12, 14, (subject) => 10 + subject % 3);

Deno.test("a cell without dose, gap and subjects is split as ever", () => {
  const { sets, labels } = splitCell(CELL, SLICES);
  assert.deepEqual(sets, splitBySubject(SLICES, { random: new Random(1, "split") }));
  assert.deepEqual(labels, SLICES.map(({ label }) => label));
});

Deno.test("with fewer subjects, only theirs are used, and only they exchange labels", () => {
  fc.assert(fc.property(
    fc.constantFrom<Partial<Cell>>({}, { dose: 0.5 }, { split: "slice" }, {
      split: "slice",
      gap: 1,
    }),
    fc.nat(),
    fc.integer({ min: 16, max: 26 }),
    (change, seed, subjects) => {
      const cell: Cell = { ...CELL, labels: "permuted", ...change, seed, subjects };
      const { sets, labels } = splitCell(cell, SLICES);
      // A dose leaves training slices out, and may leave out all that a subject has; none at dose 0.
      const { dose, ...others } = cell;
      const whole = dose === undefined ? sets : splitCell({ ...others, dose: 0 }, SLICES).sets;
      const drawn = new Set(
        SLICES.filter((_, i) => whole[i] !== null).map(({ subject }) => subject),
      );
      assert.equal(drawn.size, subjects);
      const positive = (of: readonly (0 | 1)[]) => {
        const labelOf = new Map(SLICES.map(({ subject }, i) => [subject, of[i]!]));
        return [...drawn].filter((subject) => labelOf.get(subject) === 1).length;
      };
      assert.equal(positive(labels), positive(SLICES.map(({ label }) => label)));
      SLICES.forEach(({ subject, label }, i) => {
        if (!drawn.has(subject)) assert.deepEqual([labels[i], sets[i]], [label, null]);
      });
    },
  ));
});

Deno.test("over the folds of a seed, each slice is tested once, with true labels and permuted ones", () => {
  for (const split of ["slice", "subject"] as const) {
    for (const labels of ["true", "permuted"] as const) {
      const folds = [1, 2, 3, 4, 5].map((fold) =>
        splitCell({ ...CELL, split, labels, folds: 5, fold }, SLICES)
      );
      for (const { labels } of folds) assert.deepEqual(labels, folds[0]!.labels);
      SLICES.forEach((_, i) =>
        assert.equal(folds.filter(({ sets }) => sets[i] === "test").length, 1)
      );
    }
  }
});

Deno.test("labels of slices are exchanged as whole rows, and split by subject as ever", () => {
  // Every other slice of a diseased subject is positive.
  const slices = SLICES.map((row) => ({
    ...row,
    label: (row.label === 1 && row.slice % 2 === 0 ? 1 : 0) as 0 | 1,
  }));
  const cell: Cell = { ...CELL, labels: "permuted", labelUnit: "slice" };
  const { labels, sets } = splitCell(cell, slices);
  assertSubjectsApart(slices, sets);
  const rows = (of: readonly (0 | 1)[]) =>
    Map.groupBy(slices.keys(), (i) => slices[i]!.subject).values()
      .map((own) => own.map((i) => of[i]).join("")).toArray();
  const positives = (all: string[]) => all.filter((row) => row.includes("1")).length;
  assert.equal(positives(rows(labels)), positives(rows(slices.map(({ label }) => label))));
  assert.ok(rows(labels).some((row, i) => row !== rows(slices.map(({ label }) => label))[i]));
  for (const row of rows(labels)) if (row.includes("1")) assert.ok(row.includes("0"));
});

Deno.test("cells that differ in the dose or the gap alone have labels and judged slices in common", () => {
  const judged = (cell: Cell) => {
    const { sets, labels } = splitCell(cell, SLICES);
    return { labels, test: [...sets.keys()].filter((i) => sets[i] === "test") };
  };
  for (const labels of ["true", "permuted"] as const) {
    const first = judged({ ...CELL, labels, dose: 0 });
    for (const dose of [0.1, 1]) assert.deepEqual(judged({ ...CELL, labels, dose }), first);
    const near = judged({ ...CELL, split: "slice", labels, gap: 1 });
    const far = judged({ ...CELL, split: "slice", labels, gap: 8 });
    assert.deepEqual(far, near);
  }
});
