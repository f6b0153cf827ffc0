import type { DistanceBin } from "../../leakage/images/nearest_subjects.ts";
import { countText, intervalText } from "../../text/numbers.ts";
import { type Figure, renderFigure } from "../media/figure.ts";
import { COLORS } from "../media/theme.ts";
import type { AuditFigureOptions } from "./audit_auc_figure.ts";

/**
 * The AUC of test slices against their distance to the nearest training slice: one mark per quarter of
 * them, as wide as its distances reach, with its interval over subjects. Quarters of one label have none.
 */
export function auditDistanceFigure(
  bins: readonly DistanceBin[],
  { synthetic = false }: AuditFigureOptions = {},
): Promise<Figure> {
  const title = `AUC by distance to the nearest training slice${
    synthetic ? " (synthetic data)" : ""
  }`;
  const values = bins.flatMap(({ from, to, slices, auc }) =>
    auc === null ? [] : [{
      from,
      to,
      middle: (from + to) / 2,
      auc: auc.auc,
      low: auc.ci[0],
      high: auc.ci[1],
      words: `${countText(slices)} slices`,
    }]
  );
  const x = {
    type: "quantitative",
    title: "distance to the nearest training slice (gray levels)",
    scale: { zero: false, nice: false },
    axis: { tickCount: 8 },
  } as const;
  const lowest = Math.min(0.4, ...values.map(({ low }) => low));
  const domain: [number, number] = [Math.floor(10 * lowest) / 10, 1];
  const y = {
    type: "quantitative" as const,
    title: "AUC",
    scale: { domain, nice: false },
    axis: { format: ".1f", tickCount: 6 },
  };
  const text = values.map(({ from, to, auc, low, high, words }) =>
    `${from.toFixed(1)} to ${to.toFixed(1)}, ${words}: ${intervalText(auc, [low, high])}.`
  );
  return renderFigure({
    title: {
      text: title,
      subtitle:
        "A quarter of the slices each: line for its AUC, shade for the interval. Dashed: chance.",
    },
    width: 480,
    height: 220,
    layer: [
      {
        data: { values: [{ chance: 0.5 }] },
        mark: { type: "rule", color: COLORS.quiet, strokeDash: [4, 4] },
        encoding: { y: { field: "chance", ...y } },
      },
      {
        data: { values },
        mark: { type: "rect", color: COLORS.ink, opacity: 0.15 },
        encoding: {
          x: { field: "from", ...x },
          x2: { field: "to" },
          y: { field: "low", ...y },
          y2: { field: "high" },
        },
      },
      {
        data: { values },
        mark: { type: "rule", color: COLORS.ink, strokeWidth: 3 },
        encoding: { x: { field: "from", ...x }, x2: { field: "to" }, y: { field: "auc", ...y } },
      },
    ],
  }, `${title}. ${text.join(" ")}`);
}
