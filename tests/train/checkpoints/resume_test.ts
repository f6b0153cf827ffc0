import assert from "node:assert/strict";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { Random } from "hemoleak/random.ts";
import { useTensorFlow } from "hemoleak/tensorflow/backend/backend.ts";
import { bestEpoch } from "hemoleak/train/history.ts";
import type { ResumeEvent, TrainingEvent } from "hemoleak/train/train.ts";
import { freeDisk, smallDisk } from "../../fixtures/small_disk.ts";
import { withFolder } from "../../fixtures/with_folder.ts";
import { doubtfulSide, OPTIONS, type Outcome, trainOnce } from "./train_in_child.ts";

await useTensorFlow();

/** The same training without checkpoints and interruptions. */
const expected = await trainOnce({});
const namesIn = (folder: string) => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();

/** Trains until so many epochs are done, as if killed then. */
async function trainUntil(epoch: number, checkpoints: string): Promise<void> {
  const stop = new AbortController();
  await trainOnce({ checkpoints, signal: stop.signal }, (event) => {
    if (event.kind === "epoch" && event.epoch === epoch) stop.abort();
  });
}

/** Trains to the end from the checkpoints, and hears what is told of them. */
async function resume(
  checkpoints: string,
  options: Parameters<typeof trainOnce>[0] = {},
  data = doubtfulSide(),
): Promise<{ outcome: Outcome; told: ResumeEvent | undefined; epochs: number[] }> {
  const events: TrainingEvent[] = [];
  const listener = (event: TrainingEvent) => events.push(event);
  const outcome = await trainOnce({ ...options, checkpoints }, listener, data);
  const epochs = events.flatMap((event) => event.kind === "epoch" ? [event.epoch] : []);
  return { outcome, told: events.find((event) => event.kind === "resume"), epochs };
}

Deno.test("the training that is resumed has its best epoch neither first nor last", () => {
  const best = bestEpoch(expected.rows)!.epoch;
  assert.ok(best > 1 && best < OPTIONS.epochs, `epoch ${best}`);
});

Deno.test("stopped after each epoch, it ends with the same bits", () =>
  withFolder(async (folder) => {
    const attempts: number[][] = [];
    let outcome: Outcome;
    do {
      const stop = new AbortController();
      outcome = await trainOnce({ checkpoints: folder, signal: stop.signal }, (event) => {
        if (event.kind !== "epoch") return;
        attempts.push(event.seconds.map(({ attempt }) => attempt));
        stop.abort();
      });
    } while (outcome.stopped && attempts.length < 10);
    assert.deepEqual(attempts, [[1], [1, 2], [1, 2, 3], [1, 2, 3, 4], [1, 2, 3, 4, 5]]);
    assert.deepEqual(outcome, expected);
  }));

Deno.test("stopped within an epoch, it goes back to that epoch's begin", () =>
  withFolder(async (folder) => {
    const stop = new AbortController();
    await trainOnce({ checkpoints: folder, signal: stop.signal }, (event) => {
      if (event.kind === "batch" && event.epoch === 3 && event.batch === 2) stop.abort();
    });
    const { outcome, told, epochs } = await resume(folder);
    assert.deepEqual(epochs, [3, 4, 5]);
    assert.deepEqual([told?.epoch, told?.notes], [2, []]);
    assert.deepEqual(told?.rows.slice(0, 2), expected.rows.slice(0, 2));
    assert.deepEqual(outcome, expected);
  }));

Deno.test("a training that was done is not trained again", () =>
  withFolder(async (folder) => {
    await trainOnce({ checkpoints: folder });
    const { outcome, epochs } = await resume(folder);
    assert.deepEqual([outcome, epochs], [expected, []]);
  }));

Deno.test("killed at random moments, it ends with the same bits", () =>
  withFolder(async (folder) => {
    const random = new Random(4, "kill");
    let killed = 0;
    for (let round = 0; round < 4; round++) {
      const outcome = await trainInChild(folder, 40, round < 3 ? 600 * random.float() : undefined);
      if (outcome === null) killed++;
      else assert.deepEqual(outcome, await uninterrupted(40));
    }
    assert.ok(killed > 0, "it was done before it was killed");
  }));

const uninterrupted = (epochs: number) => trainOnce({ epochs });

