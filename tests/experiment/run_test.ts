import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { basename, join } from "node:path";
import {
  type Cell,
  type EpochEvent,
  loadModel,
  networkTrainer,
  predict,
  preprocessCohort,
  type Profile,
  PROFILES,
  readCohort,
  type Run,
  runCell,
  type RunOptions,
  type SliceStore,
  type TrainingListener,
  writePhantom,
} from "hemoleak";
import { JUDGING_VERSION } from "hemoleak/evaluate/judging_version.ts";
import { splitCell } from "hemoleak/experiment/cell_split.ts";
import { parseNpyHeader } from "hemoleak/files/npy.ts";
import { InferenceSession, Tensor } from "onnxruntime-web";

const PROFILE = {
  ...PROFILES.quick,
  size: 32,
  epochs: { cnn4: 2, vgg16: 1 },
  vgg16Width: 0.0625,
};
const CELL: Cell = { model: "cnn4", split: "slice", labels: "true", seed: 1 };

/** Trains and judges a cell by the network that it names. */
async function runNetwork(
  cell: Cell,
  profile: Profile,
  store: SliceStore,
  runs: string,
  options?: RunOptions,
): Promise<Run> {
  return await runCell(cell, networkTrainer(cell.model, profile, store), store, runs, options);
}

/** A phantom of 20 subjects with 4 slices each, preprocessed. */
async function smallStore(folder: string): Promise<SliceStore> {
  const root = join(folder, "dicom");
  await writePhantom(root, { subjects: 20, slices: 4, size: 64 });
  const cohort = await readCohort(root);
  return await preprocessCohort(cohort, join(folder, "store"), { size: PROFILE.size });
}

