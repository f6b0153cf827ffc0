import assert from "node:assert/strict";
import { basename, dirname, join } from "node:path";
import { Grid } from "hemoleak/experiment/grid/grid.ts";
import { GRID_FILE } from "hemoleak/experiment/grid/grid_file.ts";
import { checkpointsOf } from "hemoleak/experiment/run.ts";
import { collectGrid } from "hemoleak/report/experiments/collect_grid_folder.ts";
import { libraryFolder, libraryVariant, useVariant } from "hemoleak/tensorflow/library/library.ts";
import { placeKept } from "hemoleak/train/checkpoints/checkpoint_folder.ts";
import { withFolder } from "../../fixtures/with_folder.ts";
import { tinyGrid, tinyPlan } from "./tiny_grid.ts";

const MAIN = join(import.meta.dirname!, "..", "..", "..", "cli", "main.ts");

/** The command line in a process of its own, in an environment with or without these variables. */
async function hemoleak(args: string[], env: Record<string, string> = {}) {
  const variables = Object.entries(Deno.env.toObject()).filter(([name]) => !name.startsWith("TF_"));
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", MAIN, ...args],
    ...{ clearEnv: true, env: { ...Object.fromEntries(variables), ...env } },
  }).output();
  return { code, out: new TextDecoder().decode(stdout), err: new TextDecoder().decode(stderr) };
}

const runOf = (grid: Grid, i: number) => grid.folderOf(grid.plan.cells[i]!);

Deno.test("a grid as nodes find it", async (t) => {
  await withFolder(async (folder) => {
    const path = await tinyGrid(folder, { experiments: ["ladder"] });
    const grid = new Grid(path), [first, second, third] = grid.plan.cells;

    await t.step("the plan holds TensorFlow's build and where the data lie, absolute", () => {
      const { device, data, root } = tinyPlan(path);
      assert.deepEqual([device, data, root], ["cpu", join(folder, "data"), join(folder, "dicom")]);
    });

    await t.step("suspended, a cell has not failed and goes on where it was", async () => {
      const suspend = new AbortController();
      const run = grid.run(first!, {
        suspend: suspend.signal,
        listener: (event) => {
          if (event.kind === "batch" && event.epoch === 2) suspend.abort("enough");
        },
      });
      await assert.rejects(run, (error) => error === "enough");
      assert.deepEqual(await grid.place(first!), { epoch: 1, batch: 1 });
      const { state, epochs, why } = await grid.status(first!);
      assert.deepEqual([state, epochs, why], ["open", 1, null]);
      const places: number[] = [];
      await grid.run(first!, {
        listener: (event) => {
          if (event.kind === "resume") places.push(event.epoch, event.batch);
        },
      });
      assert.deepEqual(places, [1, 1]);
      assert.deepEqual(await placeKept(checkpointsOf(runOf(grid, 0))), { epoch: 0, batch: 0 });
    });

    await t.step("what is finished is found in any environment", async () => {
      for (
        const env of [{ HEMOLEAK_TF: "gpu" }, { HEMOLEAK_TF: "cpu", TF_NUM_INTRAOP_THREADS: "7" }]
      ) {
        const { code, out, err } = await hemoleak(["grid", "status", path, "--json"], env);
        assert.equal(code, 0, err);
        assert.equal(JSON.parse(out).totals.finished, 1);
      }
    });

    await t.step(
      "one cell whose files cannot be read does not keep the others from being told",
      async () => {
        const failure = join(path, `${basename(runOf(grid, 1))}.failed.json`);
        await Deno.writeTextFile(failure, "{");
        const damaged = checkpointsOf(runOf(grid, 2));
        await Deno.writeTextFile(damaged, "a file in place of the folder");
        const { code, out, err } = await hemoleak(["grid", "status", path]);
        assert.equal(code, 0, err);
        assert.match(out, /1 cell failed: .*\n {2}it failed, but why cannot be read/);
        assert.match(
          out,
          new RegExp(`1 cell failed: ${third!.name}\n {2}its files cannot be read: `),
        );
        const run = runOf(grid, 0);
        await Deno.rename(join(run, "predictions.csv"), join(folder, "aside"));
        const { finished, unfinished } = await collectGrid(grid, join(folder, "out"));
        assert.equal(finished, 0);
        assert.match(unfinished[0]!.why!, /its files cannot be read: missing from a finished run/);
        await Deno.rename(join(folder, "aside"), join(run, "predictions.csv"));
        await Deno.remove(damaged);
        await Deno.remove(failure);
        assert.equal(second!.name.includes("subject"), true);
      },
    );

    await t.step("on a node without the slices, no cell makes them", async () => {
      const slices = join(dirname(grid.runs), "slices-32");
      await Deno.rename(slices, `${slices}.aside`);
      const { code, err } = await hemoleak(["grid", "run-cell", path, "1"]);
      assert.equal(code, 1);
      assert.match(
        err,
        new RegExp(
          `slices-32: expected the slices that the grid was planned for but they are not on ` +
            `${Deno.hostname()}; is that folder shared by all nodes\\?`,
        ),
      );
      assert.ok(await Deno.stat(slices).then(() => false, () => true));
      await Deno.rename(`${slices}.aside`, slices);
    });

    await t.step("what was planned for a GPU is not trained on the CPU", async () => {
      // TensorFlow's CUDA build does the same where the driver fails: it computes on the CPU.
      const cache = join(folder, "cache"), installed = libraryFolder();
      await Deno.mkdir(cache);
      await Deno.symlink(installed, join(cache, basename(installed).replace("-cpu", "-gpu")));
      const text = await Deno.readTextFile(join(path, GRID_FILE));
      await Deno.writeTextFile(
        join(path, GRID_FILE),
        text.replace('"device": "cpu"', '"device": "gpu"'),
      );
      const env = { HEMOLEAK_CACHE: cache };
      const { code, err } = await hemoleak(["grid", "run-cell", path, "1"], env);
      assert.equal(code, 1);
      assert.match(
        err,
        /Expected to compute on a GPU, .* TensorFlow finds none on .*; `deno task doctor`/,
      );
      const submitted = await hemoleak(["grid", "slurm", path, "--gpus", "1"], env);
      assert.equal(submitted.code, 0, submitted.err);
      assert.match(submitted.out, /1 GPU, .*\n {2}no estimate: expected to compute on a GPU/);
      const refused = await hemoleak(["grid", "slurm", path], env);
      assert.match(
        refused.err,
        /Expected --gpus, as the grid was planned for a GPU, but found none/,
      );
      const { out } = await hemoleak(["grid", "status", path, "--json"], env);
      assert.deepEqual(JSON.parse(out).totals.finished, 0);
      await Deno.writeTextFile(join(path, GRID_FILE), text);
      assert.equal(dirname(runOf(grid, 0)), grid.runs);
    });
  });
});

Deno.test("once TensorFlow is loaded, another build of it is refused", () => {
  assert.equal(libraryVariant(), "cpu");
  assert.throws(() => useVariant("gpu"), {
    name: "SetupError",
    message: "TensorFlow's cpu build computes here, but the gpu build is needed: " +
      "use a process of its own.",
  });
  useVariant("cpu");
});
