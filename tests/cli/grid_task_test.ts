import assert from "node:assert/strict";
import { join } from "node:path";
import { Grid } from "hemoleak/experiment/grid/grid.ts";
import { GRID_FILE } from "hemoleak/experiment/grid/grid_file.ts";
import { checkpointsOf } from "hemoleak/experiment/run.ts";
import { folderOwner, lockFolder } from "hemoleak/files/folder_lock.ts";
import { placeKept } from "hemoleak/train/checkpoints/checkpoint_folder.ts";
import config from "../../deno.json" with { type: "json" };
import { tinyGrid, tinyPlan } from "../experiment/grid/tiny_grid.ts";
import { withFolder } from "../fixtures/with_folder.ts";

const PROJECT = join(import.meta.dirname!, "..", "..");
const COMMAND = config.tasks.hemoleak.command.split(" ").slice(1);

/** The command line as a Slurm task's script runs it. */
function grid(...args: string[]): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: [...COMMAND, "grid", ...args],
    ...{ cwd: PROJECT, env: { NO_COLOR: "1", HEMOLEAK_CACHED_ONLY: "1" } },
    ...{ stdout: "piped", stderr: "piped" },
  }).spawn();
}

async function ended(child: Deno.ChildProcess) {
  const { code, stdout, stderr } = await child.output();
  return { code, out: new TextDecoder().decode(stdout), err: new TextDecoder().decode(stderr) };
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!await isSo()) await new Promise((resolve) => setTimeout(resolve, 5));
}

