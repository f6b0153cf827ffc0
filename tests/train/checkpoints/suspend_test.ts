import assert from "node:assert/strict";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { Random } from "hemoleak/random.ts";
import { useTensorFlow } from "hemoleak/tensorflow/backend/backend.ts";
import { epochsKept, placeKept } from "hemoleak/train/checkpoints/checkpoint_folder.ts";
import type { ResumeEvent, TrainingEvent } from "hemoleak/train/train.ts";
import { freeDisk, smallDisk } from "../../fixtures/small_disk.ts";
import { withFolder } from "../../fixtures/with_folder.ts";
import { OPTIONS, type Outcome, trainOnce } from "./train_in_child.ts";

await useTensorFlow();

/** The same training without checkpoints and interruptions: 5 epochs of 4 batches. */
const expected = await trainOnce({});
const BATCHES = 4;
const namesIn = (folder: string) => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();

/** Trains until an event, and is suspended there. */
async function trainUntil(
  checkpoints: string,
  isThere: (event: TrainingEvent) => boolean,
): Promise<TrainingEvent[]> {
  const suspend = new AbortController(), events: TrainingEvent[] = [];
  const training = trainOnce({ checkpoints, suspend: suspend.signal }, (event) => {
    events.push(event);
    if (isThere(event)) suspend.abort();
  });
  await assert.rejects(training, (error) => error === suspend.signal.reason);
  return events;
}

const isBatch = (epoch: number, batch: number) => (event: TrainingEvent) =>
  event.kind === "batch" && event.epoch === epoch && event.batch === batch;

/** Goes on to the end, and hears what is told. */
async function resume(checkpoints: string) {
  const events: TrainingEvent[] = [];
  const outcome = await trainOnce({ checkpoints }, (event) => void events.push(event));
  const told = events.find((event): event is ResumeEvent => event.kind === "resume");
  const batches = events.filter(({ kind }) => kind === "batch").length;
  return { outcome, told, batches, events };
}

Deno.test("suspended after any batch, it goes on with the next and ends with the same bits", async () => {
  for (const epoch of [1, 3, OPTIONS.epochs]) {
    for (let batch = 1; batch <= BATCHES; batch++) {
      await withFolder(async (folder) => {
        await trainUntil(folder, isBatch(epoch, batch));
        assert.deepEqual(await placeKept(folder), { epoch: epoch - 1, batch });
        assert.equal(await epochsKept(folder), epoch - 1);
        const { outcome, told, batches } = await resume(folder);
        assert.deepEqual([told?.epoch, told?.batch, told?.notes], [epoch - 1, batch, []]);
        assert.equal(batches, BATCHES * (OPTIONS.epochs - epoch + 1) - batch);
        assert.deepEqual(outcome, expected);
      });
    }
  }
});

Deno.test("suspended after every batch, it ends with the same bits", () =>
  withFolder(async (folder) => {
    let attempts = 0, outcome: Outcome | undefined;
    const seconds: number[][] = [];
    while (outcome === undefined && attempts++ < 50) {
      const suspend = new AbortController();
      try {
        outcome = await trainOnce({ checkpoints: folder, suspend: suspend.signal }, (event) => {
          if (event.kind === "batch") suspend.abort();
          if (event.kind === "epoch") seconds.push(event.seconds.map(({ attempt }) => attempt));
        });
      } catch (error) {
        assert.equal(error, suspend.signal.reason);
      }
    }
    assert.deepEqual(outcome, expected);
    // The validation ends each epoch in the attempt after that of its last batch.
    assert.equal(attempts, BATCHES * OPTIONS.epochs + 1);
    assert.deepEqual(seconds.at(-1), [5, 9, 13, 17, 21]);
  }));

Deno.test("suspended in validation, no batch is trained again", () =>
  withFolder(async (folder) => {
    await trainUntil(folder, isBatch(2, BATCHES));
    const { events } = await resume(folder);
    const after = events.findIndex(({ kind }) => kind === "resume") + 1;
    assert.deepEqual([events[after]?.kind, (events[after] as { epoch: number }).epoch], [
      "epoch",
      2,
    ]);
  }));

Deno.test("suspended at random moments by SIGTERM, or killed, it ends with the same bits", () =>
  withFolder(async (folder) => {
    const random = new Random(5, "suspend"), uninterrupted = await trainOnce({ epochs: 40 });
    let suspended = 0, within = 0;
    for (let round = 0; round < 6; round++) {
      const signal = round === 2 ? "SIGKILL" : "SIGTERM";
      const outcome = await trainInChild(
        folder,
        40,
        round < 5 ? [signal, 500 * random.float()] : null,
      );
      if (outcome === "suspended") suspended++;
      else if (outcome !== null) assert.deepEqual(outcome, uninterrupted);
      if ((await placeKept(folder)).batch > 0) within++;
    }
    assert.ok(suspended > 0 && within > 0, `${suspended} suspended, ${within} within an epoch`);
  }));

