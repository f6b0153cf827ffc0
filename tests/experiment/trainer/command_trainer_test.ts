import assert from "node:assert/strict";
import { join } from "node:path";
import { type Cell, commandTrainer, Random, readGridTable, runCell, StoppedError } from "hemoleak";
import { checkpointsOf, runFolder } from "hemoleak/experiment/run.ts";
import { formatNpy } from "hemoleak/files/npy.ts";
import { freeDisk, smallDisk } from "../../fixtures/small_disk.ts";
import { withFolder } from "../../fixtures/with_folder.ts";

const CELL: Cell<string> = { model: "forest", split: "slice", labels: "permuted", seed: 4 };

/**
 * A trainer of Python's own library alone: it scores a slice by its feature. `MODE` says what it does wrong,
 * of all that a trainer may.
 */
const TRAINER = `
import csv, os, signal, sys, time
split, predictions, seed, folder = sys.argv[1:5]
mode = os.environ.get("MODE", "")
with open(split, newline="") as file:
    rows = list(csv.DictReader(file))
print("seed", seed, "threads", os.environ["OMP_NUM_THREADS"], flush=True)
def save(rows, end="\\n"):
    lines = ["row,label,score"] + [",".join([r["row"], r["label"], r["feature"]]) for r in rows]
    with open(predictions, "w") as file:
        file.write("\\n".join(lines) + end)
tests = [row for row in rows if row["set"] == "test"]
if mode == "nothing": sys.exit(0)
if mode == "half": save(tests[: len(tests) // 2])
elif mode == "cut": save(tests, end="")
elif mode == "labels": save([{**row, "label": str(1 - int(row["label"]))} for row in tests])
elif mode == "nan": save([{**row, "feature": "nan"} for row in tests])
elif mode == "twice": save(tests + tests)
elif mode == "dies":
    for i in range(20): print("line", i)
    raise ValueError("no such feature")
elif mode == "killed": os.kill(os.getpid(), signal.SIGKILL)
elif mode == "hangs": time.sleep(60)
elif mode == "fills":
    with open(os.path.join(folder, "model"), "wb") as file:
        while True: file.write(bytes(1 << 16)); file.flush()
elif mode == "resumes":
    state = os.path.join(folder, "state")
    if not os.path.exists(state):
        open(state, "w").close()
        sys.exit(5)
    save(tests)
else: save(tests if mode != "all" else rows)
if os.environ.get("EMBEDDINGS"):
    os.replace(os.environ["EMBEDDINGS"], os.path.join(folder, "embeddings.npy"))
`;

/** A table and a trainer in a folder, and what runs a cell by them. */
async function prepared(folder: string) {
  const random = new Random(1, "features");
  const rows = Array.from({ length: 400 }, (_, i) => `s${i % 20},${i % 2},${random.float()}\n`);
  const path = join(folder, "slices.csv"), runs = join(folder, "runs");
  await Deno.writeTextFile(path, `subject,label,feature\n${rows.join("")}`);
  await Deno.writeTextFile(join(folder, "train.py"), TRAINER);
  const table = await readGridTable(path);
  /** @param mode Variables, as the shell sets them. */
  const trainer = (mode = "", timeout?: number) => {
    const command = `${mode} python3 train.py {split} {predictions} {seed} {folder}`;
    const limit = timeout === undefined ? {} : { timeout };
    return commandTrainer(
      { name: "forest", command, threads: 3, directory: folder, ...limit },
      table,
    );
  };
  const run = (mode?: string, timeout?: number) =>
    runCell(CELL, trainer(mode, timeout), table, runs);
  return { table, runs, run, trainer };
}

const isThere = (path: string) => Deno.stat(path).then(() => true, () => false);

Deno.test("commandTrainer: scores come back, and nothing of the table but names stays with the run", () =>
  withFolder(async (folder) => {
    const { table, run } = await prepared(folder);
    const { folder: own, predictions, metrics, history, learning } = await run();
    const tested = predictions.filter(({ set }) => set === "test");
    assert.equal(predictions.length, table.rows.length);
    assert.ok(tested.every(({ slice, score }) => {
      return score === Number(table.fields[Number(slice) - 1]![0]);
    }));
    assert.ok(predictions.every(({ set, score }) => (set === "test") === Number.isFinite(score)));
    assert.ok(metrics.auc !== null);
    assert.deepEqual([history.rows, learning.outcome], [[], "unknown"]);
    const files = [...Deno.readDirSync(own!)].map(({ name }) => name).sort();
    assert.deepEqual(files, [
      "log.txt",
      "metrics.json",
      "predictions.csv",
      "record.json",
      "split.csv",
    ]);
    assert.equal(await Deno.readTextFile(join(own!, "log.txt")), "seed 4 threads 3\n");
    assert.match(await Deno.readTextFile(join(own!, "split.csv")), /^subject,study,slice,set\n/);
    assert.ok(!await isThere(checkpointsOf(own!)));
    const { trainer, software } = JSON.parse(await Deno.readTextFile(join(own!, "record.json")));
    assert.match(trainer.command, /train\.py \{split\}/);
    assert.equal(trainer.threads, undefined);
    assert.deepEqual(Object.keys(software).sort(), ["permutation", "trainer"]);
    // Loaded, it is the same run; rows of training may have scores, too.
    assert.deepEqual(await run(), { ...await run() });
    const all = await run("MODE=all");
    assert.notEqual(all.folder, own);
    assert.ok(all.predictions.every(({ score }) => Number.isFinite(score)));
    assert.equal(all.metrics.auc, metrics.auc);
  }));

