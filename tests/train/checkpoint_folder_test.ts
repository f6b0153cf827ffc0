import assert from "node:assert/strict";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import type { NamedArray } from "hemoleak/files/safetensors.ts";
import { type Checkpoint, CheckpointFolder } from "hemoleak/train/checkpoint_folder.ts";
import { withFolder } from "../fixtures/with_folder.ts";

const array = (name: string, values: number[]): NamedArray => ({
  ...{ name, shape: [values.length] },
  data: () => [Float32Array.from(values)],
});

/** After an epoch whose tensors hold its number; the first is the best. */
function checkpoint(epoch: number): Checkpoint {
  const row = { epoch, loss: 0.1 + 0.2, validationLoss: 1 / 3, validationAccuracy: 0.5 };
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
  using state = found.state, best = found.best;
  const tensors = ["weight.0", "adam.m.0"].map((name) => [...state.read(name)]);
  return { notes, found: { values: found.values, tensors, best: [...best.read("weight.0")] } };
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
    assert.deepEqual(
      notes,
      [3, 2].map((epoch) =>
        `${folder}/checkpoint-${epoch}.json is not used: it is of a training with other options, ` +
        "data or versions"
      ),
    );
  }));

Deno.test("whatever byte is wrong, one that is whole is found or none, never another state", () =>
  withCheckpoints(async (folder) => {
    const names = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
    const place = fc.tuple(fc.constantFrom(...names), fc.nat(), fc.integer({ min: 1, max: 255 }));
    await fc.assert(
      fc.asyncProperty(place, async ([name, at, flip]) => {
        const path = join(folder, name), bytes = await Deno.readFile(path);
        const wrong = bytes.slice();
        wrong[at % bytes.length]! ^= flip;
        await Deno.writeFile(path, wrong);
        const result = await found(folder);
        await Deno.writeFile(path, bytes);
        // A wrong byte in JSON may be no more than another space, which changes nothing.
        const allowed = name.startsWith("best") ? [null] : [expected(3), expected(2)];
        assert.ok(allowed.some((one) => isDeepStrictEqual(result.found, one)), name);
        if (name === "state-3.safetensors") assert.equal(result.found?.values.steps, 14);
      }),
      { numRuns: 150 },
    );
  }));

Deno.test("a checkpoint that was found stays until there is another one after the next", () =>
  withCheckpoints(async (folder) => {
    const again = new CheckpointFolder(folder, "key");
    const { found } = await again.load();
    found!.state[Symbol.dispose]();
    found!.best[Symbol.dispose]();
    const manifests = () =>
      [...Deno.readDirSync(folder)].map(({ name }) => name).filter((name) => /json$/.test(name));
    await again.save(checkpoint(4));
    assert.deepEqual(manifests().sort(), ["checkpoint-3.json", "checkpoint-4.json"]);
    await again.save(checkpoint(5));
    assert.deepEqual(manifests().sort(), ["checkpoint-4.json", "checkpoint-5.json"]);
  }));