Deno.test("a cell runs from DICOM to metrics, once", async (t) => {
  const folder = await Deno.makeTempDir();
  using store = await smallStore(folder);
  const runs = join(folder, "runs");

  const epochs: EpochEvent[] = [];
  const listener: TrainingListener = (event) => {
    if (event.kind === "epoch") epochs.push(event);
  };
  const first = await runNetwork(CELL, PROFILE, store, runs, { listener });

  await t.step("it is trained, and its files are there", async () => {
    assert.equal(epochs.length, 2);
    const files = await Array.fromAsync(Deno.readDir(first.folder!), ({ name }) => name);
    assert.deepEqual(files.sort(), [
      "embeddings.npy",
      "history.csv",
      "metrics.json",
      "model.json",
      "model.onnx",
      "predictions.csv",
      "record.json",
      "split.csv",
      "timings.json",
      "weights.bin",
    ]);
  });

  await t.step("every slice has a score, and 15 % are tested", () => {
    assert.equal(first.predictions.length, store.rows.length);
    assert.equal(first.metrics.slices, 12);
    assert.equal(first.metrics.judged, "test");
  });

  await t.step("the saved network gives the saved scores", async () => {
    const model = await loadModel(first.folder!);
    const scores = await predict(model, store, [...store.rows.keys()]);
    model.dispose();
    assert.deepEqual([...scores], first.predictions.map(({ score }) => score));
  });

  await t.step("its ONNX network gives the same scores elsewhere", async () => {
    const session = await InferenceSession.create(
      await Deno.readFile(join(first.folder!, "model.onnx")),
    );
    const images = store.read([...store.rows.keys()]);
    const input = Float32Array.from(images, (level) => level / 255);
    const shape = [store.rows.length, PROFILE.size, PROFILE.size, 1];
    const { output } = await session.run({ input: new Tensor("float32", input, shape) });
    const scores = output!.data as Float32Array;
    first.predictions.forEach(({ score }, i) => assert.ok(Math.abs(scores[i]! - score) < 1e-5));
  });

  await t.step("its embeddings are the penultimate features, one row per prediction", async () => {
    const model = await loadModel(first.folder!);
    const [kernel, bias] = model.layers.at(-1)!.getWeights().map((weight) => weight.dataSync());
    model.dispose();
    const bytes = await Deno.readFile(join(first.folder!, "embeddings.npy"));
    const { descr, shape, dataOffset } = parseNpyHeader(bytes, "embeddings.npy");
    assert.deepEqual([descr, shape], ["<f4", [first.predictions.length, kernel!.length]]);
    const features = new Float32Array(bytes.buffer, dataOffset);
    first.predictions.forEach(({ score }, row) => {
      const own = features.subarray(row * kernel!.length, (row + 1) * kernel!.length);
      const sum = own.reduce((sum, value, unit) => sum + value * kernel![unit]!, bias![0]!);
      assert.ok(Math.abs(1 / (1 + Math.exp(-sum)) - score) < 1e-5);
    });
  });

  await t.step("a second ask loads it without training, equal in all", async () => {
    const again = await runNetwork(CELL, PROFILE, store, runs, {
      listener: () => assert.fail("trained again"),
    });
    assert.deepEqual(again, first);
  });

  await t.step(
    "judged by an older version, its files are written anew, and by no other",
    async () => {
      const names = ["metrics.json", "record.json"] as const;
      const paths = names.map((name) => join(first.folder!, name));
      const read = async () => await Promise.all(paths.map((path) => Deno.readTextFile(path)));
      const load = async () => {
        const listener = () => assert.fail("trained again");
        assert.deepEqual(await runNetwork(CELL, PROFILE, store, runs, { listener }), first);
        return await read();
      };
      const [metrics, text] = await read() as [string, string], record = JSON.parse(text);
      assert.equal(record.judging, JUDGING_VERSION);
      const write = async (record: unknown) => {
        await Deno.writeTextFile(paths[0]!, "stale");
        await Deno.writeTextFile(paths[1]!, JSON.stringify(record));
      };
      const unknown = { ...record.learning, outcome: "unknown" };
      const { judging: _, ...unversioned } = { ...record, learning: unknown };
      for (const older of [unversioned, { ...unversioned, judging: JUDGING_VERSION - 1 }, null]) {
        await write(older);
        assert.deepEqual(await load(), [metrics, text]);
      }
      // What ran the training stays.
      const runtime = { hemoleak: "0.0.1", deno: "2.0.0", v8: "1" };
      await write({ ...unversioned, runtime });
      assert.deepEqual(JSON.parse((await load())[1]!), { ...record, runtime });
      for (const judging of [JUDGING_VERSION, JUDGING_VERSION + 1]) {
        const current = { ...record, judging };
        await write(current);
        assert.deepEqual(await load(), ["stale", JSON.stringify(current)]);
      }
      // Where nothing can be written, the run is judged all the same.
      await write(unversioned);
      await Deno.remove(paths[0]!);
      await Deno.mkdir(paths[0]!);
      await runNetwork(CELL, PROFILE, store, runs);
      assert.equal(await Deno.readTextFile(paths[1]!), JSON.stringify(unversioned));
      await Deno.remove(paths[0]!);
      assert.deepEqual(await load(), [metrics, text]);
    },
  );

  await t.step("elsewhere it comes out the same, byte for byte", async () => {
    const other = await runNetwork(CELL, PROFILE, store, join(folder, "other"));
    for (const name of ["weights.bin", "predictions.csv", "metrics.json", "record.json"]) {
      assert.deepEqual(
        await Deno.readFile(join(other.folder!, name)),
        await Deno.readFile(join(first.folder!, name)),
        name,
      );
    }
  });

  await t.step("a run that was killed while writing is not taken for a result", async () => {
    const seed2 = { ...CELL, seed: 2 };
    const { folder: done } = await runNetwork(seed2, PROFILE, store, runs);
    const expected = await Deno.readFile(join(done!, "predictions.csv"));
    await Deno.rename(done!, `${done}.partial`);
    await Deno.remove(join(`${done}.partial`, "predictions.csv"));
    const { folder: again } = await runNetwork(seed2, PROFILE, store, runs);
    assert.equal(again, done);
    assert.deepEqual(await Deno.readFile(join(again!, "predictions.csv")), expected);
  });

  await t.step(
    "its record tells all that is needed to repeat it, and its time is apart",
    async () => {
      const read = async (name: string) => await Deno.readTextFile(join(first.folder!, name));
      const split = createHash("sha256").update(await read("split.csv")).digest("hex");
      const record = JSON.parse(await read("record.json"));
      const { cell, profile, fingerprint } = record;
      assert.deepEqual({ cell, profile, fingerprint }, {
        cell: CELL,
        profile: PROFILE,
        fingerprint: store.fingerprint,
      });
      assert.equal(record.splitSha256, split);
      const software = ["device", "tensorflow", "tfjs", "threads", "training"];
      assert.deepEqual(Object.keys(record.software), software);
      assert.deepEqual(Object.keys(record.runtime), ["hemoleak", "deno", "v8"]);
      const timings = JSON.parse(await read("timings.json"));
      assert.deepEqual(timings.epochs.map(({ epoch }: { epoch: number }) => epoch), [1, 2]);
      assert.ok(
        timings.epochs.every(({ training, waiting }: Record<string, number>) =>
          training! > 0 && training! >= waiting!
        ),
      );
    },
  );

  await t.step("a run that failed goes on after its last epoch, to the same bytes", async () => {
    const interrupted = join(folder, "interrupted");
    const listener: TrainingListener = (event) => {
      if (event.kind === "epoch") throw new Error("killed");
    };
    await assert.rejects(runNetwork(CELL, PROFILE, store, interrupted, { listener }), /killed/);
    const [left] = [...Deno.readDirSync(interrupted)].map(({ name }) => name);
    assert.equal(left, `${basename(first.folder!)}.checkpoints`);
    const trained: number[] = [];
    const resumed = await runNetwork(CELL, PROFILE, store, interrupted, {
      listener: (event) => {
        if (event.kind === "epoch") trained.push(event.epoch);
      },
    });
    assert.deepEqual(trained, [2]);
    for (const { name } of Deno.readDirSync(first.folder!)) {
      if (name === "timings.json") continue;
      assert.deepEqual(
        await Deno.readFile(join(resumed.folder!, name)),
        await Deno.readFile(join(first.folder!, name)),
        name,
      );
    }
    const names = [...Deno.readDirSync(interrupted)].map(({ name }) => name);
    assert.deepEqual(names, [basename(first.folder!)]);
    const timings = JSON.parse(await Deno.readTextFile(join(resumed.folder!, "timings.json")));
    assert.deepEqual(timings.epochs.map(({ attempt }: { attempt: number }) => attempt), [1, 2]);
  });

  await t.step("checkpoints that a killed run left beside its result are removed", async () => {
    const left = `${first.folder}.checkpoints`;
    await Deno.mkdir(left);
    await Deno.writeTextFile(join(left, "checkpoint-2.json"), "{}");
    await runNetwork(CELL, PROFILE, store, runs);
    assert.equal(await Deno.stat(left).then(() => true, () => false), false);
  });

  await t.step("a run that is stopped is judged but not kept", async () => {
    const stop = new AbortController();
    const stopped = await runNetwork({ ...CELL, seed: 3 }, PROFILE, store, runs, {
      signal: stop.signal,
      listener: (event) => event.kind === "epoch" ? stop.abort() : undefined,
    });
    assert.equal(stopped.history.stopped, true);
    assert.equal(stopped.history.rows.length, 1);
    assert.equal(stopped.folder, null);
    assert.equal(stopped.predictions.length, store.rows.length);
    const again = await runNetwork({ ...CELL, seed: 3 }, PROFILE, store, runs);
    const other = await runNetwork({ ...CELL, seed: 3 }, PROFILE, store, join(folder, "other"));
    assert.deepEqual(again.predictions, other.predictions);
  });

  await t.step("asked for twice at a time, it is trained once", async () => {
    const seed4 = { ...CELL, seed: 4 };
    const heard = [0, 0];
    let waits = 0;
    const both = await Promise.all(heard.map((_, i) =>
      runNetwork(seed4, PROFILE, store, runs, {
        listener: () => void heard[i]!++,
        onWait: () => void waits++,
      })
    ));
    assert.deepEqual(both[1], both[0]);
    assert.equal(heard.filter((events) => events > 0).length, 1);
    assert.equal(waits, 1);
  });

  await t.step("patience is the profile's, and makes another run", async () => {
    const still = { ...PROFILE, learningRate: 0, patience: 1, epochs: { cnn4: 9, vgg16: 9 } };
    const run = await runNetwork(CELL, still, store, runs);
    assert.deepEqual([run.history.rows.length, run.history.stopped], [2, false]);
    assert.notEqual(run.folder, first.folder);
    // No step has changed anything: a dead network, as its record says.
    assert.equal(run.learning.outcome, "dead");
    const record = JSON.parse(await Deno.readTextFile(join(run.folder!, "record.json")));
    assert.deepEqual(record.learning, run.learning);
    assert.deepEqual(await runNetwork(CELL, still, store, runs), run);
  });

  await t.step(
    "a network that far too high a rate has killed is marked, and training ends",
    async () => {
      const wild = { ...PROFILE, learningRate: 100, warmUp: 0, epochs: { cnn4: 9, vgg16: 9 } };
      const run = await runNetwork(CELL, wild, store, runs);
      assert.equal(run.learning.outcome, "dead");
      assert.ok(run.history.rows.length < 9, `${run.history.rows.length} epochs`);
      assert.deepEqual(await runNetwork(CELL, wild, store, runs), run);
    },
  );

  await t.step("slices that a cell does not use are neither scored nor written", async () => {
    const cell: Cell = { ...CELL, split: "subject", dose: 0.5, subjects: 18 };
    const run = await runNetwork(cell, PROFILE, store, runs);
    const { sets, labels } = splitCell(cell, store.rows);
    const used = [...sets.keys()].filter((i) => sets[i] !== null);
    assert.ok(used.length < store.rows.length);
    assert.deepEqual(
      run.predictions.map(({ subject, slice, set, label }) => ({ subject, slice, set, label })),
      used.map((i) => {
        const { subject, slice } = store.rows[i]!;
        return { subject, slice: String(slice), set: sets[i], label: labels[i] };
      }),
    );
    const model = await loadModel(run.folder!);
    const scores = await predict(model, store, used);
    model.dispose();
    assert.deepEqual(run.predictions.map(({ score }) => score), [...scores]);
    const bytes = await Deno.readFile(join(run.folder!, "embeddings.npy"));
    assert.equal(parseNpyHeader(bytes, "embeddings.npy").shape[0], used.length);
  });

  await t.step("a cell that cannot be is refused before anything is written", async () => {
    const empty = join(folder, "refused");
    for (const change of [{ dose: 0.5 }, { gap: 1, dose: 0 }, { subjects: 21 }]) {
      await assert.rejects(
        runNetwork({ ...CELL, ...change }, PROFILE, store, empty),
        { name: "SplitError" },
      );
      await assert.rejects(Deno.stat(empty), Deno.errors.NotFound);
    }
    await assert.rejects(
      runNetwork({ ...CELL, model: "cnn" as "cnn4" }, PROFILE, store, empty),
      { name: "TrainingError", message: /did you mean cnn4\?$/ },
    );
    await assert.rejects(Deno.stat(empty), Deno.errors.NotFound);
  });

  await t.step("by subject, and with permuted labels, no subject is shared", async () => {
    const run = await runNetwork(
      { model: "vgg16", split: "subject", labels: "permuted", seed: 1 },
      PROFILE,
      store,
      runs,
    );
    const setsOf = Map.groupBy(run.predictions, ({ subject }) => subject);
    for (const rows of setsOf.values()) {
      assert.equal(new Set(rows.map(({ set }) => set)).size, 1);
      assert.equal(new Set(rows.map(({ label }) => label)).size, 1);
    }
    assert.equal(run.title, "VGG16 × 0.0625");
    const labels = (of: readonly { subject: string; label: 0 | 1 }[]) => of.map((row) => row.label);
    assert.notDeepEqual(labels(run.predictions), labels(store.rows));
  });

  await Deno.remove(folder, { recursive: true });
});
