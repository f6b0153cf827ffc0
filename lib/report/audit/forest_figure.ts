import { intervalText } from "../../text/numbers.ts";
import { aucAxis, chanceRule } from "../media/auc_axis.ts";
import { type Figure, renderFigure } from "../media/figure.ts";
import { COLORS } from "../media/theme.ts";

/** One line of a forest: a group's AUC, or why it has none. */
export interface ForestRow {
  /** What it is of; two rows of one name are one. */
  name: string;
  auc: number | null;
  ci: readonly [low: number, high: number] | null;
  /** Why there is none. */
  missing: string | null;
  /** Whether it is that which the others are parts of. */
  whole?: boolean;
}

/** AUCs below one another, each with its interval over subjects. */
export function forestFigure(title: string, rows: readonly ForestRow[]): Promise<Figure> {
  const shown = rows.map(({ name, auc, ci, missing, whole = false }) => ({
    name,
    auc,
    low: ci?.[0] ?? null,
    high: ci?.[1] ?? null,
    words: auc === null ? `none: ${missing}` : intervalText(auc, ci),
    color: whole ? COLORS.ink : COLORS.subject,
  }));
  const least = Math.min(0.4, ...shown.map(({ low }) => low ?? 1));
  const domain: [number, number] = [Math.max(0, Math.floor(10 * least) / 10), 1];
  const axis = aucAxis(domain);
  const y = {
    field: "name",
    type: "nominal",
    sort: shown.map(({ name }) => name),
    title: null,
    axis: { ticks: false, domain: false, labelPadding: 10, labelLimit: 240 },
  } as const;
  const color = { field: "color", type: "nominal", scale: null, legend: null } as const;
  const known = shown.filter(({ auc }) => auc !== null);
  const sentences = shown.map(({ name, words }) => `${name}: ${words}.`);
  return renderFigure({
    title: {
      text: title,
      frame: "bounds",
      subtitle: "Line: interval over subjects. Dashed: chance.",
    },
    width: 320,
    height: { step: 24 },
    layer: [
      chanceRule(domain),
      {
        data: { values: known },
        mark: { type: "rule", strokeWidth: 3, opacity: 0.5 },
        encoding: { x: { field: "low", ...axis }, x2: { field: "high" }, y, color },
      },
      {
        data: { values: known },
        mark: { type: "point", filled: true, size: 70, opacity: 1 },
        encoding: { x: { field: "auc", ...axis }, y, color },
      },
      {
        data: { values: shown },
        mark: { type: "text", align: "left", dx: 10 },
        encoding: { x: { datum: 1 }, y, text: { field: "words" }, color },
      },
    ],
  }, `${title}. ${sentences.join(" ")}`);
}
