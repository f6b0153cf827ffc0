import assert from "node:assert/strict";
import { type CellOutcome, runPool } from "hemoleak/experiment/grid/grid_pool.ts";

Deno.test("as many at a time as there are workers, in order, and every cell once", async () => {
  const begun: number[] = [], ended: number[] = [];
  let running = 0, most = 0;
  await runPool([1, 2, 3, 4, 5], {
    workers: 2,
    work: async (cell) => {
      begun.push(cell);
      most = Math.max(most, ++running);
      await Promise.resolve();
      running--;
      return "finished";
    },
    ended: (cell) => ended.push(cell),
  });
  assert.deepEqual([begun, ended.sort(), most], [[1, 2, 3, 4, 5], [1, 2, 3, 4, 5], 2]);
});

Deno.test("a cell that fails does not stop the rest", async () => {
  const outcomes: [string, CellOutcome][] = [];
  await runPool(["a", "b", "c"], {
    workers: 1,
    work: (cell) => Promise.resolve(cell === "b" ? "failed" : "finished"),
    ended: (...each) => outcomes.push(each),
  });
  assert.deepEqual(outcomes, [["a", "finished"], ["b", "failed"], ["c", "finished"]]);
});

Deno.test("what others are at work on comes last, and is waited for then", async () => {
  const calls: [string, boolean][] = [];
  await runPool(["a", "b", "c"], {
    workers: 1,
    work: (cell, mayWait) => {
      calls.push([cell, mayWait]);
      return Promise.resolve(cell === "a" && !mayWait ? "busy" : "finished");
    },
  });
  assert.deepEqual(calls, [["a", false], ["b", false], ["c", false], ["a", true]]);
});

Deno.test("once stopped, nothing is begun, and what was ended by it has not failed", async () => {
  const stop = new AbortController();
  const begun: string[] = [], ended: string[] = [];
  await runPool(["a", "b"], {
    workers: 1,
    signal: stop.signal,
    work: (cell) => {
      begun.push(cell);
      stop.abort();
      return Promise.resolve("failed");
    },
    ended: (cell) => ended.push(cell),
  });
  assert.deepEqual([begun, ended], [["a"], []]);
});
