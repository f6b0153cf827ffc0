import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { join } from "node:path";
import fc from "fast-check";
import type { NamedArray, SafetensorsFile } from "hemoleak/files/safetensors.ts";
import { type Checkpoint, CheckpointFolder } from "hemoleak/train/checkpoints/checkpoint_folder.ts";
import { withFolder } from "../../fixtures/with_folder.ts";

const array = (name: string, values: number[]): NamedArray => ({
  ...{ name, shape: [values.length] },
  data: () => [Float32Array.from(values)],
});

/** After an epoch whose tensors hold its number; the first is the best. */
function checkpoint(epoch: number): Checkpoint {
  const row = {
    epoch,
    loss: 0.1 + 0.2,
    validationLoss: 1 / 3,
    validationAccuracy: 0.5,
    validationSpread: 1,
  };
  return {
    ...{ epoch, bestEpoch: 1 },
    values: { rows: [row], seconds: [], random: 4294967295, steps: 7 * epoch },
    state: [array("weight.0", [epoch, -epoch]), array("adam.m.0", [epoch / 3])],
    best: [array("weight.0", [epoch, -epoch])],
  };
}

/** What a folder gives back: the values and tensors of the checkpoint, or null. */
async function found(folder: string, key = "key") {
  const { found, notes } = await new CheckpointFolder(folder, key).load();
  if (!found) return { notes, found };
  using state = found.state, best = found.best!;
  const read = async (file: SafetensorsFile, name: string) =>
    (await Array.fromAsync(file.read(name))).flatMap((piece) => [...piece]);
  const tensors = [await read(state, "weight.0"), await read(state, "adam.m.0")];
  return { notes, found: { values: found.values, tensors, best: await read(best, "weight.0") } };
}

const expected = (epoch: number) => ({
  values: checkpoint(epoch).values,
  tensors: [[epoch, -epoch], [Math.fround(epoch / 3)]],
  best: [1, -1],
});

async function withCheckpoints(use: (folder: string) => Promise<void>): Promise<void> {
  await withFolder(async (folder) => {
    const checkpoints = new CheckpointFolder(folder, "key");
    for (const epoch of [1, 2, 3]) await checkpoints.save(checkpoint(epoch));
    await use(folder);
  });
}

Deno.test("the last checkpoint comes back with its bits", () =>
  withCheckpoints(async (folder) => {
    assert.deepEqual(await found(folder), { notes: [], found: expected(3) });
  }));

Deno.test("a folder that is not there, or empty, holds none", () =>
  withFolder(async (folder) => {
    const nothing = { notes: [], found: null };
    assert.deepEqual(await found(folder), nothing);
    assert.deepEqual(await found(join(folder, "none")), nothing);
  }));

Deno.test("that of another training is not used, and says so", () =>
  withCheckpoints(async (folder) => {
    const { notes, found: none } = await found(folder, "other key");
    assert.equal(none, null);
    assert.deepEqual(notes, [
      ...[3, 2].map((epoch) =>
        `${folder}: the checkpoint after epoch ${epoch} is not used: it is of a training with other ` +
        "options, data or versions."
      ),
      "No checkpoint can be used: the training starts over.",
    ]);
  }));

Deno.test("one in the format of another version is not used, and says so", () =>
  withCheckpoints(async (folder) => {
    const path = join(folder, "checkpoint-3.json");
    const { sha256: _, ...manifest } = JSON.parse(await Deno.readTextFile(path));
    for (const [format, which] of [[manifest.format + 1, "newer"], [undefined, "older"]] as const) {
      const other = { ...manifest, format };
      const sha256 = createHash("sha256").update(JSON.stringify(other)).digest("hex");
      await Deno.writeTextFile(path, JSON.stringify({ ...other, sha256 }));
      assert.deepEqual(await found(folder), {
        notes: [
          `${folder}: the checkpoint after epoch 3 is not used: checkpoint-3.json was written by ` +
          `a${which === "newer" ? "" : "n"} ${which} version of hemoleak.`,
          "The training resumes after epoch 2.",
        ],
        found: expected(2),
      });
    }
  }));

