import assert from "node:assert/strict";
import { join } from "node:path";
import { auc as aucOf, Grid, parsePredictions, planGrid, type Trainer } from "hemoleak";
import { splitCell } from "hemoleak/experiment/cell_split.ts";
import { EXPERIMENTS } from "hemoleak/experiment/experiments.ts";
import { GRID_FILE } from "hemoleak/experiment/grid/grid_file.ts";
import type { TableGridOptions } from "hemoleak/experiment/grid/table_plan.ts";
import { checkpointsOf } from "hemoleak/experiment/run.ts";
import { readGridTable } from "hemoleak/experiment/table/grid_table.ts";
import { collectGrid } from "hemoleak/report/experiments/collect_grid_folder.ts";
import { withFolder } from "../../fixtures/with_folder.ts";
import { ofTwoLabels } from "./two_labels.ts";

const SUBJECTS = 24, SLICES = 25;

/** A number from 0 to 1 that looks drawn, of two whole numbers. */
function noise(a: number, b: number): number {
  const value = Math.sin(12.9898 * a + 78.233 * b) * 43758.5453;
  return value - Math.floor(value);
}

/** A table of stacks with a feature that tells subjects apart, and a little of the disease. */
async function writeTable(folder: string): Promise<string> {
  const rows = Array.from({ length: SUBJECTS * SLICES }, (_, i) => {
    const subject = Math.floor(i / SLICES), slice = i % SLICES, label = subject % 2;
    const feature = noise(subject, -1) + 0.2 * label + 0.005 * noise(subject, slice);
    return `s${subject},${slice},${label},${feature}\n`;
  });
  const path = join(folder, "slices.csv");
  await Deno.writeTextFile(path, `subject,slice,label,feature\n${rows.join("")}`);
  return path;
}

/** Scores by the label of the nearest training row, and counts its calls. */
function nearest(feature: readonly number[], name = "nearest"): Trainer & { calls: number } {
  return {
    ...{ name, title: "nearest row", epochs: null, record: { version: 1 }, calls: 0 },
    train({ rows }) {
      this.calls++;
      const known = rows.filter(({ set }) => set === "train");
      const scores = rows.map(({ index, set }) => {
        if (set !== "test") return NaN;
        const far = (other: number) => Math.abs(feature[other]! - feature[index]!);
        return known.reduce((a, b) => far(b.index) < far(a.index) ? b : a).label;
      });
      return Promise.resolve({ scores });
    },
  };
}

async function featureOf(table: string): Promise<number[]> {
  const text = await Deno.readTextFile(table);
  return text.trim().split("\n").slice(1).map((line) => Number(line.split(",").at(-1)));
}

async function planned(folder: string, more: Partial<TableGridOptions> = {}) {
  const table = await writeTable(folder), feature = await featureOf(table);
  const trainer = nearest(feature), path = join(folder, "grid");
  const plan = await planGrid(path, { table, trainers: [trainer], seeds: 1, ...more });
  return { table, feature, trainer, path, plan };
}

