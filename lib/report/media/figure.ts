import * as vega from "vega";
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
 * what it shows, for a terminal and for a screen reader.
 */
export class Figure implements Displayable {
  /**
   * Takes a finished picture; {@linkcode renderFigure} draws one.
   *
   * @param svg A whole `<svg>` element with its namespace.
   * @param text What the figure shows, its numbers included.
   */
  constructor(readonly svg: string, readonly text: string) {}

  /** The picture for a notebook, the sentence for a terminal. */
  [JUPYTER_DISPLAY](): MediaBundle {
    return { "image/svg+xml": this.svg, "text/plain": this.text };
  }
}

/** One panel of a figure of several, side by side or one above the other. */
export type Panel = Extract<TopLevelSpec, { hconcat: unknown }>["hconcat"][number];

/** One layer of a panel. */
export type Layer = Extract<TopLevelSpec, { layer: unknown }>["layer"][number];

/**
 * Draws a Vega-Lite specification in the project's theme, without a browser.
 *
 * The same specification gives the same bytes, whatever was drawn before it.
 *
 * @param spec The figure with its data inline.
 * @param text What the figure shows, its numbers included.
 */
export async function renderFigure(spec: TopLevelSpec, text: string): Promise<Figure> {
  const { spec: vegaSpec } = compile(spec, { config: THEME });
  const view = new vega.View(vega.parse(vegaSpec), { renderer: "none" });
  try {
    const svg = await view.toSVG();
    return new Figure(describe(await ownIds(svg), text), text);
  } finally {
    view.finalize();
  }
}

/**
 * Names the definitions in an SVG after its contents. Vega numbers them by a global counter, so
 * they would depend on the figures before, and two figures inlined into one page would share them.
 */
async function ownIds(svg: string): Promise<string> {
  const ids = [...new Set([...svg.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]!))];
  const numbered = ids.reduce(
    (text, id, index) =>
      text.replaceAll(`"${id}"`, `"#${index}"`).replaceAll(`#${id})`, `##${index})`),
    svg,
  );
  const key = (await sha256(numbered)).slice(0, 8);
  return numbered
    .replaceAll(/ id="#(\d+)"/g, ` id="figure-${key}-$1"`)
    .replaceAll(/url\(##(\d+)\)/g, `url(#figure-${key}-$1)`);
}

/** The SHA-256 of a text, in hexadecimal digits. */
async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Marks the SVG as one picture with a text alternative. */
function describe(svg: string, text: string): string {
  const opening = /<svg [^>]*>/.exec(svg)?.[0] ?? "<svg>";
  const named = opening.replace("<svg ", '<svg role="img" ');
  return svg.replace(opening, `${named}<title>${escapeMarkup(text)}</title>`);
}
