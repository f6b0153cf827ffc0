import assert from "node:assert/strict";
import { type Cell, cellName, checkCell } from "hemoleak/experiment/cell.ts";
import {
  distinctCells,
  experimentCells,
  type ExperimentName,
  EXPERIMENTS,
} from "hemoleak/experiment/experiments.ts";

const SCOPE = { seeds: [4, 5], subjects: 52 };

function names(experiment: ExperimentName, scope = SCOPE): string[] {
  return experimentCells(experiment, scope).map(cellName);
}

Deno.test("each experiment has its cells for every seed, seed by seed", () => {
  // By hand: conditions x 2 seeds.
  const counts = { table2: 4, ladder: 4, dose: 10, distance: 8, size: 8, repeated: 2, folds: 20 };
  for (const experiment of EXPERIMENTS) {
    const cells = experimentCells(experiment, SCOPE);
    assert.equal(cells.length, 2 * counts[experiment], experiment);
    assert.equal(distinctCells(cells).length, cells.length, experiment);
    const seeds = cells.map(({ seed }) => seed);
    assert.deepEqual(seeds, seeds.toSorted((a, b) => a - b), experiment);
    for (const cell of cells) checkCell(cell);
  }
  assert.deepEqual(names("ladder", { ...SCOPE, seeds: [1] }), [
    "cnn4-by-slice-seed-1",
    "cnn4-by-subject-seed-1",
    "cnn4-by-slice-permuted-seed-1",
    "cnn4-by-subject-permuted-seed-1",
  ]);
  assert.deepEqual(names("folds", { ...SCOPE, seeds: [1] }).slice(0, 6), [
    "cnn4-by-slice-fold-1-of-5-seed-1",
    "cnn4-by-slice-fold-2-of-5-seed-1",
    "cnn4-by-slice-fold-3-of-5-seed-1",
    "cnn4-by-slice-fold-4-of-5-seed-1",
    "cnn4-by-slice-fold-5-of-5-seed-1",
    "cnn4-by-subject-fold-1-of-5-seed-1",
  ]);
  assert.equal(
    names("folds", { ...SCOPE, seeds: [1] }).at(-1),
    "cnn4-by-subject-permuted-fold-5-of-5-seed-1",
  );
  assert.deepEqual(names("size", { ...SCOPE, seeds: [1] }), [
    "cnn4-by-slice-subjects-13-seed-1",
    "cnn4-by-subject-subjects-13-seed-1",
    "cnn4-by-slice-subjects-26-seed-1",
    "cnn4-by-subject-subjects-26-seed-1",
    "cnn4-by-slice-subjects-39-seed-1",
    "cnn4-by-subject-subjects-39-seed-1",
    "cnn4-by-slice-seed-1",
    "cnn4-by-subject-seed-1",
  ]);
});

Deno.test("distinctCells: a factor that a name does not tell makes another cell, the order of keys none", () => {
  const cell = { model: "cnn4", split: "slice", labels: "true", seed: 1 } as const;
  const { model, ...others } = cell;
  const more: Cell & { later: string } = { ...cell, later: "a factor that came later" };
  assert.deepEqual(distinctCells([cell, more, { ...others, model }, more]), [cell, more]);
});

Deno.test("cells that experiments have in common are the same", () => {
  const ladder = new Set(names("ladder"));
  assert.equal(names("size").filter((name) => ladder.has(name)).length, 4);
  assert.equal(names("repeated").filter((name) => ladder.has(name)).length, 2);
  assert.equal(names("table2").filter((name) => ladder.has(name)).length, 4);
  const all = EXPERIMENTS.flatMap((name) => experimentCells(name, SCOPE));
  // Of the ladder's: four of table2, four of size, two of repeated; of table2's, two more of repeated.
  assert.equal(all.length - distinctCells(all).length, 4 + 4 + 2 + 2);
});

Deno.test("where labels are of slices, every cell says so", () => {
  for (const experiment of EXPERIMENTS) {
    for (const cell of experimentCells(experiment, { ...SCOPE, labelUnit: "slice" })) {
      assert.equal(cell.labelUnit, "slice");
      assert.match(cellName(cell), /^(?:cnn4|vgg16)-by-(?:slice|subject)-slice-labels-/);
    }
  }
});
