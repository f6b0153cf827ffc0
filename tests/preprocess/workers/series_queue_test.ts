import assert from "node:assert/strict";
import { StorageError } from "hemoleak/error.ts";
import { formatNpyHeader } from "hemoleak/files/npy.ts";
import { completeOptions } from "hemoleak/preprocess/chain/options.ts";
import type { SeriesArray } from "hemoleak/preprocess/store/series_array.ts";
import { preprocessQueue, type SeriesTask } from "hemoleak/preprocess/workers/series_queue.ts";
import { SliceSlots } from "hemoleak/preprocess/workers/slice_slots.ts";
import { freeDisk, smallDisk } from "../../fixtures/small_disk.ts";
import { withFolder } from "../../fixtures/with_folder.ts";
import { writeSmallCohort } from "../small_cohort.ts";

const SIZE = 64;
const COUNT = 40;
const OPTIONS = completeOptions({ size: SIZE, iterations: 1 });

/** A task of one long series, and the means to run it. */
async function longTask(folder: string) {
  const { root, slices } = await writeSmallCohort(`${folder}/dicom`, {
    studies: 1,
    slices: COUNT,
    size: 24,
  });
  const task: SeriesTask = {
    name: "S-0 CT Plain",
    locate: (slot) => slices[slot]!,
    slots: {
      path: `${folder}/a.slots`,
      layout: { key: "ab".repeat(32), count: COUNT, size: SIZE },
    },
    array: `${folder}/a.npy`,
  };
  const run = async (workers: number, changed: Partial<SeriesTask> = {}) => {
    const counts: number[] = [];
    let array: SeriesArray | undefined;
    await preprocessQueue(
      [{ ...task, ...changed }],
      { root, reading: {}, options: OPTIONS },
      workers,
      {
        onSlices: (_task, count) => void counts.push(count),
        onSeries: (_task, written) => Promise.resolve(void (array = written)),
      },
    );
    return { counts, array, npy: await Deno.readFile(task.array) };
  };
  return { task, run };
}

for (const workers of [1, 2]) {
  Deno.test(`slots that are filled are kept, damaged ones computed again, ${workers} worker(s)`, () =>
    withFolder(async (folder) => {
      const { task, run } = await longTask(folder);
      const { npy, counts } = await run(workers);
      assert.deepEqual(counts.toSorted(), [16, 16, 8]);
      {
        using slots = new SliceSlots(task.slots.path, task.slots.layout);
        for (const slot of [0, 7, 39]) {
          slots.write(slot, {
            kind: "image",
            pixels: new Uint8Array(SIZE * SIZE).fill(slot),
            notes: [],
          });
        }
      }
      const bytes = await Deno.readFile(task.slots.path);
      bytes[64 + 7 * (16 + SIZE * SIZE + 512) + 20]! ^= 1;
      await Deno.writeFile(task.slots.path, bytes);

      const again = await run(workers);
      assert.deepEqual(again.counts, [39, 1]);
      const start = formatNpyHeader("|u1", [COUNT, SIZE, SIZE]).length;
      for (let slot = 0; slot < COUNT; slot++) {
        const range = [start + slot * SIZE * SIZE, start + (slot + 1) * SIZE * SIZE] as const;
        const expected = slot === 0 || slot === 39
          ? new Uint8Array(SIZE * SIZE).fill(slot)
          : npy.subarray(...range);
        assert.deepEqual(again.npy.subarray(...range), expected, `slice ${slot}`);
      }
    }));

  Deno.test(`a thread that fails is reported with its series, ${workers} worker(s)`, () =>
    withFolder(async (folder) => {
      const { task, run } = await longTask(folder);
      // Images of 64 x 64 pixels do not go into slots for 8 x 8.
      const layout = { ...task.slots.layout, size: 8 };
      await assert.rejects(
        run(workers, { slots: { ...task.slots, layout } }),
        /^Error: Preprocessing S-0 CT Plain failed: (RangeError: )?offset is out of bounds/,
      );
    }));

  Deno.test(`a full disk is one clear error, ${workers} worker(s)`, async (t) => {
    const disk = await smallDisk("64k");
    await t.step({
      name: "while slots are written",
      ignore: disk === null,
      fn: () =>
        withFolder(async (folder) => {
          const { task, run } = await longTask(folder);
          const slots = { ...task.slots, path: `${disk}/a.slots` };
          await assert.rejects(run(workers, { slots }), (error) => {
            assert.ok(error instanceof StorageError);
            assert.match(error.message, /a\.slots: the disk is full; free some space/);
            return true;
          });
        }),
    });
    await t.step({
      name: "while images are written, of which nothing stays",
      ignore: disk === null,
      fn: () =>
        withFolder(async (folder) => {
          const { run } = await longTask(folder);
          await assert.rejects(run(workers, { array: `${disk}/a.npy` }), StorageError);
          await assert.rejects(Deno.stat(`${disk}/a.npy`), Deno.errors.NotFound);
        }),
    });
    await freeDisk(disk);
  });
}
