import assert from "node:assert/strict";
import { EpochPace } from "hemoleak/report/training/epoch_pace.ts";
import type { BatchEvent } from "hemoleak/train/train.ts";

const batch = (epoch: number, number: number): BatchEvent => ({
  ...{ kind: "batch", epoch, epochs: 12, batch: number, batches: 100 },
  ...{ images: 32 * number, loss: 0.5 },
});

Deno.test("the pace of an epoch: how far, how fast, how long to go", () => {
  let now = 0;
  const pace = new EpochPace(() => now);
  assert.ok(pace.isDue(batch(1, 1)), "the first batch is shown at once");
  assert.equal(pace.text(batch(1, 1)), `${"░".repeat(20)} 1 % of epoch 1`);
  now = 1999;
  assert.ok(!pace.isDue(batch(1, 20)));
  now = 10_000;
  assert.ok(pace.isDue(batch(1, 51)));
  // 50 batches of 32 images in 10 s; as many are 49 of 50 parts of that.
  assert.equal(
    pace.text(batch(1, 51)),
    `${"█".repeat(10)}${"░".repeat(10)} 51 % of epoch 1, 160 images a second, 10 s to go`,
  );
});

Deno.test("the pace is each epoch's own, without the validation between them", () => {
  let now = 0;
  const pace = new EpochPace(() => now);
  pace.isDue(batch(1, 1));
  now = 500_000;
  pace.isDue(batch(2, 1));
  now += 8000;
  assert.match(pace.text(batch(2, 2)), /2 % of epoch 2, 4 images a second, 13 min to go$/);
  now += 800_000_000; // 98 times 800,008 s.
  assert.match(pace.text(batch(2, 2)), /907 days to go$/);
});
