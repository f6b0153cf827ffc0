import assert from "node:assert/strict";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import type { Cell } from "hemoleak/experiment/cell.ts";
import {
  cellSeconds,
  measurePace,
  poolSeconds,
  secondsLeft,
} from "hemoleak/experiment/grid/estimate.ts";
import { Grid } from "hemoleak/experiment/grid/grid.ts";
import { PROFILES } from "hemoleak/experiment/profile.ts";
import { durationText } from "hemoleak/text/numbers.ts";
import { withFolder } from "../../fixtures/with_folder.ts";
import { tinyGrid, tinyPlan } from "./tiny_grid.ts";

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
  const pace = { starting: 0, training: 1, scoring: 0.001 };
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
  const started = cellSeconds(CELL, PROFILE, SLICES, { ...pace, starting: 128 });
  assert.ok(Math.abs(started - 128 - seconds) < 1e-9);
  const impossible = { ...CELL, split: "subject", subjects: 2 } as const;
  const cells = [CELL, impossible, CELL].map((cell, epochs) => ({ cell, epochs }));
  const left = secondsLeft(cells, PROFILE, SLICES, { cnn4: pace });
  assert.deepEqual(left, [seconds, null, cellSeconds(CELL, PROFILE, SLICES, pace, 1)]);
  assert.throws(
    () => cellSeconds({ ...CELL, split: "subject", subjects: 2 }, PROFILE, SLICES, pace),
    {
      name: "SplitError",
    },
  );
});

Deno.test("workers begin the next piece of work as soon as they have ended one", () => {
  assert.equal(poolSeconds([5, 1, 1, 1, 4], 1), 12);
  // The first takes 5; the second 1 + 1 + 1 + 4.
  assert.equal(poolSeconds([5, 1, 1, 1, 4], 2), 7);
  assert.equal(poolSeconds([5, 1], 3), 5);
  assert.equal(poolSeconds([], 2), 0);
});

/** The bytes of a run's files, but of its times. */
async function bytesOf(run: string): Promise<Record<string, Uint8Array>> {
  const names = [...Deno.readDirSync(run)].map(({ name }) => name).sort();
  const files = names.filter((name) => name !== "timings.json")
    .map(async (name) => [name, await Deno.readFile(join(run, name))]);
  return Object.fromEntries(await Promise.all(files));
}

Deno.test("measuring leaves no tensor behind, and a run after it has the same bytes", async () => {
  await withFolder(async (folder) => {
    const path = await tinyGrid(folder, { experiments: ["table2"] });
    const grid = new Grid(path), { profile } = tinyPlan(path);
    for (const cell of grid.plan.cells.filter(({ cell }) => cell.split === "slice")) {
      const run = (await grid.run(cell)).folder!, before = await bytesOf(run);
      assert.ok(Object.keys(before).length >= 9);
      await Deno.remove(run, { recursive: true });
      const { numTensors } = tf.memory();
      await measurePace((cell.cell as Cell).model, profile);
      assert.equal(tf.memory().numTensors, numTensors);
      assert.equal((await grid.run(cell)).folder, run);
      assert.deepEqual(await bytesOf(run), before);
    }
  });
});

Deno.test("a pace is measured for each network; larger images take longer, training longer than scoring", async () => {
  const small = await measurePace("cnn4", PROFILE);
  const large = await measurePace("cnn4", { ...PROFILE, size: 128 });
  const other = await measurePace("vgg16", PROFILE);
  for (const { starting, training, scoring } of [small, large, other]) {
    assert.ok(training > scoring && scoring > 0, `${training} ${scoring}`);
    assert.ok(starting > PROFILE.batchSize * training, `${starting} ${training}`);
  }
  assert.ok(large.training > small.training);
});

Deno.test("durations in the unit that suits them", () => {
  const texts = [0.2, 89, 90, 3600, 5399, 5400, 3600 * 71, 86400 * 9].map(durationText);
  assert.deepEqual(texts, [
    "1 s",
    "89 s",
    "2 min",
    "60 min",
    "90 min",
    "1.5 h",
    "71.0 h",
    "9 days",
  ]);
});
