import assert from "node:assert/strict";
import { COLORS } from "hemoleak/report/media/theme.ts";
import { rocFigure } from "hemoleak/report/paper/roc_figure.ts";
import { EXAMPLE_RUNS } from "../example_runs.ts";
import { assertSnapshot } from "../snapshot.ts";

const CNN4 = EXAMPLE_RUNS.filter(({ cell }) => cell.model === "cnn4");

Deno.test("ROC figure: a panel a split with AUC, interval and the paper's AUC", async () => {
  const figure = await rocFigure(CNN4, { synthetic: true });
  await assertSnapshot(figure.svg, "roc_figure.svg");
  for (const words of ["synthetic", "0.717 [0.452, 0.951]", "7 subjects", "0.658", "0.982"]) {
    assert.ok(figure.svg.includes(words), words);
  }
});

Deno.test("ROC figure: only synthetic data is called so", async () => {
  const figure = await rocFigure(CNN4, { synthetic: false });
  assert.doesNotMatch(figure.svg, /synthetic/);
});

Deno.test("ROC figure: a curve of very many points stays small and keeps its ends", async () => {
  const points = 20_001;
  const roc = Array.from({ length: points }, (_, i) => {
    const fpr = i / (points - 1);
    return { fpr, tpr: Math.sqrt(fpr), threshold: 1 - fpr };
  });
  const [run] = CNN4;
  const figure = await rocFigure([{ ...run!, metrics: { ...run!.metrics, roc } }], {
    synthetic: true,
  });
  assert.ok(figure.svg.length < 60_000, `${figure.svg.length} characters`);
  // The panel is 270 pixels wide and high; (0, 0) is below left, (1, 1) above right.
  assert.match(figure.svg, new RegExp(`d="M0,270L[^"]*L270,0"[^>]*stroke="${COLORS.slice}"`));
});

Deno.test("ROC figure: a network that died has no AUC, one that has not learned is named so", async () => {
  const [first, second] = EXAMPLE_RUNS;
  const { svg, text } = await rocFigure([
    { ...first!, learning: { outcome: "dead" } },
    { ...second!, learning: { outcome: "not-learned" } },
  ], { synthetic: false });
  assert.match(svg, />no result, the network died in training; the paper: 0\.982</);
  assert.doesNotMatch(svg, /0\.985/);
  assert.match(svg, />the network has not learned by its validation loss</);
  assert.match(text, /by slice: no result, the network died in training on 144 slices/);
  assert.match(
    text,
    /AUC 0\.717 .*\(the paper: 0\.658\); the network has not learned by its validation loss\.$/,
  );
});
