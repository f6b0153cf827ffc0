import assert from "node:assert/strict";
import { join } from "node:path";
import { Grid, planGrid, readAnyPredictions, type Trainer } from "hemoleak";
import { evaluateClasses } from "hemoleak/evaluate/classes/evaluate_classes.ts";
import { splitCell } from "hemoleak/experiment/cell_split.ts";
import { EXPERIMENTS } from "hemoleak/experiment/experiments.ts";
import { isClassRun } from "hemoleak/experiment/run.ts";
import { readAnyGridTable } from "hemoleak/experiment/table/grid_table.ts";
import type { TableGridOptions } from "hemoleak/experiment/grid/table_plan.ts";
import { parseCsv } from "hemoleak/files/csv.ts";
import { StorageError } from "hemoleak/error.ts";
import { auditClasses } from "hemoleak/leakage";
import { Random } from "hemoleak/random.ts";
import type { Label, PlacedSlice } from "hemoleak/split/split.ts";
import { collectGrid } from "hemoleak/report/experiments/collect_grid_folder.ts";
import { near } from "../../evaluate/near.ts";
import { withFolder } from "../../fixtures/with_folder.ts";

const CLASSES = ["EDH", "SDH", "none"];
const SUBJECTS = 48, SLICES = 25;

/** A table of stacks of 48 subjects, 12 of EDH, 16 of SDH and 20 of neither, with a feature of each subject. */
async function writeTable(folder: string) {
  const random = new Random(1, "features");
  const faces = random.shuffled(Array.from({ length: SUBJECTS }, (_, place) => place / SUBJECTS));
  const rows = Array.from({ length: SUBJECTS * SLICES }, (_, i) => {
    const subject = Math.floor(i / SLICES),
      label = CLASSES[subject < 12 ? 0 : subject < 28 ? 1 : 2]!;
    const feature = faces[subject]! + 0.004 * random.normal();
    return { text: `s${subject},${i % SLICES},${label},${feature}\n`, feature };
  });
  const table = join(folder, "slices.csv");
  const text = rows.map((row) => row.text).join("");
  await Deno.writeTextFile(table, `subject,slice,label,feature\n${text}`);
  return { table, features: rows.map(({ feature }) => feature) };
}

/** Scores each class by the training rows near by that are of it, and counts its calls. */
function nearby(features: readonly number[], name = "nearby", width = 0.008) {
  const trainer: Trainer & { calls: number } = {
    ...{ name, title: name, epochs: null, record: { version: 1 }, calls: 0 },
    train: () => Promise.reject(new Error("not of two labels")),
    trainClasses({ rows, classes }) {
      trainer.calls++;
      const known = rows.filter(({ set }) => set === "train");
      const scoreOf = (index: number, name: string) =>
        known.reduce((sum, { index: other, label }) => {
          const near = Math.abs(features[other]! - features[index]!) < width ? 1 : 1e-3;
          return sum + (label === name ? near : 0);
        }, 0);
      const scores = classes.map((name) => [
        name,
        rows.map(({ index, set }) => set === "test" ? scoreOf(index, name) : NaN),
      ]);
      return Promise.resolve({ scores: Object.fromEntries(scores) });
    },
  };
  return trainer;
}

async function planned(folder: string, more: Partial<TableGridOptions> = {}) {
  const { table, features } = await writeTable(folder);
  const trainers = [nearby(features), nearby(features, "wider", 0.1)] as const;
  const path = join(folder, "grid"), notes: string[] = [];
  const options = { table, trainers, seeds: 2, synthetic: true, ...more };
  const plan = await planGrid(path, options, { note: (note) => notes.push(note) });
  return { table, trainers, path, plan, notes, grid: new Grid(path, { trainers }) };
}

/** The share of pairs of a slice of a class and one of another that are in the right order. */
function areaByHand(scores: readonly number[], isOwn: readonly boolean[]): number {
  let won = 0, pairs = 0;
  for (const [a, own] of isOwn.entries()) {
    for (const [b, other] of isOwn.entries()) {
      if (!own || other) continue;
      pairs++;
      won += scores[a]! > scores[b]! ? 1 : scores[a] === scores[b] ? 0.5 : 0;
    }
  }
  return won / pairs;
}