/** Ways to damage a file. */
const DAMAGES: Record<string, (path: string, random: number) => Promise<void>> = {
  "a wrong byte": async (path, random) => {
    const bytes = await Deno.readFile(path);
    // Not in the space between JSON's tokens, where it may change nothing.
    const places = [...bytes.keys()].filter((i) => bytes[i] !== 0x20 && bytes[i] !== 0x0a);
    bytes[places[random % places.length]!]! ^= 1 + random % 255;
    await Deno.writeFile(path, bytes);
  },
  "cut off": async (path, random) => {
    await Deno.truncate(path, random % ((await Deno.stat(path)).size - 1));
  },
  "empty": (path) => Deno.truncate(path, 0),
  "a foreign file": (path) => Deno.writeTextFile(path, '{"format": 2, "of": "someone else"}'),
  "missing": (path) => Deno.remove(path),
  "a folder": async (path) => {
    await Deno.remove(path);
    await Deno.mkdir(path);
  },
};

Deno.test("whatever is damaged, the last checkpoint that is whole is found, and it is told", async () => {
  const files = [
    ...["best-1.safetensors", "checkpoint-2.json", "checkpoint-3.json"],
    ...[1, 2, 3].map((epoch) => `state-${epoch}.safetensors`),
  ];
  const damage = fc.record({
    file: fc.constantFrom(...files),
    kind: fc.constantFrom(...Object.keys(DAMAGES)),
    random: fc.nat(),
  });
  const damages = fc.uniqueArray(damage, { selector: ({ file }) => file, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(damages, (all) => {
      // Of an epoch that left nothing, nothing can be told.
      const gone = all.filter(({ kind, file }) => kind === "missing" && file.includes("-3"));
      fc.pre(gone.length < 2);
      return withCheckpoints(async (folder) => {
        assert.deepEqual(
          [...Deno.readDirSync(folder)].map(({ name }) => name).sort(),
          files.sort(),
        );
        for (const { file, kind, random } of all) await DAMAGES[kind]!(join(folder, file), random);
        const bad = new Set(all.map(({ file }) => file));
        const hasBest = !bad.has("best-1.safetensors") || !bad.has("state-1.safetensors");
        const epoch = [3, 2].find((n) =>
          hasBest && !bad.has(`checkpoint-${n}.json`) && !bad.has(`state-${n}.safetensors`)
        );
        const result = await found(folder);
        assert.deepEqual(result.found, epoch ? expected(epoch) : null);
        const { notes } = result, isLastUsed = epoch === 3 && !bad.has("best-1.safetensors");
        assert.equal(notes.length === 0, isLastUsed, notes.join("\n"));
        assert.match(
          notes.at(-1) ?? "",
          isLastUsed ? /^$/ : epoch ? new RegExp(`resumes after epoch ${epoch}`) : /starts over/,
        );
      });
    }),
    { numRuns: 60 },
  );
});

Deno.test("best weights that are damaged are read from the state of their epoch", () =>
  withCheckpoints(async (folder) => {
    await Deno.truncate(join(folder, "best-1.safetensors"), 20);
    assert.deepEqual(await found(folder), {
      notes: [
        `${folder}: best-1.safetensors is damaged; the same weights are read from ` +
        "state-1.safetensors.",
        "The training resumes after epoch 3.",
      ],
      found: expected(3),
    });
    await Deno.remove(join(folder, "state-1.safetensors"));
    const { notes } = await found(folder);
    assert.match(notes[0]!, /best-1\.safetensors is damaged and state-1\.safetensors is missing/);
  }));

Deno.test("a checkpoint that was found stays until there is another one after the next", () =>
  withCheckpoints(async (folder) => {
    const again = new CheckpointFolder(folder, "key");
    const { found } = await again.load();
    found!.state[Symbol.dispose]();
    found!.best![Symbol.dispose]();
    const manifests = () =>
      [...Deno.readDirSync(folder)].map(({ name }) => name).filter((name) => /json$/.test(name));
    await again.save(checkpoint(4));
    assert.deepEqual(manifests().sort(), ["checkpoint-3.json", "checkpoint-4.json"]);
    await again.save(checkpoint(5));
    assert.deepEqual(manifests().sort(), ["checkpoint-4.json", "checkpoint-5.json"]);
  }));
