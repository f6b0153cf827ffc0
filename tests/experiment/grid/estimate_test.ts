import assert from "node:assert/strict";
import { cellSeconds, measurePace } from "hemoleak/experiment/grid/estimate.ts";
import { PROFILES } from "hemoleak/experiment/profile.ts";
import { durationText } from "hemoleak/text/numbers.ts";

const PROFILE = { ...PROFILES.quick, size: 32, epochs: { cnn4: 3, vgg16: 2 }, vgg16Width: 0.0625 };
/** 10 subjects of 10 slices, half of them positive. */
const SLICES = Array.from({ length: 100 }, (_, i) => ({
  ...{
    subject: `s${Math.floor(i / 10)}`,
    study: "1",
    series: `s${Math.floor(i / 10)}`,
    slice: i % 10,
  },
  ...{ label: (Math.floor(i / 10) % 2) as 0 | 1, position: i % 10 },
}));
const CELL = { model: "cnn4", split: "slice", labels: "true", seed: 1 } as const;

Deno.test("a cell takes its epochs of training and validation images, and all images once more", () => {
  const pace = { training: 1, scoring: 0.001 };
  const seconds = cellSeconds(CELL, PROFILE, SLICES, pace);
  // By hand: 3 epochs of the training images, each a second; validation and scoring are thousandths.
  const training = Math.floor(seconds), scored = Math.round(1000 * (seconds - training));
  const train = training / 3, validation = (scored - 100) / 3;
  assert.ok(Number.isInteger(train) && Number.isInteger(validation));
  assert.ok(
    train >= 60 && train <= 80 && validation >= 10 && validation <= 20,
    `${train} ${validation}`,
  );
  assert.equal(Math.floor(cellSeconds(CELL, PROFILE, SLICES, pace, 1)), train);
  assert.throws(
    () => cellSeconds({ ...CELL, split: "subject", subjects: 2 }, PROFILE, SLICES, pace),
    {
      name: "SplitError",
    },
  );
});

Deno.test("a pace is measured for each network; larger images take longer, training longer than scoring", async () => {
  const small = await measurePace("cnn4", PROFILE);
  const large = await measurePace("cnn4", { ...PROFILE, size: 128 });
  const other = await measurePace("vgg16", PROFILE);
  for (const { training, scoring } of [small, large, other]) {
    assert.ok(training > scoring && scoring > 0, `${training} ${scoring}`);
  }
  assert.ok(large.training > small.training);
});

Deno.test("durations in the unit that suits them", () => {
  const texts = [0.2, 89, 90, 3600, 5399, 5400, 86400 * 9].map(durationText);
  assert.deepEqual(texts, ["1 s", "89 s", "2 min", "60 min", "90 min", "1.5 h", "216.0 h"]);
});
