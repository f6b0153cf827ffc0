import assert from "node:assert/strict";
import { inParallel } from "hemoleak/files/in_parallel.ts";

Deno.test("some at a time, results in the items' order", async () => {
  let running = 0, most = 0;
  const waits = [5, 1, 4, 0, 3, 2];
  const results = await inParallel(waits, 3, async (wait) => {
    most = Math.max(most, ++running);
    // So many turns of the event loop: later items are done before earlier ones.
    for (let i = 0; i < wait; i++) await new Promise((done) => setTimeout(done));
    running--;
    return wait * 10;
  });
  assert.deepEqual(results, [50, 10, 40, 0, 30, 20]);
  assert.equal(most, 3);
});

Deno.test("nothing to do, and work that fails", async () => {
  assert.deepEqual(await inParallel([], 4, () => Promise.reject(new Error("never called"))), []);
  const work = (item: number) => item === 2 ? Promise.reject(new Error("two")) : Promise.resolve();
  await assert.rejects(inParallel([1, 2, 3], 2, work), /two/);
});
