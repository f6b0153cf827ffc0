import assert from "node:assert/strict";
import { join } from "node:path";
import type { CellState, CellStatus } from "hemoleak/experiment/grid/grid.ts";
import { type CellTask, cellTasks, withTasks } from "hemoleak/experiment/slurm/cell_tasks.ts";
import {
  readSubmission,
  readSubmissions,
  readTrace,
  writeJobs,
} from "hemoleak/experiment/slurm/submission_folder.ts";
import { withFolder } from "../../fixtures/with_folder.ts";

/** Writes what `grid slurm` and the tasks' scripts leave. */
async function leave(grid: string, number: number, files: Record<string, string>): Promise<string> {
  const folder = join(grid, "slurm", String(number));
  await Deno.mkdir(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    await Deno.writeTextFile(join(folder, name), text);
  }
  return folder;
}

/** Where Slurm's programs are not found. */
async function withoutSlurm(work: () => Promise<void>): Promise<void> {
  const path = Deno.env.get("PATH")!;
  Deno.env.set("PATH", "/nowhere");
  try {
    await work();
  } finally {
    Deno.env.set("PATH", path);
  }
}

Deno.test("submissions are read in the order of their numbers, others' files left aside", () =>
  withFolder(async (grid) => {
    assert.deepEqual(await readSubmissions(grid), []);
    await leave(grid, 10, { "tasks.txt": "c\n" });
    const folder = await leave(grid, 2, { "tasks.txt": "a b\nc\n" });
    await Deno.mkdir(join(grid, "slurm", "notes"));
    await leave(grid, 11, { "array.sbatch": "interrupted before all was written" });
    await writeJobs({ folder }, [{ job: "7", first: 0, count: 2 }], "8");
    assert.deepEqual(
      (await readSubmissions(grid)).map(({ number, tasks, arrays }) => [number, tasks, arrays]),
      [
        [2, [["a", "b"], ["c"]], [{ job: "7", first: 0, count: 2 }]],
        [10, [["c"]], []],
      ],
    );
    await assert.rejects(readSubmission(grid, 3), {
      name: "GridError",
      message: /slurm\/3\/tasks\.txt: expected the cells of each task but there is no such file/,
    });
    await Deno.writeTextFile(join(folder, "jobs.json"), "{");
    await assert.rejects(readSubmissions(grid), {
      name: "GridError",
      message: /jobs\.json: .* damaged/,
    });
  }));

Deno.test("a task's script tells its name, its node and how it ended", () =>
  withFolder(async (grid) => {
    const folder = await leave(grid, 1, {
      "task-0.begun": "7 0 n1\n",
      "task-1.begun": "7 1 n2\n",
      "task-1.ended": "7 1 n2 137\n",
      "task-2.begun": "",
    });
    const traces = await Promise.all([0, 1, 2, 3].map((task) => readTrace({ folder }, task)));
    assert.deepEqual(traces, [
      { id: "7_0", job: "7", node: "n1", status: null },
      { id: "7_1", job: "7", node: "n2", status: 137 },
      null,
      null,
    ]);
  }));

Deno.test("where Slurm cannot be asked, what scripts have told counts, and the rest is unknown", () =>
  withFolder(async (grid) => {
    await leave(grid, 1, { "tasks.txt": "a\nb\nc\nd\n" });
    await leave(grid, 2, {
      "tasks.txt": "b\nc\n",
      "jobs.json": JSON.stringify({ arrays: [{ job: "9", first: 0, count: 2 }] }),
      "task-0.begun": "9 0 n1\n",
      "task-0.ended": "9 0 n1 75\n",
    });
    // Submitted by hand: it has no jobs.json.
    await leave(grid, 3, { "tasks.txt": "d\n", "task-0.begun": "11 0 n2\n" });
    await withoutSlurm(async () => {
      const { tasks, why, accounts } = await cellTasks(grid);
      assert.deepEqual([why, accounts], ["there is no squeue here", "there is no sacct here"]);
      assert.deepEqual([...tasks.keys()].sort(), ["b", "c", "d"]);
      const told = (cell: string) => {
        const { id, phase, state, status, node } = tasks.get(cell)!;
        return [id, phase, state, status, node];
      };
      assert.deepEqual(told("b"), ["9_0", "ended", "FAILED", 75, "n1"]);
      assert.deepEqual(told("c"), ["9_1", "unknown", "UNKNOWN", null, null]);
      assert.deepEqual(told("d"), ["11_0", "unknown", "UNKNOWN", null, "n2"]);
      assert.equal(tasks.get("d")!.log, join(grid, "slurm", "3", "11_0.log"));
    });
  }));

Deno.test("a grid that was never submitted asks nobody", () =>
  withFolder(async (grid) => {
    await withoutSlurm(async () => {
      assert.deepEqual(await cellTasks(grid), { tasks: new Map(), why: null, accounts: null });
    });
  }));

Deno.test("where a cell is: by its files if they say that it is done or under way, else by its task", () => {
  const cell = { model: "cnn4", split: "slice", labels: "true", seed: 1 } as const;
  const status = (state: CellState, why: string | null = null): CellStatus => ({
    ...{ name: "a", cell, state, epochs: 0, of: 3, why, learning: null },
  });
  const task = (phase: CellTask["phase"], state: string, cells = 1): CellTask => ({
    ...{
      id: "7_0",
      phase,
      state,
      reason: null,
      elapsed: null,
      node: null,
      status: null,
      signal: null,
    },
    ...{ log: "7_0.log", cells },
  });
  const cases: [CellStatus, CellTask | null, string, RegExp | null][] = [
    [status("open"), null, "open", null],
    [status("open"), task("pending", "PENDING"), "pending", null],
    [status("open"), task("running", "RUNNING"), "running", null],
    // It begins, or has ended with this cell and trains another one.
    [status("open"), task("running", "RUNNING", 2), "pending", null],
    [status("open"), task("ended", "TIMEOUT"), "failed", /^TIMEOUT: .*longer --time/],
    [status("open"), task("ended", "COMPLETED"), "failed", /its run is not there/],
    [status("open"), task("unknown", "UNKNOWN"), "open", null],
    [status("failed", "too few"), null, "failed", /^too few$/],
    [status("failed", "too few"), task("ended", "FAILED"), "failed", /^too few$/],
    [status("failed", "too few"), task("pending", "PENDING"), "pending", null],
    [status("running"), task("ended", "TIMEOUT"), "running", null],
    [status("finished"), task("ended", "CANCELLED"), "finished", null],
  ];
  for (const [own, given, state, why] of cases) {
    const [found] = withTasks([own], new Map(given === null ? [] : [["a", given]]));
    assert.equal(found!.state, state);
    if (why === null) assert.equal(found!.why, null);
    else assert.match(found!.why!, why);
    assert.equal(found!.task, given);
  }
});
