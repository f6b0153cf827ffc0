import type { TopLevelSpec } from "vega-lite";
import { type Displayable, JUPYTER_DISPLAY } from "./displayable.ts";
import type { Figure, FigureSpec } from "./figure.ts";

/** The version of Vega-Lite that JupyterLab draws with. */
const LAB_SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json";

/** A part of a specification: a single view, layers over each other, or parts beside each other. */
interface Part {
  encoding?: object;
  layer?: Part[];
  hconcat?: Part[];
  vconcat?: Part[];
}

/**
 * A figure that answers to the mouse in JupyterLab, which draws it itself: values under the pointer, zoom
 * with the wheel, and moving by drag where both axes are of numbers. Elsewhere, and when the notebook
 * is rendered, it is the figure as it was.
 *
 * @example
 * ```ts
 * import { interactive, renderFigure, show } from "hemoleak";
 *
 * const figure = await renderFigure({
 *   data: { values: [{ x: 0, y: 1 }, { x: 2, y: 3 }] },
 *   mark: "line",
 *   encoding: {
 *     x: { field: "x", type: "quantitative" },
 *     y: { field: "y", type: "quantitative" },
 *   },
 * }, "A line from 1 to 3.");
 * await show(interactive(figure));
 * ```
 */
export function interactive(figure: Figure): Displayable {
  if (figure.spec === null) return figure;
  const spec = interactiveSpec(figure.spec);
  return {
    [JUPYTER_DISPLAY]: () => ({
      ...figure[JUPYTER_DISPLAY](),
      "application/vnd.vegalite.v5+json": spec,
    }),
  };
}

/** The specification with hover and zoom. */
function interactiveSpec(spec: FigureSpec): FigureSpec {
  const names = { zooms: 0 };
  const { config } = spec as TopLevelSpec & { config?: { mark?: object } };
  return {
    ...withZoom(spec as Part, names, {}) as FigureSpec,
    $schema: LAB_SCHEMA,
    config: { ...config, mark: { ...config?.mark, tooltip: { content: "data" } } },
  } as FigureSpec;
}

/** Each view with two axes of numbers gets a zoom of its own; of layers the first such one has it. */
function withZoom(part: Part, names: { zooms: number }, inherited: object): Part {
  const each = (parts: Part[]) => parts.map((inner) => withZoom(inner, names, inherited));
  if (part.hconcat) return { ...part, hconcat: each(part.hconcat) };
  if (part.vconcat) return { ...part, vconcat: each(part.vconcat) };
  const encoding = { ...inherited, ...part.encoding };
  if (part.layer) {
    const at = part.layer.findIndex((layer) => isOfNumbers({ ...encoding, ...layer.encoding }));
    return {
      ...part,
      layer: part.layer.map((layer, i) => i === at ? withZoom(layer, names, encoding) : layer),
    };
  }
  if (!isOfNumbers(encoding)) return part;
  const zoom = { name: `zoom_${++names.zooms}`, select: "interval", bind: "scales" };
  return { ...part, params: [zoom] } as Part;
}

function isOfNumbers(encoding: { x?: unknown; y?: unknown }): boolean {
  return [encoding.x, encoding.y].every((channel) =>
    typeof channel === "object" && channel !== null &&
    "field" in channel && "type" in channel && channel.type === "quantitative"
  );
}