/** Trains in a process of its own; null if it was killed, so long after it began. */
async function trainInChild(
  folder: string,
  epochs: number,
  killAfter: number | undefined,
): Promise<Outcome | null> {
  const variables = Object.entries(Deno.env.toObject());
  const script = join(import.meta.dirname!, "train_in_child.ts");
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", script, folder, String(epochs)],
    // This process has set TensorFlow's variables; a new one sets them itself, and is quiet then.
    clearEnv: true,
    env: Object.fromEntries(variables.filter(([name]) => !name.startsWith("TF_"))),
    stdout: "piped",
  }).spawn();
  let text = "", timer: ReturnType<typeof setTimeout> | undefined;
  for await (const piece of child.stdout.pipeThrough(new TextDecoderStream())) {
    text += piece;
    if (killAfter !== undefined && timer === undefined) {
      timer = setTimeout(() => child.kill("SIGKILL"), killAfter);
    }
  }
  clearTimeout(timer);
  const { signal } = await child.status;
  return signal === "SIGKILL" ? null : JSON.parse(text.split("\n")[1]!);
}

Deno.test("only the last two checkpoints and the best epoch's state stay, and nothing of writes that were killed", () =>
  withFolder(async (folder) => {
    await trainUntil(1, folder);
    await Deno.writeTextFile(join(folder, "state-2.safetensors.0123abcd.partial"), "half");
    await Deno.writeTextFile(join(folder, "notes.txt"), "not ours");
    await trainUntil(4, folder);
    const bests = [...new Set([bestOf(3), bestOf(4)])];
    assert.deepEqual(namesIn(folder), [
      ...bests.map((epoch) => `best-${epoch}.safetensors`),
      ...["checkpoint-3.json", "checkpoint-4.json", "notes.txt"],
      ...[...new Set([...bests, 3, 4])].map((epoch) => `state-${epoch}.safetensors`),
    ]);
  }));

const damages = {
  "is missing": (path: string) => Deno.remove(path),
  "is cut off": (path: string) => Deno.truncate(path, 100),
  "is empty": (path: string) => Deno.truncate(path, 0),
  "is another one": (path: string) => Deno.copyFile(import.meta.filename!, path),
  "has a wrong byte": async (path: string) => {
    const bytes = await Deno.readFile(path);
    bytes[bytes.length - 9]! ^= 4;
    await Deno.writeFile(path, bytes);
  },
};
const bestOf = (epoch: number) => bestEpoch(expected.rows.slice(0, epoch))!.epoch;

/** Damages a file after epoch 4 and goes on, which trains these epochs and tells these notes. */
async function resumeDamaged(
  file: string,
  make: (path: string) => Promise<void>,
  epochs: readonly number[],
  notes: (folder: string) => string[],
): Promise<void> {
  await withFolder(async (folder) => {
    for (const [name, bytes] of files) await Deno.writeFile(join(folder, name), bytes);
    await make(join(folder, file));
    const { outcome, told, epochs: trained } = await resume(folder);
    assert.deepEqual([trained, told?.notes], [epochs, notes(folder)]);
    assert.deepEqual(outcome, expected);
  });
}

/** The files after epoch 4. */
const files = new Map<string, Uint8Array>();
await withFolder(async (folder) => {
  await trainUntil(4, folder);
  for (const name of namesIn(folder)) files.set(name, await Deno.readFile(join(folder, name)));
});

for (const [damage, make] of Object.entries(damages)) {
  const found = damage === "is missing" ? "is missing" : "is damaged";

  Deno.test(`where a file of the last checkpoint ${damage}, that before it is used`, async () => {
    for (const file of ["checkpoint-4.json", "state-4.safetensors"]) {
      await resumeDamaged(file, make, [4, 5], (folder) => [
        `${folder}: the checkpoint after epoch 4 is not used: ${file} ${found}.`,
        "The training resumes after epoch 3.",
      ]);
    }
  });

  Deno.test(`where the best weights' file ${damage}, their epoch's state has them`, async () => {
    const file = `best-${bestOf(4)}.safetensors`;
    await resumeDamaged(file, make, [5], (folder) => [
      `${folder}: ${file} ${found}; the same weights are read from state-${bestOf(4)}.safetensors.`,
      "The training resumes after epoch 4.",
    ]);
  });
}

