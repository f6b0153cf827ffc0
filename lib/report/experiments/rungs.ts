import type { SplitUnit } from "../../split/split.ts";
import { decimalText, intervalText, signedText } from "../../text/numbers.ts";
import { aucAxis, chanceRule } from "../media/auc_axis.ts";
import type { Layer } from "../media/figure.ts";
import { COLORS } from "../media/theme.ts";

/** One condition: a mark with an interval and its seeds. */
export interface Rung {
  /** What it is called; a comma ends a line. */
  row: string;
  split: SplitUnit;
  mean: number;
  low: number;
  high: number;
  /** Single values behind the mean. */
  aucs: readonly number[];
  /** The part that reaches from chance to the mean. */
  part: string | null;
  /** 0.5, or the mean of the null. */
  chance: number;
}

/** The marks of conditions, one above the other, on an axis of AUCs with a line at chance. */
export function rungLayers(rungs: readonly Rung[]): Layer[] {
  const lowest = Math.min(0.4, ...rungs.flatMap(({ low, aucs }) => [low, ...aucs]));
  const domain: [number, number] = [Math.max(0, Math.floor(lowest * 10) / 10), 1];
  return [
    chanceRule(domain),
    ...(["slice", "subject"] as const).flatMap((split) => marks(split, rungs, domain)),
  ];
}

/** Whether a null's mean is told from 0.5, as where labels are of slices, whose height says something. */
export function isElsewhere(chance: number): boolean {
  return Math.abs(chance - 0.5) > 0.05;
}

/** Lines of a subtitle: what the small marks and the dashed line are, and where the parts begin if not there. */
export function marksSubtitle(small: string, rungs: readonly Rung[]): string[] {
  return rungs.some(({ chance }) => isElsewhere(chance))
    ? [
      `Small: ${small}. Dashed: 0.5.`,
      "The identity part begins at the mean AUC by other exchanges of the labels.",
    ]
    : [`Small: ${small}. Dashed: chance.`];
}

/** A condition with its numbers, for a text alternative. */
export function rungSentence({ row, mean, low, high, aucs }: Rung): string {
  return `${row}: ${intervalText(mean, [low, high])} (${aucs.map(decimalText).join(", ")}).`;
}

/** One split's parts, seeds, intervals, points and numbers. */
function marks(split: SplitUnit, all: readonly Rung[], domain: [number, number]): Layer[] {
  const lines = Math.max(...all.map(({ row }) => row.split(", ").length));
  const rungs = all.filter((rung) => rung.split === split);
  const axis = aucAxis(domain);
  const color = COLORS[split];
  const shape = split === "slice" ? "circle" : "square";
  const y = {
    field: "row",
    type: "nominal",
    sort: all.map(({ row }) => row),
    title: null,
    axis: {
      ticks: false,
      domain: false,
      labelPadding: 10,
      labelExpr: "split(datum.label, ', ')",
      labelLimit: 320,
      labelLineHeight: 14,
      labelOffset: -7 * (lines - 1),
    },
  } as const;
  const seeds = rungs.flatMap(({ row, aucs }) => aucs.map((auc) => ({ row, auc })));
  return [
    ...parts(rungs, y, domain),
    {
      data: { values: seeds },
      mark: { type: "point", shape, size: 24, filled: true, color, opacity: 0.4, yOffset: -9 },
      encoding: { x: { field: "auc", ...axis }, y },
    },
    {
      data: { values: rungs },
      mark: { type: "rule", color, strokeWidth: 2, opacity: 0.6 },
      encoding: { x: { field: "low", ...axis }, x2: { field: "high" }, y },
    },
    {
      data: { values: rungs },
      mark: { type: "point", shape, size: 70, filled: true, color, opacity: 1 },
      encoding: { x: { field: "mean", ...axis }, y },
    },
    {
      data: {
        values: rungs.map(({ row, mean, low, high }) => ({
          row,
          words: intervalText(mean, [low, high]),
        })),
      },
      mark: { type: "text", align: "left", dx: 10, color },
      encoding: { x: { datum: 1 }, text: { field: "words" }, y },
    },
  ];
}

/** Below a mark, a line with ends from chance to the mean, and the part's name under it. */
function parts(
  rungs: readonly Rung[],
  y: { field: "row"; type: "nominal" },
  domain: [number, number],
): Layer[] {
  const axis = aucAxis(domain);
  const values = rungs.filter(({ part }) => part !== null).map(({ row, mean, part, chance }) => ({
    row,
    mean,
    chance,
    words: `${part} part ${signedText(mean - chance)}`,
  }));
  const end = (field: "chance" | "mean"): Layer => ({
    data: { values },
    mark: {
      type: "tick",
      orient: "vertical",
      size: 6,
      thickness: 1,
      color: COLORS.ink,
      yOffset: 9,
    },
    encoding: { x: { field, ...axis }, y },
  });
  return [
    {
      data: { values },
      mark: { type: "rule", color: COLORS.ink, strokeWidth: 1, yOffset: 9 },
      encoding: { x: { field: "chance", ...axis }, x2: { field: "mean" }, y },
    },
    end("chance"),
    end("mean"),
    {
      data: { values },
      mark: { type: "text", color: COLORS.ink, fontSize: 11, align: "left", dx: 6, dy: 18 },
      encoding: { x: { field: "chance", ...axis }, text: { field: "words" }, y },
    },
  ];
}
