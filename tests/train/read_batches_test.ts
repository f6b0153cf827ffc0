import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import fc from "fast-check";
import { readBatches } from "hemoleak/train/read_batches.ts";

/** Lets reading go on: more turns than a batch has images. */
async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await setImmediate();
}

/** Images of 2 x 2 pixels that all have the gray value of their index. */
function numbered(options: { fill?: boolean; failAt?: number } = {}) {
  const reads: number[] = [];
  const read = (indices: readonly number[], out?: Uint8Array): Uint8Array => {
    reads.push(...indices);
    if (indices.includes(options.failAt ?? -1)) throw new Error("damaged");
    const images = options.fill && out ? out : new Uint8Array(4 * indices.length);
    indices.forEach((index, i) => images.fill(index, 4 * i, 4 * i + 4));
    return images;
  };
  return { size: 2, reads, read };
}

Deno.test("every image comes once, in the order asked, in batches of the size asked", async () => {
  const indices = fc.array(fc.nat(255), { maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(
      indices,
      fc.integer({ min: 1, max: 12 }),
      fc.boolean(),
      async (all, n, fill) => {
        const source = numbered({ fill });
        const found: number[] = [], images: number[] = [], sizes: number[] = [];
        for await (const batch of readBatches(source, all, { batchSize: n })) {
          await turns(3); // Time to read ahead, into this batch if that were not guarded.
          found.push(...batch.indices);
          images.push(...batch.images);
          sizes.push(batch.indices.length);
        }
        assert.deepEqual(found, all);
        assert.deepEqual(source.reads, all);
        assert.deepEqual(images, all.flatMap((index) => [index, index, index, index]));
        const whole = Math.floor(all.length / n), rest = all.length % n;
        assert.deepEqual(sizes, [...Array(whole).fill(n), ...rest > 0 ? [rest] : []]);
      },
    ),
    { numRuns: 60 },
  );
});

const hundred = [...Array(100).keys()];

Deno.test("two batches are read ahead while one is in use, and no more", async () => {
  const source = numbered();
  const reads: number[] = [];
  for await (const _ of readBatches(source, hundred, { batchSize: 10 })) {
    await turns(100);
    reads.push(source.reads.length);
    if (reads.length === 3) break;
  }
  assert.deepEqual(reads, [30, 40, 50]);
});

Deno.test("nothing is read any more once nobody takes it", async () => {
  const source = numbered();
  for await (const _ of readBatches(source, hundred, { batchSize: 10 })) break;
  const { length } = source.reads;
  await turns(100);
  assert.equal(source.reads.length, length);
  assert.ok(length < 30);
});

Deno.test("an image that cannot be read fails the batch that it is in, not one before", async () => {
  const source = numbered({ failAt: 25 });
  let batches = 0;
  const take = async () => {
    for await (const _ of readBatches(source, hundred, { batchSize: 10 })) {
      batches++;
      await turns(100);
    }
  };
  await assert.rejects(take, { message: "damaged" });
  assert.equal(batches, 2);
});

Deno.test("timers have their turn between images that are slow to read", async () => {
  const source = numbered();
  const slow = {
    size: 2,
    read(indices: readonly number[]) {
      const end = performance.now() + 5;
      while (performance.now() < end);
      return source.read(indices);
    },
  };
  let read = 0;
  const ticks = new Set<number>();
  const timer = setInterval(() => ticks.add(read), 1);
  for await (const { indices } of readBatches(slow, hundred.slice(0, 20), { batchSize: 20 })) {
    read = indices.length;
  }
  clearInterval(timer);
  assert.ok(ticks.has(0), "no timer ran while the batch was read");
});

Deno.test("the time that is waited is told once a batch", async () => {
  const waits: number[] = [];
  const waited = (milliseconds: number) => waits.push(milliseconds);
  for await (const _ of readBatches(numbered(), hundred, { batchSize: 30, waited }));
  assert.equal(waits.length, 4);
  assert.ok(waits.every((milliseconds) => milliseconds >= 0));
});
