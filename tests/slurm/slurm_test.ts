import { Buffer } from "node:buffer";
import assert from "node:assert/strict";
import { join } from "node:path";
import { Grid } from "hemoleak/experiment/grid/grid.ts";
import { planGrid } from "hemoleak/experiment/grid/grid_plan.ts";
import { PROFILES } from "hemoleak/experiment/profile.ts";
import { checkpointsOf } from "hemoleak/experiment/run.ts";
import { type FolderOwner, folderOwner } from "hemoleak/files/folder_lock.ts";
import { writePhantom } from "hemoleak/phantom/cohort.ts";
import { epochsKept } from "hemoleak/train/checkpoints/checkpoint_folder.ts";
import config from "../../deno.json" with { type: "json" };
import { withFolder } from "../fixtures/with_folder.ts";
import { OwnSlurm, whyWithoutSlurm } from "./own_slurm.ts";

const PROJECT = join(import.meta.dirname!, "..", "..");
const COMMAND = config.tasks.hemoleak.command.split(" ").slice(1);
/** Trainings of seconds, of many small steps. */
const PROFILE = { ...PROFILES.quick, size: 32, batchSize: 4, epochs: { cnn4: 40, vgg16: 1 } };

const why = whyWithoutSlurm();
if (why !== null) console.error(why);

/** Plans the ladder with two seeds, 8 cells, on the same slices under another folder. */
async function plan(root: string, name: string): Promise<Grid> {
  const path = join(root, name, "a grid"), data = join(root, name, "data");
  await planGrid(path, {
    ...{ cohort: "cq500", root: join(root, "dicom"), data, profile: PROFILE },
    ...{ experiments: ["ladder"], seeds: 2, threads: 1 },
  });
  return new Grid(path);
}

/** A library that makes flock do nothing: what Slurm's nodes share is then as on NFS or Lustre. */
async function withoutLocks(folder: string): Promise<string> {
  const source = join(folder, "noflock.c"), library = join(folder, "noflock.so");
  await Deno.writeTextFile(source, "int flock(int fd, int op) { (void)fd; (void)op; return 0; }\n");
  const args = ["-shared", "-fPIC", "-o", library, source];
  assert.ok((await new Deno.Command("cc", { args }).output()).success);
  return library;
}

/** The command line in the environment of the nodes. */
async function hemoleak(env: Record<string, string>, ...args: string[]) {
  const command = new Deno.Command(Deno.execPath(), {
    args: [...COMMAND, ...args],
    ...{ cwd: PROJECT, env: { NO_COLOR: "1", ...env }, stdout: "piped", stderr: "piped" },
  });
  const { code, stdout, stderr } = await command.output();
  return { code, out: new TextDecoder().decode(stdout), err: new TextDecoder().decode(stderr) };
}

