import assert from "node:assert/strict";
import { outOfPatience } from "hemoleak/train/early_stopping.ts";

/** The epoch after which a training with these validation losses ends. */
function lastEpoch(losses: readonly number[], patience?: number): number {
  const rows = losses.map((validationLoss, i) => ({
    ...{ epoch: i + 1, loss: 0, validationLoss, validationAccuracy: 0, validationSpread: 1 },
  }));
  const end = rows.findIndex((_, i) => outOfPatience(rows.slice(0, i + 1), patience));
  return end === -1 ? rows.length : end + 1;
}

Deno.test("training ends once the loss has not fallen for so many epochs", () => {
  assert.equal(lastEpoch([5, 4, 3, 3.5, 3.2, 3.1, 2], 3), 6);
  assert.equal(lastEpoch([5, 4, 3, 3.5, 3.2, 2.9, 4, 4, 4, 4], 3), 9);
  assert.equal(lastEpoch([1, 2], 1), 2);
  assert.equal(lastEpoch([3, 2, 1], 1), 3);
});

Deno.test("a loss that is equal to the least has not fallen", () => {
  assert.equal(lastEpoch([2, 1, 1, 1, 0], 2), 4);
});

Deno.test("without patience training goes on to its last epoch", () => {
  assert.equal(lastEpoch([1, 2, 3, 4, 5]), 5);
  assert.equal(outOfPatience([], 1), false);
});
