import assert from "node:assert/strict";
import { basename, join } from "node:path";
import { encode } from "fast-png";
import { Grid } from "hemoleak/experiment/grid/grid.ts";
import { GRID_FILE, type GridPlan, readGridPlan } from "hemoleak/experiment/grid/grid_file.ts";
import { collectGrid } from "hemoleak/report/experiments/collect_grid_folder.ts";
import config from "../../deno.json" with { type: "json" };
import { tinyGrid } from "../experiment/grid/tiny_grid.ts";
import { withTree } from "../fixtures/dicom_writer.ts";
import { evenPng } from "../fixtures/png.ts";
import { withFolder } from "../fixtures/with_folder.ts";

const PROJECT = join(import.meta.dirname!, "..", "..");
const COMMAND = config.tasks.hemoleak.command.split(" ").slice(1);
/** With 5 of 20 subjects there are too few for a split by subject. */
const FAILING = "cnn4-by-subject-subjects-5-seed-1";
const CELLS = ["cnn4-by-slice-subjects-5-seed-1", FAILING, "cnn4-by-subject-subjects-10-seed-1"];

/** The command line as its task runs it, as the leader of a process group of its own. */
function grid(...args: string[]): Deno.ChildProcess {
  return new Deno.Command("setsid", {
    args: [Deno.execPath(), ...COMMAND, "grid", ...args],
    ...{ cwd: PROJECT, env: { NO_COLOR: "1" }, stdout: "piped", stderr: "piped" },
  }).spawn();
}

async function ended(child: Deno.ChildProcess) {
  const { code, stdout, stderr } = await child.output();
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, out: decode(stdout), err: decode(stderr) };
}

/** A grid of three cells, of which one cannot be. */
async function smallGrid(folder: string): Promise<string> {
  const path = await tinyGrid(folder, { experiments: ["size"] });
  const plan: GridPlan = readGridPlan(path);
  plan.cells = plan.cells.filter(({ name }) => CELLS.includes(name));
  plan.experiments = [{ name: "size", cells: CELLS }];
  await Deno.writeTextFile(join(path, GRID_FILE), JSON.stringify(plan));
  return path;
}

/** `cells.csv` of the finished cells. */
async function cellsOf(path: string, out: string): Promise<string> {
  await collectGrid(new Grid(path), out);
  return await Deno.readTextFile(join(out, "cells.csv"));
}

/** What the cells come to where nothing disturbs them. */
async function undisturbed(folder: string): Promise<string> {
  const path = await smallGrid(folder), own = new Grid(path);
  for (const cell of own.plan.cells) await own.run(cell).catch(() => {});
  return await cellsOf(path, join(folder, "cells"));
}

