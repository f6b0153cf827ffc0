import type { RecognitionProbe } from "../../leakage/features/recognition_probe.ts";
import { percentIntervalText, percentText } from "../../text/numbers.ts";
import { type Figure, renderFigure } from "../media/figure.ts";
import { COLORS } from "../media/theme.ts";
import type { AuditFigureOptions } from "./audit_auc_figure.ts";
import { probeQuestions } from "./audit_probe_table.ts";

/**
 * How well a network's features name the subject of a test slice: the share named correctly with its
 * interval over subjects, chance, and in gray what is reached with names exchanged at random.
 */
export function auditProbeFigure(
  probe: RecognitionProbe,
  { synthetic = false }: AuditFigureOptions = {},
): Promise<Figure> {
  const title = `Test slices whose subject the features name${
    synthetic ? " (synthetic data)" : ""
  }`;
  const rows = probeQuestions(probe).map(({ known, recognition }) => ({
    row: `by ${known}`,
    value: recognition.accuracy.value,
    low: recognition.accuracy.ci[0],
    high: recognition.accuracy.ci[1],
    chance: recognition.chance,
    permutedLow: recognition.permuted.range[0],
    permutedHigh: recognition.permuted.range[1],
    words: percentIntervalText(recognition.accuracy.value, recognition.accuracy.ci),
  }));
  const domain: [number, number] = [0, 1];
  const x = {
    type: "quantitative" as const,
    title: "share of slices named correctly",
    scale: { domain, nice: false },
    axis: { format: ".0%", tickCount: 6 },
  };
  const y = {
    field: "row",
    type: "nominal",
    sort: rows.map(({ row }) => row),
    title: null,
    axis: { ticks: false, domain: false, labelPadding: 10, labelLimit: 260 },
  } as const;
  const sentences = rows.map(({ row, words, chance }) =>
    `${row}: ${words}, by chance ${percentText(chance)}.`
  );
  return renderFigure({
    title: {
      text: title,
      frame: "bounds",
      subtitle: "Point: with its interval over subjects. Tick: chance. Gray: with names exchanged.",
    },
    width: 300,
    height: { step: 30 },
    data: { values: rows },
    layer: [
      {
        mark: { type: "rule", color: COLORS.faint, strokeWidth: 14 },
        encoding: { x: { field: "permutedLow", ...x }, x2: { field: "permutedHigh" }, y },
      },
      {
        mark: { type: "tick", color: COLORS.quiet, thickness: 2, size: 18 },
        encoding: { x: { field: "chance", ...x }, y },
      },
      {
        mark: { type: "rule", color: COLORS.ink, strokeWidth: 3, opacity: 0.5 },
        encoding: { x: { field: "low", ...x }, x2: { field: "high" }, y },
      },
      {
        mark: { type: "point", filled: true, color: COLORS.ink, size: 80, opacity: 1 },
        encoding: { x: { field: "value", ...x }, y },
      },
      {
        mark: { type: "text", align: "left", dx: 10 },
        encoding: { x: { datum: 1 }, y, text: { field: "words" } },
      },
    ],
  }, `${title}. ${sentences.join(" ")}`);
}
