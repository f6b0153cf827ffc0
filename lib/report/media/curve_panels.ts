import type { MeanAuc } from "../../leakage/trials/mean_auc.ts";
import type { MeanDifference } from "../../leakage/trials/mean_difference.ts";
import { differenceText, intervalText } from "../../text/numbers.ts";
import { type Figure, type Layer, type Panel, renderFigure } from "./figure.ts";
import { COLORS } from "./theme.ts";

/** A mean with its interval at one place of the horizontal axis. */
export interface CurvePoint {
  x: number;
  value: number;
  low: number;
  high: number;
  /** What the mean is of, shown faintly. */
  seeds: readonly number[];
}

/** A line with its band, and at its end its name and last value. */
export interface Curve {
  name: string;
  color: string;
  shape: "circle" | "square";
  /** Whether its marks are filled; curves of one color differ by it. */
  filled: boolean;
  points: readonly CurvePoint[];
}

/** Curves over one vertical axis. */
export interface CurvePanel {
  title: string;
  height: number;
  curves: readonly Curve[];
  /** The value of "nothing": 0.5 for an AUC, 0 for a difference. */
  reference: number;
  /** The least and greatest value that the quantity can take. */
  range: readonly [number, number];
}

/** The horizontal axis of all panels. */
export interface CurveAxis {
  title: string;
  scale: "linear" | "log";
  /** The Vega expression of a value's label, such as `datum.value`. */
  label: string;
}

const WIDTH = 330;
/** The two lines beside a curve's end are kept so many pixels from those of the next one. */
const NAME_HEIGHT = 34;

/** Panels one above the other over one horizontal axis: how an AUC answers to a factor. */
export function curvePanels(
  panels: readonly CurvePanel[],
  axis: CurveAxis,
  { title, subtitle, text }: { title: string; subtitle: string[]; text: string },
): Promise<Figure> {
  return renderFigure({
    title: { text: title, frame: "bounds", subtitle },
    spacing: 18,
    vconcat: panels.map((panel, i) => panelOf(panel, axis, i === panels.length - 1)),
  }, text);
}

function panelOf(panel: CurvePanel, axis: CurveAxis, isLast: boolean): Panel {
  const values = [...new Set(panel.curves.flatMap(({ points }) => points.map(({ x }) => x)))];
  const domain = domainOf(panel);
  const x = {
    type: "quantitative" as const,
    title: isLast ? axis.title : null,
    scale: axis.scale === "log"
      ? { type: "log" as const, base: 2, nice: false, padding: 10 }
      : { nice: false, zero: false, padding: 10 },
    axis: { values, labelExpr: axis.label, labels: isLast, labelOverlap: true },
  };
  const y = {
    type: "quantitative" as const,
    title: panel.title,
    scale: { domain, nice: false, zero: false },
    axis: {
      values: tenths(domain),
      labelExpr: panel.reference === 0
        ? "datum.value === 0 ? '0' : format(datum.value, '+.1f')"
        : "format(datum.value, '.1f')",
    },
  };
  return {
    width: WIDTH,
    height: panel.height,
    layer: [
      {
        data: { values: [{ reference: panel.reference }] },
        mark: { type: "rule", color: COLORS.quiet, strokeDash: [4, 4] },
        encoding: { y: { field: "reference", ...y } },
      },
      ...panel.curves.map((curve) => band(curve, x, y)),
      ...panel.curves.flatMap((curve) => marks(curve, x, y)),
      names(panel, domain, y),
    ],
  };
}

/** From the tenth below everything to the tenth above it. */
function domainOf({ curves, reference, range: [least, greatest] }: CurvePanel): [number, number] {
  const shown = curves.flatMap(({ points }) =>
    points.flatMap(({ low, high, seeds }) => [low, high, ...seeds])
  );
  const low = Math.floor(Math.min(reference - 0.05, ...shown) * 10) / 10;
  const high = Math.ceil(Math.max(reference + 0.05, ...shown) * 10) / 10;
  return [Math.max(least, low), Math.min(greatest, high)];
}

/** So many tenths between the ends that they can be told apart. */
function tenths([low, high]: [number, number]): number[] {
  const step = high - low > 1 ? 4 : high - low > 0.5 ? 2 : 1;
  const first = Math.ceil(Math.round(low * 10) / step) * step;
  const count = Math.floor((Math.round(high * 10) - first) / step) + 1;
  return Array.from({ length: count }, (_, i) => (first + i * step) / 10);
}

type Axis = { type: "quantitative"; title: string | null };

function band({ points, color }: Curve, x: Axis, y: Axis): Layer {
  return {
    data: { values: points },
    // The outline tells bands apart where they lie over each other.
    mark: {
      type: "area",
      fill: color,
      fillOpacity: 0.13,
      stroke: color,
      strokeOpacity: 0.45,
      strokeWidth: 0.75,
    },
    encoding: {
      x: { field: "x", ...x },
      y: { field: "low", ...y },
      y2: { field: "high" },
    },
  };
}

function marks({ points, color, shape, filled }: Curve, x: Axis, y: Axis): Layer[] {
  const seeds = points.flatMap(({ x, seeds }) => seeds.map((value) => ({ x, value })));
  const place = { x: { field: "x", ...x }, y: { field: "value", ...y } };
  return [
    {
      data: { values: seeds },
      mark: { type: "point", shape, size: 16, filled: true, color, opacity: 0.35 },
      encoding: place,
    },
    {
      data: { values: points },
      mark: { type: "line", color, strokeWidth: 2, ...(filled ? {} : { strokeDash: [6, 3] }) },
      encoding: place,
    },
    {
      data: { values: points },
      mark: {
        type: "point",
        shape,
        size: 60,
        stroke: color,
        strokeWidth: 2,
        fill: filled ? color : COLORS.paper,
        opacity: 1,
      },
      encoding: place,
    },
  ];
}

/** To the right of the curves' ends their names and last values, apart from each other. */
function names(panel: CurvePanel, [low, high]: [number, number], y: Axis): Layer {
  const { curves, height, reference } = panel;
  const gap = NAME_HEIGHT / height * (high - low);
  const ends = curves.map(({ name, color, points }) => {
    const { value, low, high } = points.at(-1)!;
    const number = reference === 0
      ? differenceText(value, [low, high])
      : intervalText(value, [low, high]);
    return { color, at: value, words: `${name}\n${number}` };
  }).sort((a, b) => a.at - b.at);
  for (const [i, end] of ends.entries()) {
    // Low enough that those above still fit, high enough to clear the one below.
    end.at = Math.min(end.at, high - gap * (ends.length - i - 0.5));
    if (i > 0) end.at = Math.max(end.at, ends[i - 1]!.at + gap);
  }
  return {
    data: { values: ends },
    mark: { type: "text", align: "left", lineBreak: "\n", lineHeight: 15, dy: -7 },
    encoding: {
      x: { value: WIDTH + 8 },
      y: { field: "at", ...y },
      text: { field: "words" },
      color: { field: "color", type: "nominal", scale: null },
    },
  };
}

/** A mean AUC as a point of a curve. */
export function aucPoint(x: number, { mean, ci: [low, high], aucs }: MeanAuc): CurvePoint {
  return { x, value: mean, low, high, seeds: aucs };
}

/** A difference as a point of a curve; null is the first point's, which differs from itself by 0. */
export function differencePoint(x: number, found: MeanDifference | null): CurvePoint {
  if (found === null) return { x, value: 0, low: 0, high: 0, seeds: [] };
  const { difference, ci: [low, high], differences } = found;
  return { x, value: difference, low, high, seeds: differences };
}
