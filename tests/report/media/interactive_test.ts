import assert from "node:assert/strict";
import { compile, type TopLevelSpec } from "vega-lite";
import { JUPYTER_DISPLAY } from "hemoleak/report/media/displayable.ts";
import { Figure } from "hemoleak/report/media/figure.ts";
import { interactive } from "hemoleak/report/media/interactive.ts";
import { gapFigure } from "hemoleak/report/paper/gap_figure.ts";
import { rocFigure } from "hemoleak/report/paper/roc_figure.ts";
import { EXAMPLE_RUNS } from "../example_runs.ts";

const SYNTHETIC = { synthetic: true };
const CNN4 = EXAMPLE_RUNS.filter(({ cell }) => cell.model === "cnn4");

function specOf(figure: Figure): TopLevelSpec {
  return interactive(figure)[JUPYTER_DISPLAY]()["application/vnd.vegalite.v5+json"] as TopLevelSpec;
}

Deno.test("interactive: shows values under the pointer, and keeps the picture for others", async () => {
  const figure = await gapFigure(EXAMPLE_RUNS, SYNTHETIC);
  const { spec } = compile(specOf(figure));
  assert.match(JSON.stringify(spec), /"tooltip":/);
  assert.equal(interactive(figure)[JUPYTER_DISPLAY]()["image/svg+xml"], figure.svg);
});

Deno.test("interactive: each panel with two axes of numbers has a zoom of its own", async () => {
  const { spec } = compile(specOf(await rocFigure(CNN4, SYNTHETIC)));
  const text = JSON.stringify(spec);
  for (const name of ["zoom_1", "zoom_2"]) {
    assert.ok(text.includes(`"${name}_zoom_delta"`), name);
  }
  // A row of names is no axis to zoom.
  assert.doesNotMatch(JSON.stringify(specOf(await gapFigure(EXAMPLE_RUNS, SYNTHETIC))), /zoom_1/);
});

Deno.test("interactive: a picture of pixels stays as it is", () => {
  const figure = new Figure("<svg></svg>", "pixels");
  assert.equal(interactive(figure), figure);
});