/** Waits until something is so. */
async function until(isSo: () => Promise<boolean>, what: string, seconds = 120): Promise<void> {
  for (const end = Date.now() + 1000 * seconds; !await isSo();) {
    assert.ok(Date.now() < end, `${what}: not within ${seconds} s`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

Deno.test({
  name:
    "an array of 8 cells on two nodes: killed, cancelled, requeued, told to end, in the end undisturbed's bytes",
  ignore: why !== null,
  fn: async (t) => {
    await withFolder(async (root) => {
      await writePhantom(join(root, "dicom"), { subjects: 20, slices: 4, size: 64 });
      const grid = await plan(root, "disturbed"), path = join(root, "disturbed", "a grid");
      await Deno.mkdir(join(root, "slurm"));
      await using slurm = await OwnSlurm.start(join(root, "slurm"));
      const LD_PRELOAD = await withoutLocks(root);
      /** Each goes on from where the one before has ended. */
      const step = async (name: string, work: () => Promise<void>) =>
        assert.ok(await t.step(name, work));
      const command = (...args: string[]) => hemoleak(slurm.env, "grid", ...args);
      const setup = `export LD_PRELOAD=${LD_PRELOAD}`;
      const submit = ["--mem", "600M", "--time", "10", "--setup", setup, "--submit"];
      const cells = grid.plan.cells;
      const checkpoints = (i: number) => checkpointsOf(grid.folderOf(cells[i]!));
      const begun = (i: number) =>
        until(async () => await epochsKept(checkpoints(i)) >= 2, `two epochs of cell ${i}`);
      const ended = (job: string) =>
        until(async () => await slurm.ask("squeue", "-h", "-j", job) === "", `the end of ${job}`);
      const goOn = async () => {
        // Slurm lets what it puts into the queue again wait for two minutes.
        const waiting = await slurm.ask("squeue", "-hr", "-t", "PD", "-o", "%i %r");
        for (const line of waiting.split("\n").filter((line) => line.endsWith("BeginTime"))) {
          await slurm.ask("scontrol", "update", `JobId=${line.split(" ")[0]}`, "StartTime=now");
        }
      };
      const jobsOf = async (number: number) =>
        JSON.parse(await Deno.readTextFile(join(path, "slurm", `${number}`, "jobs.json")));
      const log = (id: string, number = 1) =>
        Deno.readTextFile(join(path, "slurm", `${number}`, `${id}.log`));

      await step(
        "it is submitted in two arrays of at most MaxArraySize, with an estimate",
        async () => {
          const { code, out, err } = await command("slurm", path, ...submit);
          assert.equal(code, 0, err);
          assert.match(
            out,
            /8 cells in 8 tasks of 2 arrays\n {2}each task: 1 core, memory 600M, time 10/,
          );
          assert.match(out, /\n {2}CNN4, 8 cells: about .* s each, 40 epochs\n/);
          assert.match(out, /\nSubmitted as 1, 2; 3 collects what is finished then/);
        },
      );
      const names = cells.map((_, i) => i < 4 ? `1_${i}` : `2_${i - 4}`);

      await step("what is in the queue is not submitted once more", async () => {
        const { code, out } = await command("slurm", path, ...submit);
        assert.deepEqual([code, out], [
          0,
          "Nothing to submit: no cell is unfinished and not in the queue\n",
        ]);
      });

      await step(
        "one is killed, one cancelled, one told to end, one put into the queue again; a fifth is busy elsewhere",
        async () => {
          await begun(0);
          const { pid, host, job } = await folderOwner(checkpoints(0)) as FolderOwner;
          assert.ok(["n1", "n2"].includes(host!) && job !== null);
          Deno.kill(pid, "SIGKILL");
          await begun(1);
          await slurm.ask("scancel", names[1]!);
          await begun(2);
          await slurm.ask("scancel", "--signal=USR2", "--batch", names[2]!);
          await begun(3);
          await slurm.ask("scontrol", "requeue", names[3]!);
          await begun(4);
          const elsewhere = { ...slurm.env, SLURMD_NODENAME: "n9", LD_PRELOAD };
          const args = ["grid", "run-cell", path, cells[4]!.name, "--no-wait"];
          assert.equal((await hemoleak(elsewhere, ...args)).code, 75);
          const isEnded = async () => {
            await goOn();
            return await slurm.ask("squeue", "-h", "-j", "1,2,3") === "";
          };
          await until(isEnded, "the end of the arrays", 240);
          assert.match(
            await log(names[2]!),
            /told to end by SIGUSR2[^]*start 2[^]*resuming after/i,
          );
          assert.match(await log(names[3]!), /start 2[^]*resuming after/);
        },
      );

      await step(
        "status names state, node and log of each, and what to do about two",
        async () => {
          const { code, out, err } = await command("status", path, "--json");
          assert.equal(code, 0, err);
          const { totals, cells } = JSON.parse(out);
          assert.deepEqual(totals, {
            total: 8,
            finished: 6,
            running: 0,
            pending: 0,
            failed: 2,
            open: 0,
          });
          const [killed, cancelled, told] = cells;
          assert.match(killed.why, /^FAILED: its process was killed/);
          assert.match(cancelled.why, /^CANCELLED: it was cancelled: `grid slurm --failed`/);
          assert.deepEqual([killed.task.id, killed.task.status, cancelled.task.state], [
            names[0],
            137,
            "CANCELLED",
          ]);
          assert.match(killed.task.elapsed, /^00:0\d:\d\d$/);
          assert.deepEqual([told.state, told.task.state, told.task.status], [
            "finished",
            "COMPLETED",
            0,
          ]);
          for (const { task } of cells) assert.ok((await Deno.stat(task.log)).size > 0);
          const text = await command("status", path);
          assert.match(text.out, /\| ladder +\| +8 \| +6 \| +0 \| +0 \| +2 \| +0 \|/);
          assert.match(
            text.out,
            /1 cell failed: cnn4-by-slice-seed-1\n {2}FAILED: .*killed.*\n {2}log: .*1_0\.log/,
          );
        },
      );

      await step("what is finished has been collected, what is missing named", async () => {
        const missing = cells.slice(0, 2).map(({ name }) => name);
        const collected = JSON.parse(await Deno.readTextFile(join(path, "collected.json")));
        assert.deepEqual([collected.finished, collected.cells], [6, 8]);
        assert.deepEqual(collected.missing.map(({ name }: { name: string }) => name), missing);
        const { code, err } = await command("collect", path, "--strict");
        assert.equal(code, 1);
        for (const name of missing) assert.match(err, new RegExp(`^missing: ${name}`, "m"));
      });

      await step(
        "--failed submits these two alone, which go on where they were, and all is collected",
        async () => {
          const { code, out, err } = await command(
            "slurm",
            path,
            "--failed",
            "--no-estimate",
            ...submit,
          );
          assert.equal(code, 0, err);
          assert.match(out, /slurm\/2: 2 cells in 2 tasks of 1 array/);
          const { arrays, collect } = await jobsOf(2);
          await ended(`${arrays[0].job},${collect}`);
          for (const i of [0, 1]) {
            assert.match(await log(`${arrays[0].job}_${i}`, 2), /resuming after/);
          }
          const { finished } = JSON.parse(await Deno.readTextFile(join(path, "collected.json")));
          assert.equal(finished, 8);
          assert.equal((await command("collect", path, "--strict")).code, 0);
        },
      );

      await step(
        "those that were disturbed come to the same bytes as those that were not",
        async () => {
          const other = await plan(root, "undisturbed");
          for (const cell of cells.slice(0, 4)) {
            // In a process of its own: in this one, TensorFlow may have begun with more threads.
            const folder = join(root, "undisturbed", "a grid");
            const { code, err } = await hemoleak({}, "grid", "run-cell", folder, cell.name);
            assert.equal(code, 0, err);
            const [run, alone] = [await grid.finished(cell), await other.finished(cell)];
            for (
              const file of ["weights.bin", "history.csv", "predictions.csv", "embeddings.npy"]
            ) {
              const bytes = async (folder: string) =>
                Buffer.from(await Deno.readFile(join(folder, file)));
              // Not compared one by one: a list of what differs in megabytes takes gigabytes.
              const isSame = (await bytes(run!.folder!)).equals(await bytes(alone!.folder!));
              assert.ok(isSame, `${cell.name}: ${file} differs`);
            }
          }
        },
      );
    });
  },
});
