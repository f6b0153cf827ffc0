import assert from "node:assert/strict";
import { gapFigure } from "hemoleak/report/paper/gap_figure.ts";
import { EXAMPLE_RUNS } from "../example_runs.ts";
import { assertSnapshot } from "../snapshot.ts";

Deno.test("gap figure: each network here above the same network in the paper", async () => {
  const figure = await gapFigure(EXAMPLE_RUNS, { synthetic: true });
  await assertSnapshot(figure.svg, "gap_figure.svg");
  const places = ["CNN4, here", "CNN4, the paper", "VGG16 × 0.25, here", "VGG16, the paper"]
    .map((row) => figure.svg.indexOf(`>${row}</text>`));
  assert.ok(places.every((place) => place > 0));
  assert.deepEqual(places.toSorted((a, b) => a - b), places);
});

Deno.test("gap figure: an interval below the axis' usual start widens the axis", async () => {
  const [slice, subject] = EXAMPLE_RUNS;
  const wide = { ...subject!.metrics, clustered: { ci: [0.12, 1] as [number, number] } };
  const figure = await gapFigure([slice!, { ...subject!, metrics: wide }], { synthetic: true });
  assert.match(figure.svg, />0\.1<\/text>/);
});

Deno.test("gap figure: a network that died is left out, and it says so", async () => {
  const [first, ...rest] = EXAMPLE_RUNS;
  const runs = [{ ...first!, learning: { outcome: "dead" as const } }, ...rest];
  const { svg, text } = await gapFigure(runs, { synthetic: true });
  assert.match(svg, />Left out: 1 of 4 networks here, which died in training\.</);
  assert.doesNotMatch(text, /0\.985/);
  assert.match(text, /CNN4, here, split by subject: 0\.717/);
});
