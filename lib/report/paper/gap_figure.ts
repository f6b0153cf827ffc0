import type { ModelName } from "../../model/networks.ts";
import type { SplitUnit } from "../../split/split.ts";
import { SPLIT_TITLES } from "../../split/titles.ts";
import { decimalText, intervalText } from "../../text/numbers.ts";
import { aucAxis, chanceRule } from "../media/auc_axis.ts";
import { type Figure, type Layer, renderFigure } from "../media/figure.ts";
import { COLORS } from "../media/theme.ts";
import type { JudgedRun } from "./judged_run.ts";
import { PAPER_TEST_SUBJECTS, paperNetwork } from "./paper.ts";
import { publishedInterval } from "./published_interval.ts";

/** The order from above to below within a network. */
const SPLITS = ["slice", "subject"] as const;

/** One mark of the figure: an AUC, with an interval where there is one. */
interface GapRow {
  source: "here" | "paper";
  row: string;
  split: SplitUnit;
  auc: number;
  low: number | null;
  high: number | null;
}

/**
 * The gap: the AUC by slice and by subject, one panel per network, this run's above the paper's, each
 * with its 95 % interval. Intervals of the paper's AUC by subject are estimates after Hanley and
 * McNeil for its 74 test subjects; by slice it prints nothing from which one could be made.
 */
export function gapFigure(
  runs: readonly JudgedRun[],
  { synthetic }: { synthetic: boolean },
): Promise<Figure> {
  const title = "Area under the ROC curve on the test set, by kind of split";
  const models = [...new Set(runs.map(({ cell }) => cell.model))];
  const dead = runs.filter(isDead).length, stopped = runs.filter((run) => run.stopped).length;
  const rows = models.flatMap((model) => gapRows(model, runs));
  const lowest = Math.min(0.4, ...rows.map(({ low, auc }) => low ?? auc));
  const domain: [number, number] = [Math.max(0, Math.floor(lowest * 10) / 10), 1];
  return renderFigure({
    title: {
      text: title,
      frame: "bounds",
      subtitle: [
        `Filled: here${synthetic ? ", synthetic data" : ""}, interval over subjects. ` +
        "Dashed: chance.",
        "Open: the paper, CQ500, interval by subject estimated here for 74 test subjects.",
        ...dead === 0
          ? []
          : [`Left out: ${dead} of ${runs.length} networks here, which died in training.`],
        ...stopped === 0
          ? []
          : [`Stopped before the end of their training: ${stopped} of ${runs.length} here.`],
      ],
    },
    width: 400,
    height: { step: 22 },
    layer: [
      chanceRule(domain),
      ...SPLITS.flatMap((split) => marks(split, rows, domain)),
    ],
  }, `${title}. ${rows.map(sentence).join(" ")}`);
}

function isDead({ learning }: JudgedRun): boolean {
  return learning?.outcome === "dead";
}

function gapRows(model: ModelName, runs: readonly JudgedRun[]): GapRow[] {
  const own = runs.filter((run) => run.cell.model === model && !isDead(run)).map((
    { title, cell, metrics },
  ): GapRow => ({
    source: "here",
    row: `${title}, here`,
    split: cell.split,
    auc: metrics.auc,
    low: metrics.clustered.ci[0],
    high: metrics.clustered.ci[1],
  }));
  const network = paperNetwork(model);
  if (network === null) return own;
  const paper = SPLITS.map((split): GapRow => {
    const { auc } = network.results[split];
    const interval = split === "subject" ? publishedInterval(auc, PAPER_TEST_SUBJECTS) : null;
    return {
      source: "paper",
      row: `${network.title}, the paper`,
      split,
      auc,
      low: interval?.[0] ?? null,
      high: interval?.[1] ?? null,
    };
  });
  return [...own, ...paper];
}

/** One split's intervals, points and numbers. */
function marks(split: SplitUnit, all: readonly GapRow[], domain: [number, number]): Layer[] {
  const rows = all.filter((row) => row.split === split);
  const color = COLORS[split];
  const axis = aucAxis(domain);
  const place = {
    y: {
      field: "row",
      type: "nominal",
      sort: [...new Set(all.map(({ row }) => row))],
      title: null,
      axis: { ticks: false, domain: false, labelPadding: 10, labelLimit: 200 },
    },
    yOffset: { field: "split", type: "nominal", sort: [...SPLITS] },
  } as const;
  const point = (source: GapRow["source"], fill: string): Layer => ({
    data: { values: rows.filter((row) => row.source === source) },
    mark: {
      type: "point",
      shape: split === "slice" ? "circle" : "square",
      size: 70,
      stroke: color,
      strokeWidth: 2,
      fill,
      opacity: 1,
    },
    encoding: { x: { field: "auc", ...axis }, ...place },
  });
  return [
    {
      data: { values: rows.filter(({ low }) => low !== null) },
      mark: { type: "rule", color, strokeWidth: 2, opacity: 0.6 },
      encoding: { x: { field: "low", ...axis }, x2: { field: "high" }, ...place },
    },
    point("here", color),
    point("paper", COLORS.paper),
    {
      data: {
        values: rows.map((row) => ({
          ...row,
          words: `${decimalText(row.auc)}  ${SPLIT_TITLES[split]}`,
        })),
      },
      mark: { type: "text", align: "left", dx: 10, color },
      encoding: { x: { datum: 1 }, text: { field: "words" }, ...place },
    },
  ];
}

function sentence({ row, split, auc, low, high }: GapRow): string {
  const interval = low === null || high === null ? null : [low, high] as const;
  return `${row}, ${SPLIT_TITLES[split]}: ${intervalText(auc, interval)}.`;
}
