import assert from "node:assert/strict";
import { bestEpoch, formatHistory, outOfPatience, parseHistory } from "hemoleak/train/history.ts";

const ROWS = [
  { epoch: 1, loss: 0.7, validationLoss: 0.6, validationAccuracy: 0.5, validationSpread: 0 },
  {
    epoch: 2,
    loss: 0.1 + 0.2,
    validationLoss: 0.25,
    validationAccuracy: 0.875,
    validationSpread: 1.5,
  },
  { epoch: 3, loss: 0.2, validationLoss: 0.25, validationAccuracy: 0.9, validationSpread: null },
];

Deno.test("history.csv: text as documented, read back the same", () => {
  const text = formatHistory(ROWS);
  assert.equal(
    text,
    "epoch,loss,validation_loss,validation_accuracy,validation_spread\n" +
      "1,0.7,0.6,0.5,0\n2,0.30000000000000004,0.25,0.875,1.5\n3,0.2,0.25,0.9,\n",
  );
  assert.deepEqual(parseHistory(text, "history.csv"), ROWS);
  assert.deepEqual(parseHistory(formatHistory([]), "history.csv"), []);
});

Deno.test("history.csv: a bad value is named", () => {
  const text = "epoch,loss,validation_loss,validation_accuracy,validation_spread\n1,0.7,,0.5,1\n";
  assert.throws(() => parseHistory(text, "h.csv"), {
    name: "TrainingError",
    message: 'h.csv, line 2, column validation_loss: expected a number but found ""',
  });
});

Deno.test("the best epoch is the first of the least validation loss", () => {
  assert.equal(bestEpoch(ROWS)!.epoch, 2);
  assert.equal(bestEpoch([]), undefined);
});

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