Deno.test("the tasks of a grid end with what became of their cells", async (t) => {
  await withFolder(async (folder) => {
    const path = await tinyGrid(folder, { experiments: ["size"] });
    const planned = tinyPlan(path);
    // One that fails (too few subjects), and long ones.
    const failing = "cnn4-by-subject-subjects-5-seed-1",
      [long, other, last] = planned.cells
        .map(({ name }) => name).filter((name) => name !== failing) as [string, string, string];
    const profile = { ...planned.profile, batchSize: 2, epochs: { cnn4: 60, vgg16: 1 } };
    await Deno.writeTextFile(join(path, GRID_FILE), JSON.stringify({ ...planned, profile }));
    const own = new Grid(path);
    const checkpoints = (name: string) => checkpointsOf(own.folderOf(own.find(name)));
    const tasks = [[long], [failing, other], [last], [other]];
    await Deno.mkdir(join(path, "slurm", "1"), { recursive: true });
    await Deno.writeTextFile(
      join(path, "slurm", "1", "tasks.txt"),
      tasks.map((cells) => cells.join(" ") + "\n").join(""),
    );
    const begun = (name: string, epochs: number) =>
      until(async () => (await placeKept(checkpoints(name))).epoch >= epochs);

    await t.step(
      "told to end by SIGUSR2, it keeps its state within the epoch, and is to run again",
      async () => {
        const child = grid("run-task", path, "1", "0");
        await begun(long, 1);
        child.kill("SIGUSR2");
        const { code, err } = await ended(child);
        assert.equal(code, 99, err);
        assert.match(
          err,
          /: Told to end by SIGUSR2: its state is kept, .*; \d+ epochs and \d+ batches are done/,
        );
        assert.equal((await own.status(own.find(long))).state, "open");
      },
    );

    await t.step("by SIGTERM the same, but it is not to run again", async () => {
      const before = await own.place(own.find(long));
      const child = grid("run-task", path, "1", "0");
      await begun(long, before.epoch + 1);
      child.kill("SIGTERM");
      const { code, err } = await ended(child);
      assert.equal(code, 143, err);
      assert.match(err, /resuming after .*Told to end by SIGTERM/s);
    });

    await t.step("a single cell is told the same way", async () => {
      const before = await own.place(own.find(long));
      const child = grid("run-cell", path, long);
      await begun(long, before.epoch + 1);
      child.kill("SIGTERM");
      assert.equal((await ended(child)).code, 99);
    });

    await t.step("told to end before it has trained a batch, it says so", async () => {
      const child = grid("run-task", path, "1", "2");
      await until(async () => await folderOwner(checkpoints(last)) !== null);
      child.kill("SIGUSR2");
      const { code, err } = await ended(child);
      const [, epochs, batches] = /(\d+) epochs and (\d+) batches are done/.exec(err)!;
      // The first batch may have been under way.
      assert.equal(code, epochs === "0" && batches === "0" ? 98 : 99, err);
    });

    await t.step(
      "a cell that another process trains leaves the task unfinished, and is named",
      async () => {
        await Deno.mkdir(checkpoints(other), { recursive: true });
        using _lock = await lockFolder(checkpoints(other));
        const { code, err } = await ended(grid("run-task", path, "1", "3"));
        assert.equal(code, 75);
        assert.match(
          err,
          new RegExp(`${other}: process ${Deno.pid} on ${Deno.hostname()} is training it`),
        );
      },
    );

    await t.step("one cell that fails does not keep the next from being trained", async () => {
      const { code, out, err } = await ended(grid("run-task", path, "1", "1"));
      assert.equal(code, 1);
      assert.match(err, /hemoleak: Expected at least 3 subjects of each label/);
      assert.match(out, new RegExp(`^${other}: test AUC`, "m"));
      assert.equal((await own.status(own.find(other))).state, "finished");
      assert.equal((await ended(grid("run-task", path, "1", "3"))).code, 0);
    });

    await t.step("a task or a submission that there is not", async () => {
      const none = await ended(grid("run-task", path, "1", "4"));
      assert.match(none.err, /expected the number of a task, from 0 to 3, but found 4/);
      const other = await ended(grid("run-task", path, "2", "0"));
      assert.match(other.err, /expected the cells of each task but there is no such file/);
    });

    await t.step("scripts are written and shown, and need no Slurm", async () => {
      const args = [
        "slurm",
        path,
        "--time",
        "60",
        "--pack",
        "2",
        "--no-estimate",
        "--account",
        "lab",
      ];
      const { code, out, err } = await ended(grid(...args));
      assert.equal(code, 0, err);
      assert.match(out, /slurm\/2: 7 cells in 4 tasks of 1 array/);
      assert.match(out, / sbatch --array=0-3 --export=ALL,FIRST=0 .*array\.sbatch\n/);
      assert.match(out, / sbatch --dependency=afterany:JOB1,singleton .*collect\.sbatch\n/);
      const script = await Deno.readTextFile(join(path, "slurm", "2", "array.sbatch"));
      assert.match(script, new RegExp(`^#SBATCH --cpus-per-task=${planned.threads}$`, "m"));
      const failed = await ended(grid("slurm", path, "--failed", "--no-estimate"));
      assert.match(failed.out, /slurm\/3: 1 cell in 1 task of 1 array/);
    });

    await t.step("what makes no sense is refused in one message", async () => {
      const cases: [args: string[], message: RegExp][] = [
        [["--cpus", "0"], /Expected --cpus of \d+ or more, for the threads that .* but found 0/],
        [["--pack", "0"], /Expected --pack of 1 or more but found 0/],
        [["--account", "a\nb"], /Expected an option of sbatch in one line but found "a\\nb"/],
        [["--time"], /argument missing/],
      ];
      for (const [args, message] of cases) {
        const { code, err } = await ended(grid("slurm", path, "--no-estimate", ...args));
        assert.equal(code, 1);
        assert.match(err, message);
        assert.doesNotMatch(err, /^\s+at |file:\/\//m);
      }
    });

    await t.step("collect names what is missing, and fails with --strict", async () => {
      const out = join(folder, "collected");
      const loose = await ended(grid("collect", path, "--out", out));
      assert.equal(loose.code, 0, loose.err);
      assert.match(loose.err, new RegExp(`^missing: ${failing}: Expected at least 3`, "m"));
      assert.match(loose.err, new RegExp(`^missing: ${long}$`, "m"));
      assert.equal((await ended(grid("collect", path, "--out", out, "--strict"))).code, 1);
      const text = await Deno.readTextFile(join(out, "collected.md"));
      assert.match(text, new RegExp(`^- ${long}$`, "m"));
    });
  });
});
