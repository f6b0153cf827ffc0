import assert from "node:assert/strict";
import { join } from "node:path";
import { Grid } from "hemoleak/experiment/grid/grid.ts";
import { GRID_FILE } from "hemoleak/experiment/grid/grid_file.ts";
import config from "../../deno.json" with { type: "json" };
import { cellPermissions, withPrograms } from "../../cli/grid_permissions.ts";
import { withFolder } from "../fixtures/with_folder.ts";

const PROJECT = join(import.meta.dirname!, "..", "..");
const COMMAND = config.tasks.hemoleak.command.split(" ").slice(1);

/** The command line as its task runs it in a folder, as the leader of a process group of its own. */
function grid(folder: string, ...args: string[]): Deno.ChildProcess {
  return new Deno.Command("setsid", {
    args: [Deno.execPath(), ...COMMAND, "grid", ...args],
    env: { NO_COLOR: "1", INIT_CWD: folder },
    ...{ cwd: PROJECT, stdout: "piped", stderr: "piped" },
  }).spawn();
}

async function ended(child: Deno.ChildProcess) {
  const { code, stdout, stderr } = await child.output();
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, out: decode(stdout), err: decode(stderr) };
}

/**
 * A trainer of Python's own library: it scores a slice by its feature, and fails on exchanged labels by
 * subject as long as there is no file `mended`. It writes down its number, and where it is.
 */
const TRAINER = `
import csv, os, sys, time
split, predictions = sys.argv[1:3]
def tell(where):
    with open("place", "w") as file: file.write(f"{os.getpid()} {where}\\n")
tell("begun")
time.sleep(0.4)
with open(split, newline="") as file: rows = list(csv.DictReader(file))
if "permuted" in split and "by-subject" in split and not os.path.exists("mended"):
    sys.exit("no convergence")
with open(predictions, "w") as file:
    file.write("row,label,score\\n")
    for i, row in enumerate(rows):
        if row["set"] != "test": continue
        file.write(f"{row['row']},{row['label']},{row['feature']}\\n")
        if i == len(rows) // 2: file.flush()
tell("written")
time.sleep(0.4)
`;

async function prepare(folder: string): Promise<void> {
  const rows = Array.from({ length: 240 }, (_, i) => `s${i % 24},${i % 2},${(i * 7919) % 101}\n`);
  await Deno.writeTextFile(join(folder, "slices.csv"), `PatientID,ich,feature\n${rows.join("")}`);
  await Deno.writeTextFile(join(folder, "train.py"), TRAINER);
}

const PLAN = ["plan", "--table", "slices.csv", "--columns", "label=ich", "--experiments", "ladder"];
const TRAIN = ["--trainer", "rank=python3 train.py {split} {predictions}", "--seeds", "1"];