Deno.test("commandTrainer: what it does wrong is one error, and its files stay to be looked at", () =>
  withFolder(async (folder) => {
    const { table, runs, run, trainer } = await prepared(folder);
    const wrong: [mode: string, name: string, message: RegExp, timeout?: number][] = [
      [
        "nothing",
        "TrainingError",
        /predictions\.csv: expected predictions of the command of forest, which ended with status 0, but there are none; it said last:\n {4}seed 4 threads 3$/,
      ],
      [
        "half",
        "PredictionsError",
        /predictions\.csv: expected a score for each of the 60 test rows/,
      ],
      ["cut", "PredictionsError", /predictions\.csv, line 61: it is cut off within a line/],
      [
        "labels",
        "PredictionsError",
        /line 2, column label: expected [01], the label in split\.csv/,
      ],
      ["nan", "PredictionsError", /line 2, column score: expected a finite number for a test row/],
      [
        "twice",
        "PredictionsError",
        /line 62, column row: expected each row once but it is in line 2/,
      ],
      [
        "dies",
        "TrainingError",
        /log\.txt: the command of forest ended with status 1; it said last:\n(?: {4}.+\n){9} {4}ValueError: no such feature$/,
      ],
      ["killed", "TrainingError", /the command of forest was ended by SIGKILL, as for want of mem/],
      ["hangs", "TrainingError", /command of forest to end within 1 second but it did not/, 1],
    ];
    for (const [mode, name, message, timeout] of wrong) {
      await assert.rejects(run(`MODE=${mode}`, timeout), { name, message }, mode);
      const own = runFolder(CELL, trainer(`MODE=${mode}`), table.fingerprint, runs);
      assert.ok(await isThere(join(checkpointsOf(own), "split.csv")), mode);
      assert.ok(!await isThere(own) && !await isThere(`${own}.partial`), mode);
    }
    const unknown = commandTrainer({
      ...{ name: "forest", command: "no_such_program {split} {predictions}", threads: 1 },
      directory: folder,
    }, table);
    await assert.rejects(runCell(CELL, unknown, table, runs), {
      message: /ended with status 127 \(there is no such program\); it said last:\n.*not found/,
    });
  }));

Deno.test("commandTrainer: run again after a failure, it goes on in its folder, which is kept", () =>
  withFolder(async (folder) => {
    const { run } = await prepared(folder);
    await assert.rejects(run("MODE=resumes"), { message: /ended with status 5/ });
    const { folder: own } = await run("MODE=resumes");
    assert.ok(await isThere(join(own!, "trainer", "state")));
  }));

Deno.test("commandTrainer: predictions of an attempt before are none of this one", () =>
  withFolder(async (folder) => {
    const { table, runs, run, trainer } = await prepared(folder);
    const own = runFolder(CELL, trainer("MODE=nothing"), table.fingerprint, runs);
    const finished = await run();
    await Deno.mkdir(checkpointsOf(own), { recursive: true });
    const stale = join(checkpointsOf(own), "predictions.csv");
    await Deno.copyFile(join(finished.folder!, "predictions.csv"), stale);
    await assert.rejects(run("MODE=nothing"), { message: /but there are none/ });
    assert.ok(!await isThere(stale));
  }));

Deno.test("commandTrainer: embeddings are kept if they are of all rows", () =>
  withFolder(async (folder) => {
    const { run, table } = await prepared(folder);
    const file = join(folder, "features.npy"), rows = table.rows.length;
    const bytes = formatNpy(new Float32Array(2 * rows).fill(0.5), [rows, 2]);
    const wrong: [bytes: Uint8Array, message: RegExp][] = [
      [
        formatNpy(new Float32Array(6), [3, 2]),
        /embeddings\.npy: expected embeddings of each of the 400 rows of split\.csv, in their/,
      ],
      [bytes.subarray(0, -8), /cut off in row 400/],
      [formatNpy(new Int16Array(2 * rows), [rows, 2]), /float32 of shape \[rows, units\]/],
    ];
    for (const [content, message] of wrong) {
      await Deno.writeFile(file, content);
      await assert.rejects(run(`EMBEDDINGS=${file}`), { name: "StorageError", message });
    }
    await Deno.writeFile(file, bytes);
    const { folder: own } = await run(`EMBEDDINGS=${file}`);
    assert.deepEqual(await Deno.readFile(join(own!, "embeddings.npy")), bytes);
  }));

Deno.test("commandTrainer: suspended or stopped, it ends, and the run is to be made again", () =>
  withFolder(async (folder) => {
    const { table, runs, trainer } = await prepared(folder);
    for (const kind of ["suspend", "signal"] as const) {
      const stop = new AbortController(), reason = new StoppedError("told to end");
      const running = runCell(CELL, trainer("MODE=hangs"), table, runs, { [kind]: stop.signal });
      setTimeout(() => stop.abort(reason), 700);
      await assert.rejects(running, (error) => {
        return kind === "suspend" ? error === reason : error instanceof StoppedError;
      });
    }
  }));

Deno.test("commandTrainer: a disk that it fills is named", async (t) => {
  const disk = await smallDisk("2m");
  await t.step({
    name: "with two megabytes",
    ignore: disk === null,
    fn: async () => {
      const { run } = await prepared(disk!);
      await assert.rejects(run("MODE=fills"), {
        name: "StorageError",
        message:
          /checkpoints: the disk is full: the command of forest ended with status 1; it said/,
      });
    },
  });
  await freeDisk(disk);
});
