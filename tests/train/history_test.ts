import assert from "node:assert/strict";
import { bestEpoch, formatHistory, parseHistory } from "hemoleak/train/history.ts";

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
