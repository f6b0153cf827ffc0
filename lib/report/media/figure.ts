import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import * as vega from "vega";
import { expressionInterpreter } from "vega-interpreter";
import { compile, type TopLevelSpec } from "vega-lite";
import { type Displayable, JUPYTER_DISPLAY, type MediaBundle } from "./displayable.ts";
import { escapeMarkup } from "./markup.ts";
import { THEME } from "./theme.ts";

/** Mean width of a character in Helvetica and its like, as a share of the font size. */
const CHARACTER_WIDTH = 0.54;

// Without a canvas Vega takes 0.8 of the font size for each character, which pulls panels apart.
const { textMetrics } = vega as unknown as {
  textMetrics: { width(item: { fontSize?: number }, text: unknown): number };
};
textMetrics.width = ({ fontSize = 11 }, text) => {
  const lines = [text].flat().map(String);
  return Math.round(CHARACTER_WIDTH * fontSize * Math.max(0, ...lines.map((l) => l.length)));
};

/**
 * A finished picture: SVG, which JupyterLab and nbconvert show alike, and one sentence that says
 * what it shows, for a terminal and for a screen reader. The SVG's `<title>` is the caption that goes
 * below it on paper, its `<desc>` that sentence.
 */
export class Figure implements Displayable {
  /**
   * Takes a finished picture; {@linkcode renderFigure} draws one.
   *
   * @param svg A whole `<svg>` element with its namespace.
   * @param text What the figure shows, its numbers included.
   * @param spec The Vega-Lite specification that it is drawn from, with data and theme; null for a
   *   picture of pixels.
   */
  constructor(
    readonly svg: string,
    readonly text: string,
    readonly spec: FigureSpec | null = null,
  ) {}

  /** The picture for a notebook, the sentence for a terminal. */
  [JUPYTER_DISPLAY](): MediaBundle {
    return {
      "image/svg+xml": this.svg,
      "text/plain": this.text,
      ...this.spec && { "application/vnd.hemoleak.vega-lite+json": this.spec },
    };
  }
}

/** A Vega-Lite specification that needs nothing else: data, theme and version are in it. */
export type FigureSpec = TopLevelSpec & { $schema: string };

/** One panel of a figure of several, side by side or one above the other. */
export type Panel = Extract<TopLevelSpec, { hconcat: unknown }>["hconcat"][number];

/** One layer of a panel. */
export type Layer = Extract<TopLevelSpec, { layer: unknown }>["layer"][number];

/**
 * Draws a Vega-Lite specification in the project's theme, without a browser.
 *
 * The same specification gives the same bytes, whatever was drawn before it.
 *
 * @param spec The figure with its data inline; its title and subtitle begin the caption.
 * @param text What the figure shows, its numbers included.
 * @param legend Sentences that the caption goes on with: what the marks mean that no subtitle explains.
 */
export async function renderFigure(
  spec: TopLevelSpec,
  text: string,
  legend = "",
): Promise<Figure> {
  const whole: FigureSpec = { $schema: SCHEMA, config: THEME, ...spec };
  // Interpreted, where Vega would make functions of texts: a page whose policy forbids that draws the same.
  const runtime = vega.parse(compile(whole).spec, undefined, { ast: true });
  const view = new vega.View(runtime, { renderer: "none", expr: expressionInterpreter });
  try {
    const svg = ownIds(await view.toSVG());
    return new Figure(describe(svg, captionOf(spec, legend), text), text, whole);
  } finally {
    view.finalize();
  }
}

/** The version that figures are written for. */
const SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json";

/** Title, subtitle and legend as sentences. */
function captionOf({ title = "" }: TopLevelSpec, legend: string): string {
  const { text, subtitle = [] } = typeof title === "object" && "text" in title
    ? title
    : { text: title };
  const parts = [text, ...[subtitle].flat(), legend].filter((part) => typeof part === "string");
  return parts.filter(Boolean).map((part) => /[.:]$/.test(part) ? part : `${part}.`).join(" ");
}

/**
 * Names the definitions in an SVG after its contents. Vega numbers them by a global counter, so
 * they would depend on the figures before, and two figures inlined into one page would share them.
 */
function ownIds(svg: string): string {
  const ids = [...new Set([...svg.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]!))];
  const numbered = ids.reduce(
    (text, id, index) =>
      text.replaceAll(`"${id}"`, `"#${index}"`).replaceAll(`#${id})`, `##${index})`),
    svg,
  );
  const key = sha256Of(numbered).slice(0, 8);
  return numbered
    .replaceAll(/ id="#(\d+)"/g, ` id="figure-${key}-$1"`)
    .replaceAll(/url\(##(\d+)\)/g, `url(#figure-${key}-$1)`);
}

/** The SHA-256 of a text, in hexadecimal digits; browsers have their own for pages from `https` alone. */
function sha256Of(text: string): string {
  return bytesToHex(sha256(new TextEncoder().encode(text)));
}

/** Marks the SVG as one picture with a caption and a text alternative. */
function describe(svg: string, caption: string, text: string): string {
  const opening = /<svg [^>]*>/.exec(svg)?.[0] ?? "<svg>";
  const named = opening.replace("<svg ", '<svg role="img" ');
  return svg.replace(opening, () => named + captionMarkup(caption, text));
}

/** The first elements of a picture's SVG: its caption, and what it shows in words. */
export function captionMarkup(caption: string, text: string): string {
  return `<title>${escapeMarkup(caption)}</title><desc>${escapeMarkup(text)}</desc>`;
}