Deno.test("every experiment on three classes, and the ladder is that worked by hand", async (t) => {
  await withFolder(async (folder) => {
    const { table, trainers, path, plan, notes, grid } = await planned(folder), [one] = trainers;

    await t.step("all of them, on the classes that the labels show", () => {
      assert.deepEqual(plan.experiments.map(({ name }) => name), EXPERIMENTS);
      assert.deepEqual([plan.refused, plan.classes], [[], ["EDH", "none", "SDH"]]);
      assert.ok(notes.includes(
        "classes: EDH (300 slices of 12 subjects), none (500 slices of 20 subjects), SDH (400 slices of 16 " +
          "subjects)",
      ));
    });

    await t.step("each set of each cell has each class", async () => {
      const { rows }: { rows: readonly PlacedSlice<Label>[] } = await readAnyGridTable(table);
      for (const { cell } of plan.cells) {
        const { labels, sets } = splitCell(cell, rows);
        for (const set of ["train", "validation", "test"]) {
          assert.equal(new Set(labels.filter((_, i) => sets[i] === set)).size, 3, set);
        }
      }
    });

    await t.step("each cell once, and what is finished is loaded", async () => {
      for (const cell of plan.cells) await grid.run(cell);
      const calls = trainers[0].calls + trainers[1].calls;
      assert.equal(calls, plan.cells.length);
      const run = await grid.run(plan.cells[0]!);
      assert.equal(trainers[0].calls + trainers[1].calls, calls);
      assert.deepEqual(run, await new Grid(path).finished(plan.cells[0]!));
      assert.ok(isClassRun(run));
      const states = (await grid.statuses()).map(({ state }) => state);
      assert.deepEqual(new Set(states), new Set(["finished"]));
    });

    await t.step(
      "predictions.csv is what evaluate and audit read, metrics.json what they find",
      async () => {
        const { folder: own } = (await grid.finished(grid.find("nearby-by-slice-seed-1")))!;
        const file = await Deno.open(join(own!, "predictions.csv"));
        const read = await readAnyPredictions(file.readable, "predictions.csv");
        assert.ok("classes" in read);
        assert.deepEqual(read.classes, ["EDH", "none", "SDH"]);
        const metrics = JSON.parse(await Deno.readTextFile(join(own!, "metrics.json")));
        assert.deepEqual(metrics, JSON.parse(JSON.stringify(evaluateClasses(read))));
        assert.match(auditClasses(read).sentences[0]!, /^The split leaks: /);
      },
    );

    const out = join(folder, "out"), collected = await collectGrid(grid, out);
    const json = async (name: string) => {
      return JSON.parse(await Deno.readTextFile(join(out, `${name}.json`))).result;
    };

    await t.step(
      "cells.csv: the AUC of each class is the share of pairs, the macro AUC their mean",
      async () => {
        assert.deepEqual([collected.missing, collected.unfinished], [[], []]);
        const text = await Deno.readTextFile(join(out, "cells.csv"));
        const columns = [
          "cell",
          "macro_auc",
          "clustered_low",
          ...CLASSES.map((name) => `auc_${name}`),
        ];
        const rows = parseCsv(text, "cells.csv", columns, StorageError);
        for (
          const { values } of rows.filter(({ values }) =>
            /^nearby-by-\w+-seed/.test(values["cell"]!)
          )
        ) {
          const run = (await grid.finished(grid.find(values["cell"]!)))!;
          assert.ok(isClassRun(run));
          const tested = run.predictions.filter(({ set }) => set === "test");
          const areas = CLASSES.map((name) => {
            const area = areaByHand(
              tested.map(({ scores }) => scores[name]!),
              tested.map(({ label }) => label === name),
            );
            near(Number(values[`auc_${name}`]), area, 1e-9);
            return area;
          });
          near(Number(values["macro_auc"]), areas.reduce((sum, area) => sum + area / 3, 0), 1e-9);
        }
      },
    );

    await t.step(
      "the ladder: identity with its null and p, of the mean and of each class",
      async () => {
        const { auc, identity, disease, classes } = await json("ladder");
        assert.ok(identity.p === 0.001 && identity.null.mean < 0.6 && identity.value > 0.3);
        near(disease.value, auc.subject.true.mean - 0.5, 1e-12);
        assert.deepEqual(classes.map(({ name }: { name: string }) => name), ["EDH", "none", "SDH"]);
        for (const one of classes) {
          assert.ok(one.identity.p < 0.05 && one.identity.value > 0.2, one.name);
        }
        const mean = classes.reduce((sum: number, one: typeof identity) => {
          return sum + one.auc.slice.permuted.mean / 3;
        }, 0);
        near(auc.slice.permuted.mean, mean, 1e-12);
        const [, ladder] = collected.results;
        assert.deepEqual(
          ladder!.table.rows.map(([name]) => name).filter((name) => name !== ""),
          [
            "macro AUC",
            "EDH",
            "none",
            "SDH",
          ],
        );
        assert.match(ladder!.table.notes.join(" "), /SDH: By 999 other exchanges of the labels/);
        const { svg, text } = ladder!.figure!;
        assert.match(svg, /Macro AUC: the mean over the classes/);
        assert.match(text, /EDH, permuted labels, split by slice: [01]\.\d+ \[/);
        assert.ok(ladder!.tests.some(({ question }) => question === "none: inflation is not 0"));
      },
    );

    await t.step("the other experiments: macro AUCs in tables, each class in JSON", async () => {
      for (const { name, table } of collected.results) {
        const { classes } = await json(name);
        assert.equal(classes.length, 3, name);
        if (name === "ladder") continue;
        assert.match(table.markdown, /macro AUC of 3 classes/);
        assert.ok(table.notes.at(-1)!.endsWith(`Each class has the same numbers in ${name}.json.`));
        assert.doesNotMatch(table.markdown, /paper|threshold of 0\.5/i);
      }
      const { true: points } = await json("dose");
      // Who is known better is told apart better, on the same slices.
      assert.equal(points.at(-1).change.method, "two-way");
      assert.ok(points.at(-1).change.difference > 0.1);
    });

    await t.step("other methods stand beside the ladder of classes", async () => {
      const beside = join(folder, "beside"), method = join(beside, "copied"), trainers = [one];
      const path = join(folder, "ladder");
      await planGrid(path, { table, trainers, experiments: ["ladder"], seeds: 1 });
      const grid = new Grid(path, { trainers });
      await Deno.mkdir(method, { recursive: true });
      for (const cell of grid.plan.cells) {
        const { folder: own } = await grid.run(cell);
        await Deno.copyFile(join(own!, "predictions.csv"), join(method, `${cell.name}.csv`));
      }
      const { results: [ladder] } = await collectGrid(grid, join(folder, "with"), { beside });
      const { rows } = ladder!.table, numbers = rows.map((row) => row.slice(1));
      assert.deepEqual([rows[0]![0], rows[35]![0]], ["nearby, macro AUC", "copied, EDH"]);
      assert.deepEqual(numbers.slice(0, 28), numbers.slice(28));
    });
  });
});

Deno.test("of a table of classes, what cannot be made is refused or left out, with the reason", () =>
  withFolder(async (folder) => {
    const { table, trainers } = await planned(folder, { experiments: ["ladder"] });
    const plan = (options: Partial<TableGridOptions>) =>
      planGrid(join(folder, "other"), { table, trainers, ...options });
    const { trainClasses: _, ...twoLabels } = trainers[0];
    await assert.rejects(plan({ trainers: [twoLabels] }), {
      name: "TrainingError",
      message: "Expected a trainer of several classes but found nearby, which has no trainClasses",
    });
    await assert.rejects(plan({ classes: ["EDH", "SDH"] }), {
      message: /line \d+, column label: expected a class \(EDH, SDH\) but found "none"/,
    });
    await assert.rejects(plan({ classes: "EDH" as unknown as string[] }), {
      message: /classes of a grid to be a list of texts/,
    });
    // Three subjects of EDH are enough for the ladder, and for no folds.
    const few = join(folder, "few.csv");
    const lines = (await Deno.readTextFile(table)).split("\n");
    const kept = lines.filter((line) => !/^s(?:[3-9]|1[01]),/.test(line)).join("\n");
    await Deno.writeTextFile(few, kept);
    await assert.rejects(plan({ table: few, experiments: ["ladder", "folds"] }), {
      name: "GridError",
      message:
        /the experiment folds cannot be made of few\.csv: expected at least 5 subjects of each/,
    });
    const { refused, experiments } = await plan({ table: few });
    assert.ok(experiments.some(({ name }) => name === "ladder"));
    assert.match(
      refused.find(({ name }) => name === "folds")!.why,
      /but found 3 EDH, 16 SDH and 20 none subjects/,
    );
  }));

Deno.test("a class that comes along with others may be lacking in a set: said, or refused", () =>
  withFolder(async (folder) => {
    // Two subjects of a have most of c: none is called after it, and one of three sets has to lack it.
    const stack = (name: string, label: string, slices: number) =>
      `${name},${label}\n`.repeat(slices);
    const rows = Array.from({ length: 40 }, (_, i) => stack(`s${i}`, i < 20 ? "a" : "b", 5));
    const table = join(folder, "slices.csv");
    const more = stack("s0", "c", 200) + stack("s1", "c", 200);
    await Deno.writeTextFile(table, `subject,label\n${rows.join("")}${more}`);
    const trainers = [nearby([]), nearby([], "other")];
    const plan = async (seed: number, notes: string[]) => {
      const options = { table, trainers, experiments: ["table2"], seed, seeds: 1 } as const;
      await planGrid(folder, options, { note: (note) => notes.push(note) });
    };
    const refusals: string[] = [], said: string[] = [];
    for (let seed = 1; seed <= 20; seed++) {
      await plan(seed, said).catch((error: Error) => refusals.push(error.message));
    }
    const lacking = /^no slices of c in the validation set of other-by-subject-seed-\d+$/;
    const seeds = said.filter((note) => lacking.test(note)).length;
    assert.ok(seeds > 0 && refusals.length + seeds === 20, `${seeds} ${refusals.length}`);
    const refused =
      /slices of each class in the training and in the test set of other-by-subject-seed/;
    for (const message of refusals) {
      assert.match(message, refused);
      assert.match(
        message,
        /but found none of c in the (?:train|test) set; add subjects of such sl/,
      );
    }
  }));

Deno.test("what a program gives back for classes is checked, and one that says the same of all is dead", () =>
  withFolder(async (folder) => {
    const { table, trainers } = await planned(folder, { experiments: ["ladder"] });
    const wrong: [name: string, change: (scores: number[]) => number[], message: RegExp][] = [
      [
        "short",
        (scores) => scores.slice(1),
        /a score from short for SDH for each of the cell's \d+ rows/,
      ],
      [
        "nothing",
        (scores) => scores.map(() => NaN),
        /a finite score from nothing for SDH for a row of/,
      ],
    ];
    for (const [name, change, message] of wrong) {
      const trainer: Trainer = {
        ...trainers[0],
        name,
        async trainClasses(task) {
          const { scores } = await trainers[0].trainClasses!(task);
          return { scores: { ...scores, SDH: change([...scores["SDH"] as number[]]) } };
        },
      };
      const path = join(folder, name);
      await planGrid(path, { table, trainers: [trainer], experiments: ["ladder"], seeds: 1 });
      const grid = new Grid(path, { trainers: [trainer] });
      await assert.rejects(grid.run(grid.plan.cells[0]!), { name: "TrainingError", message });
    }
    const constant: Trainer = {
      ...trainers[0],
      name: "constant",
      trainClasses: ({ rows, classes }) =>
        Promise.resolve({
          scores: Object.fromEntries(classes.map((name, i) => [name, rows.map(() => i)])),
        }),
    };
    const path = join(folder, "constant");
    await planGrid(path, { table, trainers: [constant], experiments: ["ladder"], seeds: 1 });
    const grid = new Grid(path, { trainers: [constant] });
    const { learning } = await grid.run(grid.plan.cells[0]!);
    assert.equal(learning.outcome, "dead");
    await collectGrid(grid, path);
    assert.match(await Deno.readTextFile(join(path, "cells.csv")), /,dead,,,,,,,constant-by-slice/);
  }));

Deno.test("where there are epochs, a constant guess of several classes has the entropy of their shares", () =>
  withFolder(async (folder) => {
    const { table, trainers } = await planned(folder, { experiments: ["ladder"] });
    const epochal: Trainer = {
      ...trainers[0],
      ...{ name: "epochal", epochs: 1 },
      async trainClasses(task) {
        const row = { epoch: 1, loss: 0.5, validationLoss: 0.9, validationAccuracy: 0.5 };
        const history = { rows: [{ ...row, validationSpread: 2 }], stopped: false };
        return { ...await trainers[0].trainClasses!(task), history };
      },
    };
    const path = join(folder, "epochs");
    await planGrid(path, { table, trainers: [epochal], experiments: ["ladder"], seeds: 1 });
    const grid = new Grid(path, { trainers: [epochal] });
    const { learning, predictions } = await grid.run(grid.find("epochal-by-subject-seed-1"));
    const labels = [...predictions].filter(({ set }) => set === "validation").map(({ label }) =>
      label
    );
    const shares = CLASSES.map((name) =>
      labels.filter((label) => label === name).length / labels.length
    );
    near(learning.constantLoss!, -shares.reduce((sum, p) => sum + p * Math.log(p), 0), 1e-12);
    assert.equal(learning.outcome, "learned");
  }));
