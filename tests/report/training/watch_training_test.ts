import assert from "node:assert/strict";
import { type Displayable, JUPYTER_DISPLAY } from "hemoleak/report/media/displayable.ts";
import { type CellRunner, watchTraining } from "hemoleak/report/training/watch_training.ts";
import { exampleCurve } from "./example_curves.ts";

const CELL = { model: "cnn4", split: "slice" } as const;
const ROWS = [...exampleCurve("slice", 3).epochs];
const RUN = { title: "CNN4", history: { rows: ROWS, stopped: false } };

/** Collects the SVG of everything that is shown. */
function recorder() {
  const shown: string[] = [];
  return {
    shown,
    show(value: Displayable) {
      shown.push(value[JUPYTER_DISPLAY]()["image/svg+xml"]!);
      return Promise.resolve();
    },
  };
}

const TRAINING: CellRunner<typeof RUN> = {
  synthetic: true,
  async run(_cell, { listener }) {
    for (const [index, row] of ROWS.entries()) {
      await listener({
        kind: "batch",
        epoch: row.epoch,
        epochs: 3,
        batch: 1,
        batches: 1,
        images: 32,
        loss: 1,
      });
      const rows = ROWS.slice(0, index + 1);
      await listener({
        kind: "epoch",
        ...row,
        epochs: 3,
        best: true,
        constant: false,
        rows,
        seconds: [],
      });
    }
    return RUN;
  },
};
const LOADING: CellRunner<typeof RUN> = { synthetic: true, run: () => Promise.resolve(RUN) };

Deno.test("a training is drawn after each epoch and ends with the same figure as a loaded run", async () => {
  const [trained, loaded] = [recorder(), recorder()];
  assert.equal(await watchTraining(TRAINING, CELL, trained), RUN);
  assert.equal(await watchTraining(LOADING, CELL, loaded), RUN);
  // At the first batch, after each of three epochs, and at the end.
  assert.equal(trained.shown.length, 5);
  assert.match(trained.shown[0]!, /In training, epoch 1 of 3.*█{20} 100 % of epoch 1/s);
  assert.equal(loaded.shown.length, 1);
  assert.equal(trained.shown.at(-1), loaded.shown[0]);
  assert.match(loaded.shown[0]!, /CNN4: loss by epoch \(synthetic data\)/);
});

Deno.test("a training that was stopped says so", async () => {
  const output = recorder();
  const run = { ...RUN, stopped: { epoch: 3, epochs: 12 } };
  await watchTraining({ synthetic: true, run: () => Promise.resolve(run) }, CELL, output);
  assert.match(output.shown[0]!, /CNN4, stopped after epoch 3 of 12/);
});

Deno.test("a training whose network died says so", async () => {
  const output = recorder(), run = { ...RUN, learning: { outcome: "dead" as const } };
  await watchTraining({ synthetic: true, run: () => Promise.resolve(run) }, CELL, output);
  assert.match(output.shown[0]!, /CNN4, died in training: loss/);
});