Deno.test("where no checkpoint is whole, it starts anew and says why", () =>
  withFolder(async (folder) => {
    await trainUntil(3, folder);
    for (const name of namesIn(folder)) await damages["has a wrong byte"](join(folder, name));
    const { outcome, told, epochs } = await resume(folder);
    assert.deepEqual([told?.epoch, told?.notes.length, epochs.length], [0, 3, 5]);
    assert.equal(told?.notes.at(-1), "No checkpoint can be used: the training starts over.");
    assert.deepEqual(outcome, expected);
  }));

Deno.test("a checkpoint of another training is told and not used", () =>
  withFolder(async (folder) => {
    await trainUntil(2, folder);
    const turned = doubtfulSide();
    turned.labels = turned.labels.map((label) => label === 1 ? 0 : 1);
    const images = doubtfulSide();
    images.store = { ...images.store, fingerprint: "other" };
    const others: [Parameters<typeof trainOnce>[0], ReturnType<typeof doubtfulSide>?][] = [
      ...[{ epochs: 4 }, { batchSize: 8 }, { learningRate: 1e-3 }, { patience: 3 }]
        .map((one): [typeof one] => [one]),
      [{ random: new Random(2, "shuffle") }],
      [{}, turned],
      [{}, images],
    ];
    for (const [options, data] of others) {
      await withFolder(async (copy) => {
        for (const name of namesIn(folder)) {
          await Deno.copyFile(join(folder, name), join(copy, name));
        }
        const stop = { signal: AbortSignal.abort() };
        const { told } = await resume(copy, { ...options, ...stop }, data);
        assert.equal(told?.epoch, 0);
        assert.match(told.notes.join(), /is not used: it is of a training with other options/);
      });
    }
  }));

Deno.test("a full disk ends the training, and the checkpoint before serves", async (t) => {
  const disk = await smallDisk("128k");
  await t.step({
    name: "on a file system of 128 KiB",
    ignore: disk === null,
    fn: () =>
      withFolder(async (folder) => {
        const full = join(disk!, "full");
        let epoch = 0;
        await assert.rejects(
          trainOnce({ checkpoints: disk! }, (event) => {
            if (event.kind !== "epoch") return;
            ({ epoch } = event);
            if (epoch === 2) Deno.writeFileSync(full, new Uint8Array(36_000));
          }),
          { name: "StorageError", message: /disk is full/ },
        );
        assert.equal(epoch, 2);
        await Deno.remove(full);
        for (const name of namesIn(disk!)) {
          await Deno.copyFile(join(disk!, name), join(folder, name));
        }
        const { outcome, told } = await resume(folder);
        assert.equal(told?.epoch, 2);
        assert.deepEqual(outcome, expected);
      }),
  });
  await freeDisk(disk);
});

Deno.test("a loss that is no number ends the training, and the checkpoint before serves", () =>
  withFolder(async (folder) => {
    const poisoned = trainOnce({ checkpoints: folder }, (event, model) => {
      if (event.kind !== "epoch" || event.epoch !== 3) return;
      tf.tidy(() => model.setWeights(model.getWeights().map(({ shape }) => tf.fill(shape, NaN))));
    });
    const message = /diverged: in epoch 4 the loss of batch 1 is no longer a number/;
    await assert.rejects(poisoned, { name: "TrainingError", message });
    const { outcome, told } = await resume(folder);
    assert.equal(told?.epoch, 3);
    assert.deepEqual(outcome, expected);
  }));

Deno.test("resuming leaves no tensor behind", () =>
  withFolder(async (folder) => {
    const before = tf.memory().numTensors;
    await trainUntil(2, folder);
    assert.equal(tf.memory().numTensors, before);
    await resume(folder);
    assert.equal(tf.memory().numTensors, before);
  }));

Deno.test("training out of patience ends, and stays at its end when it is resumed", () =>
  withFolder(async (folder) => {
    // Uphill the validation loss only rises, so the first epoch is the best.
    const uphill = { learningRate: -1e-3, patience: 2, checkpoints: folder };
    const { rows, stopped } = await trainOnce(uphill);
    assert.deepEqual([rows.length, stopped], [3, false]);
    const { outcome, epochs } = await resume(folder, uphill);
    assert.deepEqual([outcome.rows, epochs], [rows, []]);
  }));

Deno.test("a patience that makes no sense is refused", async () => {
  for (const patience of [0, -1, 1.5, NaN]) {
    await assert.rejects(trainOnce({ patience }), {
      name: "TrainingError",
      message: `Expected a patience of 1 epoch or more, or none, but found ${patience}`,
    });
  }
});
