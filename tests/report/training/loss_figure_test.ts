import assert from "node:assert/strict";
import { lossFigure } from "hemoleak/report/training/loss_figure.ts";
import { assertSnapshot } from "../snapshot.ts";
import { exampleCurve } from "./example_curves.ts";

const OPTIONS = { title: "CNN4", synthetic: true };

Deno.test("loss figure: training and validation by epoch, the kept epoch ringed", async () => {
  const curves = [exampleCurve("slice", 18), exampleCurve("subject", 18)];
  const figure = await lossFigure(curves, OPTIONS);
  await assertSnapshot(figure.svg, "loss_figure.svg");
});

Deno.test("loss figure: while training goes on the axis reaches to the planned epochs", async () => {
  const figure = await lossFigure([exampleCurve("slice", 5)], { ...OPTIONS, plannedEpochs: 18 });
  await assertSnapshot(figure.svg, "loss_figure_live.svg");
  assert.match(figure.svg, />18<\/text>/);
});

Deno.test("loss figure: the first of equally good epochs is the one that is kept", async () => {
  const epochs = [0.5, 0.3, 0.4, 0.3].map((loss, i) => ({
    epoch: i + 1,
    loss,
    validationLoss: loss,
    validationAccuracy: 0.5,
    validationSpread: 4,
  }));
  const figure = await lossFigure([{ split: "subject", epochs }], OPTIONS);
  assert.match(figure.text, /least validation loss: 0\.300 after epoch 2/);
});

Deno.test("loss figure: before the first epoch there is an empty panel", async () => {
  const figure = await lossFigure([{ split: "slice", epochs: [] }], {
    ...OPTIONS,
    plannedEpochs: 3,
  });
  assert.match(figure.text, /no epoch yet/);
  assert.match(figure.svg, />3<\/text>/);
});
