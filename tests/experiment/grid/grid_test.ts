import assert from "node:assert/strict";
import { join } from "node:path";
import { GridError, StorageError } from "hemoleak/error.ts";
import { Grid } from "hemoleak/experiment/grid/grid.ts";
import { GRID_FILE } from "hemoleak/experiment/grid/grid_file.ts";
import { planGrid } from "hemoleak/experiment/grid/grid_plan.ts";
import { checkpointsOf } from "hemoleak/experiment/run.ts";
import { lockFolder } from "hemoleak/files/folder_lock.ts";
import { parseCsv } from "hemoleak/files/csv.ts";
import type { Prediction } from "hemoleak/predictions/prediction.ts";
import { formatPredictions } from "hemoleak/predictions/predictions_csv.ts";
import { collectGrid } from "hemoleak/report/experiments/collect_grid_folder.ts";
import { describeGrid } from "../../../cli/grid_text.ts";
import { withFolder } from "../../fixtures/with_folder.ts";
import { tinyGrid, tinyPlan } from "./tiny_grid.ts";
import { ofTwoLabels } from "./two_labels.ts";

Deno.test("a grid from its plan to its tables", async (t) => {
  await withFolder(async (folder) => {
    const path = await tinyGrid(folder, { experiments: ["ladder", "distance"] });
    const planned = await Deno.readTextFile(join(path, GRID_FILE));
    const grid = new Grid(path);
    const statuses = async () => (await grid.statuses()).map(({ state }) => state);
    const fails = (name: string) => name.includes("-gap-");

    await t.step("the plan names each cell once, and the same plan is the same file", async () => {
      const { cells, experiments } = grid.plan;
      assert.deepEqual(experiments.map(({ name, cells }) => [name, cells.length]), [
        ["ladder", 4],
        ["distance", 8],
      ]);
      assert.equal(new Set(cells.map(({ name }) => name)).size, 12);
      await tinyGrid(folder, { experiments: ["ladder", "distance"] });
      assert.equal(await Deno.readTextFile(join(path, GRID_FILE)), planned);
    });

    await t.step("a cell is found by its name and by its number", () => {
      assert.equal(grid.find("0"), grid.plan.cells[0]);
      assert.equal(grid.find("cnn4-by-slice-gap-8-seed-1").cell.gap, 8);
      for (const unknown of ["12", "cnn4", "-1"]) {
        assert.throws(() => grid.find(unknown), { name: "GridError", message: /12 cells/ });
      }
    });

    await t.step(
      "cells that fail say why, and the rest are finished",
      async () => {
        assert.deepEqual(await statuses(), grid.plan.cells.map(() => "open"));
        for (const cell of grid.plan.cells) {
          if (!fails(cell.name)) await grid.run(cell);
          else await assert.rejects(grid.run(cell), { name: "SplitError" });
        }
        assert.deepEqual(
          await statuses(),
          grid.plan.cells.map(({ name }) => fails(name) ? "failed" : "finished"),
        );
        const { why } = (await grid.statuses()).at(-1)!;
        assert.match(why!, /a slice at least 8 positions from another/);
      },
    );

    await t.step("a finished cell is loaded, not trained", async () => {
      const [cell] = grid.plan.cells;
      const again = await grid.run(cell!, { listener: () => assert.fail("trained again") });
      assert.deepEqual(again, await grid.finished(cell!));
      assert.equal(await grid.finished(grid.plan.cells.at(-1)!), null);
    });

    await t.step("collected twice, the same bytes: cells, numbers and figures", async () => {
      const first = await collectGrid(grid, join(folder, "first"));
      assert.deepEqual(first.results.map(({ name }) => name), ["ladder"]);
      assert.deepEqual(first.missing.map(({ name }) => name), ["distance"]);
      assert.equal(first.finished, 4);
      const unfinished = grid.plan.cells.map(({ name }) => name).filter(fails);
      assert.deepEqual(first.unfinished.map(({ name }) => name), unfinished);
      const summary = JSON.parse(await Deno.readTextFile(join(folder, "first", "collected.json")));
      assert.deepEqual([summary.cells, summary.finished], [12, 4]);
      assert.deepEqual(summary.missing, first.unfinished);
      assert.deepEqual(summary.experiments.map((one: { result: string }) => one.result), [
        "ladder.json",
        null,
      ]);
      assert.deepEqual(summary.experiments[1].missing, unfinished);
      const text = await Deno.readTextFile(join(folder, "first", "collected.md"));
      assert.match(text, /^# 4 of 12 cells are finished\n/);
      for (const name of unfinished) {
        assert.match(text, new RegExp(`^- ${name}: .* positions`, "m"));
      }
      await collectGrid(new Grid(path), join(folder, "second"));
      const files = [...Deno.readDirSync(join(folder, "first"))].map(({ name }) => name).sort();
      assert.deepEqual(files, [
        "cells.csv",
        "collected.json",
        "collected.md",
        "ladder.json",
        "ladder.svg",
        "tests.csv",
      ]);
      for (const name of files) {
        assert.deepEqual(
          await Deno.readFile(join(folder, "second", name)),
          await Deno.readFile(join(folder, "first", name)),
        );
      }
    });

    await t.step(
      "of two seeds the one that is finished counts, and what is missing is named",
      async () => {
        const two = new Grid(
          await tinyGrid(folder, { name: "two", experiments: ["ladder"], seeds: 2 }),
        );
        const out = join(folder, "of-two");
        const { results, finished } = await collectGrid(two, out);
        assert.deepEqual([results.length, finished], [1, 4]);
        const text = await Deno.readTextFile(join(out, "collected.md"));
        assert.match(text, /^Made without 4 cells, named under “Missing cells”\.$/m);
        const named = text.split("## Missing cells\n\n")[1]!.trim().split("\n");
        const missing = two.plan.cells.filter(({ name }) => name.endsWith("seed-2"));
        assert.deepEqual(named, missing.map(({ name }) => `- ${name}`));
        const written = JSON.parse(await Deno.readTextFile(join(out, "ladder.json")));
        assert.deepEqual(written.missing, missing.map(({ name }) => name));
      },
    );

    await t.step("other methods on the same slices stand beside the ladder", async () => {
      const beside = join(folder, "beside"), method = join(beside, "random-forest");
      await Deno.mkdir(method, { recursive: true });
      const names = grid.plan.experiments[0]!.cells;
      const write = async (name: string, change: Partial<Prediction> = {}) => {
        const { predictions } = ofTwoLabels(await grid.finished(grid.find(name)));
        const rows = predictions.map((row) => ({ ...row, score: 1 - row.score, ...change }));
        await Deno.writeTextFile(join(method, `${name}.csv`), formatPredictions(rows));
      };
      for (const name of names) await write(name);
      const out = join(folder, "with"), { results } = await collectGrid(grid, out, { beside });
      const { table } = results[0]!;
      assert.deepEqual([table.rows.length, table.rows[7]![0]], [14, "random forest"]);
      const { result } = JSON.parse(await Deno.readTextFile(join(out, "ladder.json")));
      const { auc, beside: [other] } = result;
      // Scores the other way round.
      assert.ok(Math.abs(auc.slice.true.mean + other.result.auc.slice.true.mean - 1) < 1e-12);

      await write(names[0]!, { study: "another" });
      await assert.rejects(collectGrid(grid, out, { beside }), {
        name: "PredictionsError",
        message:
          /the same test slices with the same labels at the grid's cell and at random-forest/,
      });
      await Deno.remove(join(method, `${names[0]}.csv`));
      await assert.rejects(collectGrid(grid, out, { beside }), {
        name: "PredictionsError",
        message: /slice-seed-1\.csv: expected the method's predictions .* but there is none/,
      });
      await assert.rejects(collectGrid(grid, out, { beside: join(folder, "none") }), {
        name: "PredictionsError",
        message: /none: expected a folder for each method but there is no such folder/,
      });
    });

    await t.step("a row of cells.csv is what its run says", async () => {
      const text = await Deno.readTextFile(join(folder, "first", "cells.csv"));
      const rows = parseCsv(text, "cells.csv", ["cell"], StorageError).map(({ values }) => values);
      const run = ofTwoLabels(await grid.finished(grid.find("cnn4-by-slice-seed-1")));
      const { metrics, predictions } = run;
      const row = rows.find(({ cell }) => cell === "cnn4-by-slice-seed-1")!;
      assert.equal(Number(row["auc"]), metrics.auc);
      assert.equal(join(grid.runs, row["run"]!), run.folder);
      assert.deepEqual(
        [row["clustered_low"], row["clustered_high"]].map(Number),
        metrics.clustered.ci,
      );
      assert.equal(Number(row["test_slices"]), metrics.slices);
      assert.equal(Number(row["test_subjects"]), metrics.subjects);
      assert.equal(
        Number(row["train_slices"]),
        predictions.filter(({ set }) => set === "train").length,
      );
      const { subjects, dose, labels, seed } = row;
      assert.deepEqual([subjects, dose, labels, seed], ["20", "", "true", "1"]);
    });

    await t.step(
      "a cell that another process is at work on is running, after so many epochs",
      async () => {
        const cell = grid.find("cnn4-by-slice-seed-1");
        const run = await grid.run(cell);
        await Deno.rename(run.folder!, `${run.folder}.aside`);
        const checkpoints = checkpointsOf(run.folder!);
        await Deno.mkdir(checkpoints);
        await Deno.writeTextFile(join(checkpoints, "checkpoint-2.json"), "{}");
        const states = async () => {
          const { state, epochs } = await grid.status(cell);
          return [state, epochs];
        };
        assert.deepEqual(await states(), ["open", 2]);
        {
          using _lock = await lockFolder(checkpoints);
          assert.deepEqual(await states(), ["running", 2]);
        }
        assert.deepEqual(await states(), ["open", 2]);
        await Deno.rename(`${run.folder}.aside`, run.folder!);
        assert.deepEqual(await states(), ["finished", 3]);
      },
    );

    await t.step("a failure under another profile is none of this one's", async () => {
      const plan = tinyPlan(path);
      const other = { ...plan, profile: { ...plan.profile, batchSize: 16 } };
      await Deno.writeTextFile(join(path, GRID_FILE), JSON.stringify(other));
      const states = (await new Grid(path).statuses()).map(({ state }) => state);
      await Deno.writeTextFile(join(path, GRID_FILE), planned);
      assert.deepEqual(new Set(states), new Set(["open"]));
    });

    await t.step("of other slices than it was planned for, nothing is trained", async () => {
      const other = planned.replace(/"fingerprint": "[^"]+"/, '"fingerprint": "other"');
      await Deno.writeTextFile(join(path, GRID_FILE), other);
      const changed = new Grid(path);
      await assert.rejects(changed.run(changed.find("0")), {
        name: "GridError",
        message: /the slices that the grid was planned for but found others; plan it again/,
      });
    });
  });
});

Deno.test("labels of slices: in the plan, the runs and the titles; folds of both splits", async () => {
  await withFolder(async (folder) => {
    const path = await tinyGrid(folder, { experiments: ["folds", "table2"], labelUnit: "slice" });
    const grid = new Grid(path);
    assert.equal(tinyPlan(path).labelUnit, "slice");
    assert.match(grid.runs, /-slice-labels\/runs$/);
    for (const cell of grid.plan.cells) await grid.run(cell);
    const run = ofTwoLabels(await grid.finished(grid.plan.cells[0]!));
    const { cell } = JSON.parse(await Deno.readTextFile(join(run.folder!, "record.json")));
    assert.equal(cell.labelUnit, "slice");
    const both = Map.groupBy(run.predictions, ({ subject }) => subject).values()
      .filter((rows) => new Set(rows.map(({ label }) => label)).size === 2).toArray();
    assert.ok(both.length > 0, "no subject has slices of both labels");
    const { results, missing } = await collectGrid(grid, join(folder, "out"));
    assert.deepEqual(missing, []);
    assert.deepEqual(results.map(({ name }) => name), ["folds", "table2"]);
    for (const { table, figure } of results) {
      assert.match(table.markdown, /labels of slices/);
      assert.match(figure!.svg, /labels of slices/);
    }
    const { labelUnit, result } = JSON.parse(
      await Deno.readTextFile(join(folder, "out", "folds.json")),
    );
    assert.deepEqual([labelUnit, result.folds, result.seeds], ["slice", 5, [1]]);
    const text = await Deno.readTextFile(join(folder, "out", "cells.csv"));
    const rows = parseCsv(text, "cells.csv", ["label_unit", "fold"], StorageError);
    assert.ok(rows.every(({ values }) => values["label_unit"] === "slice"));
    assert.equal(rows.filter(({ values }) => values["fold"] === "5").length, 4);
  });
});

Deno.test("a folder without a grid, a damaged one, options that make none", async () => {
  await withFolder(async (folder) => {
    assert.throws(() => new Grid(folder), {
      name: "GridError",
      message: /grid\.json: expected a grid of experiments but there is none; plan it first/,
    });
    const cell = { model: "cnn4", split: "slice", labels: "true", seed: 1 };
    const named = { name: "cnn4-by-slice-seed-1", cell };
    const damaged = [
      "no json",
      "{}",
      JSON.stringify({ cells: [{ name: "x", cell: { split: "slice", seed: 1 } }] }),
      JSON.stringify({ cells: [], experiments: [{ name: "dose", cells: ["x"] }] }),
      JSON.stringify({ cells: [named, named], experiments: [] }),
    ];
    for (const text of damaged) {
      await Deno.writeTextFile(join(folder, GRID_FILE), text);
      assert.throws(() => new Grid(folder), {
        name: "GridError",
        message: /grid\.json: expected a grid of experiments but .*; plan it again/,
      });
    }
    const root = join(folder, "none");
    for (const wrong of [{ seeds: 0 }, { threads: 0 }, { experiments: [] }]) {
      await assert.rejects(planGrid(folder, { cohort: "cq500", root, ...wrong }), GridError);
    }
  });
});

Deno.test("a network that dies is no result: status and tables say so", () =>
  withFolder(async (folder) => {
    const path = await tinyGrid(folder, { experiments: ["ladder"] });
    const plan = tinyPlan(path), dead = "cnn4-by-slice-seed-1";
    // With a rate of 0 no step changes anything.
    const still = { ...plan, profile: { ...plan.profile, learningRate: 0 } };
    await Deno.writeTextFile(join(path, GRID_FILE), JSON.stringify(still));
    const grid = new Grid(path);
    for (const cell of grid.plan.cells) await grid.run(cell);
    const statuses = await grid.statuses();
    assert.deepEqual(new Set(statuses.map(({ learning }) => learning)), new Set(["dead"]));
    const text = describeGrid(grid.plan, statuses);
    assert.match(text, /^4 cells finished whose network died in training: cnn4-by-slice-seed-1, /m);
    assert.match(text, /no result\. Train it with another seed, .*\. `collect` leaves it out\.$/m);
    const named = describeGrid(grid.plan, statuses, { cells: true });
    assert.match(named, new RegExp(`^0 ${dead}: finished, died in training$`, "m"));
    const { results, missing } = await collectGrid(grid, join(folder, "out"));
    assert.deepEqual(results, []);
    // A damaged record costs a cell its mark, until the run is judged again.
    const { runs } = grid;
    for (const { name } of Deno.readDirSync(runs)) {
      await Deno.writeTextFile(join(runs, name, "record.json"), "{");
    }
    const damaged = await grid.statuses();
    assert.deepEqual(
      new Set(damaged.map(({ state, learning }) => `${state} ${learning}`)),
      new Set(["finished unknown"]),
    );
    await grid.finished(grid.plan.cells[0]!);
    assert.equal((await grid.status(grid.plan.cells[0]!)).learning, "dead");
    assert.match(missing[0]!.why, /left out, because their networks died in training/);
    const rows = parseCsv(
      await Deno.readTextFile(join(folder, "out", "cells.csv")),
      "cells.csv",
      ["cell", "training", "auc", "clustered_low"],
      GridError,
    );
    assert.equal(rows.length, 4);
    for (const { values } of rows) {
      assert.deepEqual([values.training, values.auc, values.clustered_low], ["dead", "", ""]);
    }
  }));