/** Whether the trainer that wrote down its number last is still there. */
async function isTraining(folder: string): Promise<boolean> {
  const [pid] = (await Deno.readTextFile(join(folder, "place"))).split(" ");
  const stat = await Deno.readTextFile(`/proc/${pid}/stat`).catch(() => ") Z");
  return !/\) Z/.test(stat);
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; !await isSo(); tries++) {
    assert.ok(tries < 1500);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function cellsOf(folder: string): Promise<string> {
  const { code, err } = await ended(grid(folder, "collect", "G"));
  assert.equal(code, 0, err);
  return await Deno.readTextFile(join(folder, "G", "cells.csv"));
}

Deno.test("a grid of somebody else's trainer: killed anywhere, it ends with the same cells", async (t) => {
  await withFolder(async (folder) => {
    await prepare(folder);

    await t.step("planned: the command is shown, and what the table does not allow", async () => {
      const { code, out, err } = await ended(grid(folder, ...PLAN, ...TRAIN, "--out", "G"));
      assert.equal(code, 0, err);
      assert.match(out, /^G: 4 cells for ladder; \d threads each$/m);
      const real = await Deno.realPath(folder);
      assert.ok(out.includes(`For each cell, with your rights, in ${real}:`), out);
      assert.match(out, /^ {2}rank: python3 train\.py \{split\} \{predictions\}$/m);
      assert.match(err, /note: slices\.csv: columns: subject from PatientID, label from ich/);
      const all = await ended(grid(folder, ...PLAN.slice(0, -2), ...TRAIN, "--out", "all"));
      assert.match(all.err, /^distance is left out: expected the slices' places in their stacks/m);
    });

    await t.step("killed at its begin and when it has written, no trainer is left", async () => {
      for (const where of ["begun", "written"]) {
        await Deno.remove(join(folder, "place")).catch(() => {});
        const child = grid(folder, "run", "G", "--workers", "1");
        await until(async () => {
          const text = await Deno.readTextFile(join(folder, "place")).catch(() => "");
          return text.endsWith(`${where}\n`);
        });
        Deno.kill(-child.pid, "SIGKILL");
        assert.notEqual((await ended(child)).code, 0);
        await until(async () => !await isTraining(folder));
      }
    });

    await t.step("ended by Ctrl+C, none is left either", async () => {
      await Deno.remove(join(folder, "place"));
      const child = grid(folder, "run", "G", "--workers", "1");
      await until(() => Deno.stat(join(folder, "place")).then(() => true, () => false));
      Deno.kill(child.pid, "SIGINT");
      assert.equal((await ended(child)).code, 130);
      assert.ok(!await isTraining(folder));
    });

    await t.step("one cell fails with its last words, the others are finished", async () => {
      const { code, out, err } = await ended(grid(folder, "run", "G"));
      assert.equal(code, 1, err);
      assert.match(err, /^ {2}rank: python3 train\.py/m);
      assert.match(out, /3 of 4 cells are finished\n1 failed; the same command tries them again/);
      const failure = new RegExp(
        "1 cell failed: rank-by-subject-permuted-seed-1\n  .*log\\.txt: the command of rank ended " +
          "with status 1; it said last:\n    no convergence\n",
      );
      assert.match(err, failure);
      const status = await ended(grid(folder, "status", "G"));
      assert.match(status.out, failure);
      const json = JSON.parse((await ended(grid(folder, "status", "G", "--json"))).out);
      assert.deepEqual([json.totals.finished, json.totals.failed], [3, 1]);
    });

    await t.step("mended, it is finished, and all is as it is undisturbed", async () => {
      await Deno.writeTextFile(join(folder, "mended"), "");
      const { code, out, err } = await ended(grid(folder, "run", "G"));
      assert.equal(code, 0, err);
      assert.match(out, /4 of 4 cells are finished/);
      const found = await cellsOf(folder);
      const again = await ended(grid(folder, "run", "G"));
      assert.match(again.out, /4 of 4 cells are finished/);
      await Deno.remove(join(folder, "G", "runs"), { recursive: true });
      const own = new Grid(join(folder, "G"));
      for (const cell of own.plan.cells) await own.run(cell);
      assert.equal(await cellsOf(folder), found);
      assert.match(found, /^rank-by-slice-seed-1,rank,slice,true,,,,,,1,24,24,\d+,/m);
    });
  });
});

Deno.test("a grid on a table: options that do not go together, and a timeout", async () => {
  await withFolder(async (folder) => {
    await prepare(folder);
    const cases: [args: string[], message: RegExp][] = [
      [[...PLAN], /Expected --trainer with --table but found none; as in --trainer 'python/],
      [
        [...PLAN, ...TRAIN, "--root", "x"],
        /Expected --table without options of a cohort but .* --r/,
      ],
      [["plan", ...TRAIN], /Expected --table as well but found --trainer/],
      [
        [...PLAN, "--trainer", "python3 train.py {split}"],
        /\{predictions\} in the command of trainer/,
      ],
      [[...PLAN, ...TRAIN, "--timeout", "0"], /Expected a number of seconds above 0 but found "0"/],
      [[...PLAN, ...TRAIN, "--positive", "yes"], /column ich: expected "yes" or one other name/],
      [
        [...PLAN, ...TRAIN, "--positive", "1", "--classes", "0,1"],
        /Expected a positive label, or classes but found 1, and 0, 1/,
      ],
      [
        [...PLAN, ...TRAIN, "--classes", "0, 2"],
        /line 3, column ich: expected a class \(0, 2\) but f/,
      ],
      [["plan", "--classes", "a,b"], /Expected --table as well but found --classes/],
    ];
    for (const [args, message] of cases) {
      const { code, err } = await ended(grid(folder, ...args));
      assert.equal(code, 1, args.join(" "));
      assert.match(err, message);
      assert.doesNotMatch(err, /^\s+at |file:\/\//m);
    }
    const slow = ["--trainer", "sleep 60; : {split} {predictions}", "--timeout", "1.5"];
    const planned = await ended(grid(folder, ...PLAN, ...slow, "--seeds", "1", "--out", "G"));
    assert.match(planned.out, /with your rights, in .*, 1\.5 seconds at most:/);
    const { code, err } = await ended(grid(folder, "run-cell", "G", "0"));
    assert.equal(code, 1);
    assert.match(
      err,
      /command of trainer to end within 1\.5 seconds but it did not; it said last/,
    );
  });
});

Deno.test("a grid on a table as tasks of Slurm: shown with its command, and run", async () => {
  await withFolder(async (folder) => {
    await prepare(folder);
    assert.equal((await ended(grid(folder, ...PLAN, ...TRAIN, "--out", "G"))).code, 0);
    const { code, out, err } = await ended(grid(folder, "slurm", "G", "--pack", "2"));
    assert.equal(code, 0, err);
    assert.match(out, /4 cells in 2 tasks of 1 array/);
    assert.match(out, /^ {4}rank: python3 train\.py \{split\} \{predictions\}$/m);
    assert.match(out, /no estimate: how long a command takes, only a run tells/);
    const first = await ended(grid(folder, "run-task", "G", "1", "0"));
    assert.equal(first.code, 0, first.err);
    assert.match(first.err, /^ {2}rank: python3 train\.py/m);
    assert.match(first.out, /^rank-by-slice-seed-1: test AUC \d/m);
    const second = await ended(grid(folder, "run-task", "G", "1", "1"));
    assert.equal(second.code, 1);
    assert.match(second.err, /run-task, rank-by-subject-permuted-seed-1|no convergence/);
    // Told that its time is up, it ends its command, and is not to be queued again.
    await Deno.writeTextFile(join(folder, "mended"), "");
    await Deno.remove(join(folder, "place"));
    const child = grid(folder, "run-task", "G", "1", "1");
    await until(() => Deno.stat(join(folder, "place")).then(() => true, () => false));
    child.kill("SIGUSR2");
    const told = await ended(child);
    assert.deepEqual([told.code, await isTraining(folder)], [98, false], told.err);
  });
});

Deno.test("a cell of a table may touch its grid, its table and the shell, and nothing else", () =>
  withFolder(async (folder) => {
    await prepare(folder);
    const path = join(folder, "G");
    assert.equal((await ended(grid(folder, ...PLAN, ...TRAIN, "--out", "G"))).code, 0);
    const table = await Deno.realPath(join(folder, "slices.csv"));
    assert.deepEqual(cellPermissions(path), {
      read: [table],
      write: [path],
      more: ["--allow-env", "--allow-sys=hostname,uid", "--allow-run=/bin/sh"],
    });
    assert.deepEqual(withPrograms(cellPermissions(path)).more!.slice(-1), ["--allow-run=/bin/sh"]);
    assert.ok(await Deno.stat(join(path, GRID_FILE)));
  }));