/** Resolves once a training has a checkpoint. */
async function firstCheckpoint(folder: string): Promise<void> {
  for (;;) {
    const begun = [...walk(folder)].some((name) => /checkpoint-\d+\.json$/.test(name));
    if (begun) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function* walk(folder: string): Generator<string> {
  try {
    for (const { name, isDirectory } of Deno.readDirSync(folder)) {
      yield join(folder, name);
      if (isDirectory) yield* walk(join(folder, name));
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error; // A folder that was there before.
  }
}

Deno.test("a grid that is killed ends with the same table when it is run again", async (t) => {
  await withFolder(async (folder) => {
    const expected = await undisturbed(join(folder, "undisturbed"));
    const path = await smallGrid(folder);

    await t.step("how long it will take is told, and nothing trained", async () => {
      const { code, out, err } = await ended(grid("run", path, "--workers", "2", "--dry-run"));
      assert.equal(code, 0, err);
      assert.equal(err, "Measuring how long the cells will take ...\n");
      assert.match(
        out,
        /^3 cells to train:\n {2}CNN4, 2 cells: about [^\n]+ each, 3 epochs\n {2}1 cell will fail: too few subjects\n {2}in all about \d+ (?:s|min), 2 cells at a time with \d+ threads? each\n$/,
      );
      assert.ok((await new Grid(path).statuses()).every(({ state }) => state === "open"));
    });

    await t.step("killed in the middle of a training, with all its processes", async () => {
      const child = grid("run", path);
      await firstCheckpoint(join(folder, "data"));
      Deno.kill(-child.pid, "SIGKILL");
      assert.notEqual((await ended(child)).code, 0);
    });

    await t.step("ended by Ctrl+C, it leaves no process behind", async () => {
      const child = grid("run", path);
      await new Promise((resolve) => setTimeout(resolve, 1500));
      Deno.kill(child.pid, "SIGINT");
      const { code } = await ended(child);
      assert.equal(code, 130);
      assert.ok((await new Grid(path).statuses()).every(({ state }) => state !== "running"));
    });

    await t.step("two runs at once share the cells; the failing one is named by both", async () => {
      const both = await Promise.all([ended(grid("run", path)), ended(grid("run", path))]);
      for (const { code, out, err } of both) {
        assert.equal(code, 1, err);
        assert.match(out, /2 of 3 cells are finished\n1 failed; the same command tries them again/);
        assert.match(err, new RegExp(`1 cell failed: ${FAILING}\n  .* at least 3 subjects`));
      }
      assert.equal(await cellsOf(path, join(folder, "cells")), expected);
    });

    await t.step("status tells it", async () => {
      const { code, out } = await ended(grid("status", path));
      assert.equal(code, 0);
      assert.match(out, /\| size +\| +3 \| +2 \| +0 \| +1 \| +0 \|/);
      assert.match(out, new RegExp(`1 cell failed: ${FAILING}`));
    });

    await t.step("of finished cells, none is estimated", async () => {
      const { code, out } = await ended(grid("run", path, "--dry-run"));
      assert.equal(code, 0);
      assert.match(out, /^1 cell to train:\n {2}1 cell will fail: too few subjects\n$/);
    });

    await t.step("run-cell of a finished cell changes nothing; by its number as well", async () => {
      const { code, out, err } = await ended(grid("run-cell", path, "0"));
      assert.equal(code, 0, err);
      assert.match(out, /cnn4-by-slice-subjects-5-seed-1: test AUC \d/);
      const failed = await ended(grid("run-cell", path, FAILING));
      assert.equal(failed.code, 1);
      assert.match(failed.err, /^hemoleak: Expected at least 3 subjects of each label/);
      assert.equal(await cellsOf(path, join(folder, "cells")), expected);
    });

    await t.step("collect writes the table, and says what is missing", async () => {
      const out = join(folder, "collected");
      const collected = await ended(grid("collect", path, "--out", out));
      assert.equal(collected.code, 0, collected.err);
      assert.match(collected.err, /size: no result yet: /);
      assert.match(collected.out, /2 of 3 cells are finished; see .*collected/);
      assert.equal(await Deno.readTextFile(join(out, "cells.csv")), expected);
    });
  });
});

Deno.test("what is wrong is told in one message", async () => {
  await withFolder(async (folder) => {
    const cases: [args: string[], message: RegExp][] = [
      [
        ["run", folder],
        /grid\.json: expected a grid of experiments but there is none; plan it first/,
      ],
      [
        ["status", join(folder, "none")],
        /grid\.json: expected a grid of experiments but there is none; plan it first/,
      ],
      [["plan", "--experiments", "ladder,dosis"], /some of table2, ladder, .* but found "dosis"/],
      [["plan", "--cohort", "cq500", "--out", folder], /give their folder with --root/],
      [
        ["plan", "--seeds", "0", "--data", folder, "--out", folder],
        /seeds of 1 or more but found 0/,
      ],
    ];
    for (const [args, message] of cases) {
      const { code, out, err } = await ended(grid(...args));
      assert.deepEqual([code, out], [1, ""], args.join(" "));
      assert.match(err, message);
      assert.doesNotMatch(err, /^\s+at |file:\/\//m);
    }
  });
});

Deno.test("a plan says what the cohort is, how much was left out, and where it is said why", () => {
  const subjects = Array.from({ length: 6 }, (_, i) => `p${i}`);
  const images = Object.fromEntries(
    subjects.flatMap((subject) => [1, 2].map((k) => [`${subject}/${k}.png`, evenPng(8, 40 * k)])),
  );
  const color = { width: 1, height: 1, data: new Uint8Array([255, 0, 0]), channels: 3 } as const;
  const rows = Object.keys(images).map((path) =>
    `${path},${path[1]},${path > "p3" ? "mel" : "nv"}`
  );
  return withTree({
    ...images,
    "p0/1.png": encode(color),
    "p0/2.png": images["p0/2.png"]!.slice(0, -20),
    "p1/1.png": new Uint8Array(),
    "slices.csv": ["path,subject,label", ...rows, ""].join("\n"),
  }, async (root) => {
    const folder = join(root, "..", `${basename(root)}-grid`);
    try {
      const asked = ["--modality", "other", "--finding", "mel", "--experiments", "ladder"];
      const { code, out, err } = await ended(grid(
        ...["plan", "--cohort", "slices", "--root", root, "--profile", "quick", "--seeds", "1"],
        ...["--data", join(folder, "data"), "--out", join(folder, "grid"), ...asked],
      ));
      assert.equal(code, 0, err);
      assert.match(
        err,
        /^hemoleak: note: slices\.csv: labels: “mel” is positive, negative are “nv”$/m,
      );
      assert.match(err, /^Note: color; read as luminance .*: 1 slice, by series in .*notes\.csv$/m);
      assert.match(err, /^10 slices of 6 subjects, 6 labeled “mel”$/m);
      const left = /^Left out: (.*); (.*rejected\.csv) says why$/gm;
      const told = await Promise.all(
        [...err.matchAll(left)].map(async (
          [, what, file],
        ) => [what, await Deno.readTextFile(file!)]),
      );
      assert.deepEqual(told, [
        [
          "1 file, folder or label",
          'file,reason\np1/1.png,"expected a PNG, JPEG or TIFF image but found an empty file"\n',
        ],
        ["1 of 11 slices", "file,reason\np0/2.png,the PNG is cut off; copy it again\n"],
      ]);
      assert.doesNotMatch(out + err, /hemorrhage|ICH|\bhead\b|brain|\bHU\b|synthetic/);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
});