Deno.test("a program trains every experiment, and the ladder is that worked by hand", async (t) => {
  await withFolder(async (folder) => {
    const { table, feature, trainer, path, plan } = await planned(folder, { synthetic: true });
    const grid = new Grid(path, { trainers: [trainer] });

    await t.step("all experiments but the comparison of two trainers", () => {
      const possible = EXPERIMENTS.filter((name) => name !== "repeated");
      assert.deepEqual(plan.experiments.map(({ name }) => name), possible);
      assert.deepEqual(plan.refused.map(({ name }) => name), ["repeated"]);
      assert.match(plan.refused[0]!.why, /two trainers, .* but found one; give --trainer twice/);
    });

    await t.step("each cell once, and what is finished is loaded", async () => {
      for (const cell of plan.cells) await grid.run(cell);
      assert.equal(trainer.calls, plan.cells.length);
      const run = await grid.run(plan.cells[0]!);
      assert.equal(trainer.calls, plan.cells.length);
      assert.deepEqual(run, await grid.finished(plan.cells[0]!));
      assert.equal(run.title, "nearest row");
      const names = [...Deno.readDirSync(run.folder!)].map(({ name }) => name).sort();
      assert.deepEqual(names, ["metrics.json", "predictions.csv", "record.json", "split.csv"]);
      const left = [...Deno.readDirSync(grid.runs)].map(({ name }) => name);
      assert.equal(left.length, plan.cells.length, left.join());
    });

    await t.step("AUCs are shares of pairs in the right order", async () => {
      const { rows } = await readGridTable(table);
      const { results, missing, unfinished } = await collectGrid(grid, join(folder, "out"));
      assert.deepEqual([missing, unfinished], [[], []]);
      assert.deepEqual(results.map(({ name }) => name), plan.experiments.map(({ name }) => name));
      const text = await Deno.readTextFile(join(folder, "out", "cells.csv"));
      const [header, ...lines] = text.trim().split("\n").map((line) => line.split(","));
      const found = new Map(lines.map((fields) => [fields[0]!, fields[header!.indexOf("auc")]!]));
      for (const name of plan.experiments.find(({ name }) => name === "ladder")!.cells) {
        const { labels, sets } = splitCell(grid.find(name).cell, rows);
        const tested = [...sets.keys()].filter((i) => sets[i] === "test");
        const trained = [...sets.keys()].filter((i) => sets[i] === "train");
        const score = tested.map((i) => {
          const distance = trained.map((j) => Math.abs(feature[j]! - feature[i]!));
          return labels[trained[distance.indexOf(Math.min(...distance))]!]!;
        });
        let won = 0, pairs = 0;
        for (const [a, i] of tested.entries()) {
          for (const [b, j] of tested.entries()) {
            if (labels[i] !== 1 || labels[j] !== 0) continue;
            pairs++;
            won += score[a]! > score[b]! ? 1 : score[a] === score[b] ? 0.5 : 0;
          }
        }
        assert.ok(Math.abs(won / pairs - Number(found.get(name))) < 1e-9, name);
      }
      // Who a subject is says nearly all by slice, of whichever labels.
      const auc = (name: string) => Number(found.get(name));
      assert.ok(auc("nearest-by-slice-permuted-seed-1") > 0.9);
      const ladder = JSON.parse(await Deno.readTextFile(join(folder, "out", "ladder.json")));
      assert.deepEqual([ladder.cohort, ladder.synthetic], ["slices.csv", true]);
      assert.match(results[0]!.table.markdown, /synthetic/i);
    });

    await t.step("another record of the program, or none of it, is another trainer", async () => {
      const other = { ...trainer, record: { version: 2 } };
      assert.throws(() => new Grid(path, { trainers: [other] }), {
        name: "GridError",
        message: /nearest as the grid in .* was planned with it: .*"version":1.* but found .*:2/,
      });
      await Deno.remove((await grid.finished(plan.cells[0]!))!.folder!, { recursive: true });
      await assert.rejects(new Grid(path).run(plan.cells[0]!), {
        name: "GridError",
        message: /the program that trains nearest, .* but found none; give it as in `new Grid/,
      });
    });

    await t.step("of another table than it was planned for, nothing is trained", async () => {
      await Deno.writeTextFile(table, (await Deno.readTextFile(table)).replace("s0,0", "s0,100"));
      await assert.rejects(grid.run(plan.cells[0]!), {
        name: "GridError",
        message: /slices\.csv: expected the table that the grid in .* was planned for but found/,
      });
      await Deno.remove(table);
      await assert.rejects(grid.run(plan.cells[0]!), { message: /it is not on / });
    });
  });
});

Deno.test("two programs: table2 has both, repeated compares the second with the first", () =>
  withFolder(async (folder) => {
    const table = await writeTable(folder), feature = await featureOf(table);
    const trainers = [nearest(feature, "plain"), nearest(feature.map((x) => -x), "mirrored")];
    const path = join(folder, "grid");
    await planGrid(path, { table, trainers, experiments: ["table2", "repeated"], seeds: 3 });
    const grid = new Grid(path, { trainers });
    for (const cell of grid.plan.cells) await grid.run(cell);
    const { results } = await collectGrid(grid, folder);
    const [table2, repeated] = results.map(({ table }) => table.markdown);
    assert.match(table2!, /^Test results over seeds\n/);
    assert.doesNotMatch(table2!, /paper/i);
    // The same distances: the same scores.
    assert.match(repeated!, /0\.000/);
    const first = grid.plan.experiments[1]!.cells[0]!;
    assert.match(first, /^plain-by-subject-seed-1$/);
  }));

Deno.test("what a program gives back is checked, and a cell that failed leaves the others", () =>
  withFolder(async (folder) => {
    const { table, feature } = await planned(folder);
    const wrong: [name: string, change: (scores: number[]) => number[], message: RegExp][] = [
      ["short", (scores) => scores.slice(1), /a score from short for each of the cell's \d+ rows/],
      ["nothing", (scores) => scores.map(() => NaN), /a finite score from nothing for a row of/],
      ["infinite", (scores) => scores.map(() => Infinity), /but found Infinity/],
    ];
    for (const [name, change, message] of wrong) {
      const good = nearest(feature, name), path = join(folder, name);
      const trainer: Trainer = {
        ...good,
        async train(task) {
          const { scores } = await good.train(task);
          return { scores: task.cell.split === "slice" ? change([...scores as number[]]) : scores };
        },
      };
      await planGrid(path, { table, trainers: [trainer], experiments: ["ladder"], seeds: 1 });
      const grid = new Grid(path, { trainers: [trainer] });
      for (const cell of grid.plan.cells) {
        if (cell.cell.split === "subject") await grid.run(cell);
        else await assert.rejects(grid.run(cell), { name: "TrainingError", message });
      }
      const states = (await grid.statuses()).map(({ state }) => state);
      assert.deepEqual(states, ["failed", "finished", "failed", "finished"]);
      assert.match((await grid.statuses())[0]!.why!, message);
    }
  }));

Deno.test("planGrid: what a table does not allow is refused with the reason, or left out", () =>
  withFolder(async (folder) => {
    const path = join(folder, "few.csv"), trainers = [nearest([])];
    const rows = Array.from({ length: 8 }, (_, i) => `s${i},${i % 2}\n`.repeat(3)).join("");
    await Deno.writeTextFile(path, `subject,label\n${rows}`);
    const plan = await planGrid(folder, { table: path, trainers });
    assert.deepEqual(plan.refused.map(({ name }) => name).sort(), [
      "distance",
      "folds",
      "repeated",
      "size",
    ]);
    const why = (name: string) => plan.refused.find((one) => one.name === name)!.why;
    assert.match(why("distance"), /places in their stacks .* but found subject,label; add a col/);
    const refused: [options: Partial<TableGridOptions>, message: RegExp][] = [
      [
        { experiments: ["ladder", "distance"] },
        /the experiment distance cannot be made of few.csv/,
      ],
      [{ experiments: ["repeated"] }, /repeated cannot be made of few\.csv: expected two trainers/],
      [{ trainers: [] }, /at least one trainer/],
      [
        { trainers: [...trainers, ...trainers] },
        /trainers of different names but found nearest tw/,
      ],
      [{ trainers: [nearest([], "cnn4")] }, /other names than those of the project's networks but/],
      [{ trainers: [{ name: "a", command: "x" }] }, /\{split\} in the command of a but found "x"/],
      [{ experiments: ["dosis" as "dose"] }, /experiments of a grid to be some of table2, ladder/],
      [{ seeds: 0 }, /seeds of a grid to be a whole number of at least 1 but found 0/],
      [{ timeout: 0 }, /timeout of a grid to be a number above 0/],
      [{ tabel: "x" } as Partial<TableGridOptions>, /tabel.*; did you mean table\?/],
    ];
    for (const [options, message] of refused) {
      const all = { table: path, trainers, ...options };
      await assert.rejects(planGrid(join(folder, "none"), all), (error: Error) => {
        assert.match(error.message, message);
        return /^(?:Grid|Options)Error$/.test(error.name);
      });
    }
    assert.ok(!await Deno.stat(join(folder, "none", GRID_FILE)).then(() => true, () => false));
  }));

Deno.test("where there are epochs, a program tells them: history, progress, and what became of it", () =>
  withFolder(async (folder) => {
    const { table, feature } = await planned(folder);
    const plain = nearest(feature, "epochal");
    const trainer: Trainer = {
      ...plain,
      epochs: 1,
      async train(task) {
        const { scores } = await plain.train(task);
        const row = { epoch: 1, loss: 0.5, validationLoss: 0.4, validationAccuracy: 1 };
        return { scores, history: { rows: [{ ...row, validationSpread: 2 }], stopped: false } };
      },
    };
    const path = join(folder, "epochs");
    await planGrid(path, { table, trainers: [trainer], experiments: ["ladder"], seeds: 1 });
    const grid = new Grid(path, { trainers: [trainer] }), [cell] = grid.plan.cells;
    assert.equal((await grid.status(cell!)).of, 1);
    const run = ofTwoLabels(await grid.run(cell!));
    assert.equal(run.learning.outcome, "learned");
    assert.deepEqual(await grid.finished(cell!), run);
    const { state, epochs, of, learning } = await grid.status(cell!);
    assert.deepEqual([state, epochs, of, learning], ["finished", 1, 1, "learned"]);
    const file = join(run.folder!, "predictions.csv");
    const tested = parsePredictions(await Deno.readTextFile(file), file)
      .filter(({ set }) => set === "test");
    const scored = { scores: tested.map(({ score }) => score), labels: tested.map((x) => x.label) };
    assert.equal(aucOf(scored), run.metrics.auc);
    assert.ok(!await Deno.stat(checkpointsOf(run.folder!)).then(() => true, () => false));
  }));