/** Trains in a process of its own that may get a signal so long after it began; null if that killed it. */
async function trainInChild(
  folder: string,
  epochs: number,
  interruption: ["SIGTERM" | "SIGKILL", number] | null,
): Promise<Outcome | "suspended" | null> {
  const variables = Object.entries(Deno.env.toObject());
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-A",
      "--no-check",
      join(import.meta.dirname!, "train_in_child.ts"),
      folder,
      `${epochs}`,
    ],
    // This process has set TensorFlow's variables; a new one sets them itself, and is quiet then.
    clearEnv: true,
    env: Object.fromEntries(variables.filter(([name]) => !name.startsWith("TF_"))),
    stdout: "piped",
  }).spawn();
  let text = "", timer: ReturnType<typeof setTimeout> | undefined;
  for await (const piece of child.stdout.pipeThrough(new TextDecoderStream())) {
    text += piece;
    if (interruption === null || timer !== undefined) continue;
    timer = setTimeout(() => child.kill(interruption[0]), interruption[1]);
  }
  clearTimeout(timer);
  const { signal } = await child.status;
  return signal === "SIGKILL" ? null : JSON.parse(text.split("\n")[1]!);
}

Deno.test("the checkpoint before is kept as well, and serves where that within the epoch is damaged", () =>
  withFolder(async (folder) => {
    await trainUntil(folder, isBatch(3, 2));
    const names = namesIn(folder);
    for (const name of ["checkpoint-2.json", "checkpoint-2+2.json", "state-2+2.safetensors"]) {
      assert.ok(names.includes(name), name);
    }
    for (const name of ["state-2+2.safetensors", "checkpoint-2+2.json"]) {
      await withFolder(async (copy) => {
        for (const each of names) await Deno.copyFile(join(folder, each), join(copy, each));
        await Deno.truncate(join(copy, name), 30);
        const { outcome, told } = await resume(copy);
        assert.deepEqual(told?.notes, [
          `${copy}: the checkpoint after batch 2 of epoch 3 is not used: ${name} is damaged.`,
          "The training resumes after epoch 2.",
        ]);
        assert.deepEqual(outcome, expected);
      });
    }
  }));

Deno.test("suspended twice at one place, the checkpoint before stays", () =>
  withFolder(async (folder) => {
    await trainUntil(folder, isBatch(3, 2));
    const names = namesIn(folder);
    await trainUntil(folder, ({ kind }) => kind === "resume");
    assert.deepEqual(namesIn(folder), names);
  }));

Deno.test("once the epoch is done, nothing of its part stays", () =>
  withFolder(async (folder) => {
    await trainUntil(folder, isBatch(1, 3));
    assert.deepEqual(namesIn(folder), ["checkpoint-0+3.json", "state-0+3.safetensors"]);
    await trainUntil(folder, isBatch(4, 1));
    assert.deepEqual(namesIn(folder).filter((name) => name.includes("0+3")), []);
    assert.equal(namesIn(folder).filter((name) => name.startsWith("checkpoint-")).length, 2);
  }));

Deno.test("suspended before the first batch, or without a folder, nothing is kept", () =>
  withFolder(async (folder) => {
    const suspend = AbortSignal.abort("enough");
    for (const options of [{ suspend, checkpoints: folder }, { suspend }]) {
      await assert.rejects(trainOnce(options), (error) => error === "enough");
    }
    assert.deepEqual(namesIn(folder), []);
  }));

Deno.test("stopped, not suspended, it still ends with the best weights so far, and keeps whole epochs", () =>
  withFolder(async (folder) => {
    const stop = new AbortController(), suspend = new AbortController();
    const options = { checkpoints: folder, signal: stop.signal, suspend: suspend.signal };
    const { rows, stopped } = await trainOnce(options, (event) => {
      if (isBatch(3, 2)(event)) stop.abort();
    });
    assert.deepEqual([rows.length, stopped], [2, true]);
    assert.deepEqual(await placeKept(folder), { epoch: 2, batch: 0 });
  }));

Deno.test("a disk that is full when it is suspended is told, and the checkpoint before serves", async (t) => {
  const disk = await smallDisk("128k");
  await t.step({
    name: "on a file system of 128 KiB",
    ignore: disk === null,
    fn: async () => {
      const suspend = new AbortController(), full = join(disk!, "full");
      const training = trainOnce({ checkpoints: disk!, suspend: suspend.signal }, (event) => {
        if (!isBatch(2, 2)(event)) return;
        Deno.writeFileSync(full, new Uint8Array(60_000));
        suspend.abort();
      });
      await assert.rejects(training, { name: "StorageError", message: /disk is full/ });
      await Deno.remove(full);
      assert.deepEqual(await placeKept(disk!), { epoch: 1, batch: 0 });
      await withFolder(async (folder) => {
        for (const name of namesIn(disk!)) {
          await Deno.copyFile(join(disk!, name), join(folder, name));
        }
        assert.deepEqual((await resume(folder)).outcome, expected);
      });
    },
  });
  await freeDisk(disk);
});

Deno.test("suspending and resuming leave no tensor behind", () =>
  withFolder(async (folder) => {
    const before = tf.memory().numTensors;
    await trainUntil(folder, isBatch(2, 2));
    assert.equal(tf.memory().numTensors, before);
    await resume(folder);
    assert.equal(tf.memory().numTensors, before);
  }));
