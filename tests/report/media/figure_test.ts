import assert from "node:assert/strict";
import * as vega from "vega";
import { compile } from "vega-lite";
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
    "application/vnd.hemoleak.vega-lite+json": figure.spec,
  });
  assert.match(figure.svg, /^<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"[^>]*><title>/);
  assert.match(figure.svg, /<desc>a &lt; b &amp; c<\/desc>/);
});

Deno.test("the caption is title, subtitle and legend, a sentence each", async () => {
  const title = { text: "Rates & shares", subtitle: ["Dashed: chance.", "Filled: here"] };
  const { svg } = await renderFigure({ ...CLIPPED, title }, "a line", "Ring: the least.");
  assert.match(
    svg,
    /<title>Rates &amp; shares\. Dashed: chance\. Filled: here\. Ring: the least\.<\/title>/,
  );
  assert.match((await renderFigure({ ...CLIPPED, title: "T" }, "")).svg, /<title>T\.<\/title>/);
});

Deno.test("a figure's specification alone, read from a file, draws the same picture", async () => {
  const figure = await renderFigure({ ...CLIPPED, title: "A line" }, "a line");
  const read = JSON.parse(JSON.stringify(figure.spec));
  // Compiled by Vega-Lite without anything of ours, as an editor of specifications does.
  const view = new vega.View(vega.parse(compile(read).spec), { renderer: "none" });
  const drawn = await view.toSVG();
  view.finalize();
  const marks = (svg: string) =>
    svg.replace(/^<svg[^>]*>/, "").match(/ d="[^"]+"|<text[^]*?<\/text>/g);
  assert.deepEqual(marks(drawn), marks(figure.svg));
});
