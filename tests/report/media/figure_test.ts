import assert from "node:assert/strict";
import { JUPYTER_DISPLAY } from "hemoleak/report/media/displayable.ts";
import { renderFigure } from "hemoleak/report/media/figure.ts";

/** A clipped line gives a clip path, whose element id Vega takes from a global counter. */
const CLIPPED = {
  data: { values: [{ x: 0, y: 1 }, { x: 2, y: 3 }] },
  mark: { type: "line", clip: true },
  encoding: {
    x: { field: "x", type: "quantitative" },
    y: { field: "y", type: "quantitative" },
  },
} as const;

Deno.test("the same specification gives the same bytes, whatever was drawn before", async () => {
  const first = await renderFigure(CLIPPED, "a line");
  await renderFigure({ ...CLIPPED, width: 99 }, "another");
  const again = await renderFigure(CLIPPED, "a line");
  assert.equal(again.svg, first.svg);
});

Deno.test("two figures on one page share no element id, and every reference is resolved", async () => {
  const [one, other] = await Promise.all([
    renderFigure(CLIPPED, "one"),
    renderFigure({ ...CLIPPED, width: 99 }, "other"),
  ]);
  const ids = (svg: string) => [...svg.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]!);
  assert.ok(ids(one.svg).length > 0, "the test needs a figure with an id");
  assert.deepEqual(ids(one.svg).filter((id) => ids(other.svg).includes(id)), []);
  for (const { svg } of [one, other]) {
    const used = [...svg.matchAll(/url\(#([^)]+)\)/g)].map((match) => match[1]!);
    assert.ok(used.length > 0);
    assert.deepEqual(used.filter((id) => !ids(svg).includes(id)), []);
  }
});

Deno.test("a notebook gets SVG, a terminal the sentence; the SVG carries it escaped", async () => {
  const figure = await renderFigure(CLIPPED, "a < b & c");
  assert.deepEqual(figure[JUPYTER_DISPLAY](), {
    "image/svg+xml": figure.svg,
    "text/plain": "a < b & c",
  });
  assert.match(figure.svg, /^<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"[^>]*><title>/);
  assert.match(figure.svg, /<title>a &lt; b &amp; c<\/title>/);
});
