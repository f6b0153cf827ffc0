import type { RocPoint } from "../../evaluate/curves/roc.ts";
import { SPLIT_TITLES } from "../../split/titles.ts";
import { countText, decimalText, intervalText } from "../../text/numbers.ts";
import { type Figure, type Panel, renderFigure } from "../media/figure.ts";
import { COLORS } from "../media/theme.ts";
import { stateTitles } from "../training/outcome_notes.ts";
import type { JudgedRun } from "./judged_run.ts";
import { paperNetwork } from "./paper.ts";

/** Smaller steps than this, in both rates, cannot be seen at the figure's size. */
const VISIBLE_STEP = 0.002;

/**
 * The ROC curves of one network, one panel per split, as the paper's Figures 4 and 5; each panel names
 * its AUC with the 95 % interval over subjects and the paper's AUC.
 *
 * @param runs The network's runs, in the order of the panels.
 * @param options Whether the data is synthetic, which the title then says.
 */
export function rocFigure(
  runs: readonly JudgedRun[],
  { synthetic }: { synthetic: boolean },
): Promise<Figure> {
  const title = `${runs[0]?.title ?? "No run"}: ROC curves on the test set` +
    (synthetic ? " (synthetic data)" : "");
  const text = `${title}. ${runs.map(sentence).join(" ")}`;
  return renderFigure(
    {
      title: { text: title, offset: 16 },
      spacing: 40,
      hconcat: runs.map(panel),
    },
    text,
    "Panels: how slices were split, with the AUC and its 95 % interval over subjects. Dashed: chance.",
  );
}

function panel(run: JudgedRun, index: number): Panel {
  const { metrics, cell: { split } } = run, { result, more } = resultText(run);
  const paper = paperAuc(run);
  const rates = thinned(metrics.roc).map(({ fpr, tpr }, order) => ({ fpr, tpr, order }));
  const axis = { values: [0, 0.2, 0.4, 0.6, 0.8, 1], format: ".1f" };
  return {
    width: 270,
    height: 270,
    title: {
      text: `(${"ab"[index] ?? index + 1}) ${SPLIT_TITLES[split]}`,
      fontWeight: "normal",
      color: COLORS[split],
      subtitle: [
        paper === null ? result : `${result}; the paper: ${paper}`,
        ...more,
        `${countText(metrics.slices)} test slices of ${countText(metrics.subjects)} subjects`,
      ],
    },
    layer: [
      {
        data: { values: [{ rate: 0 }, { rate: 1 }] },
        mark: { type: "line", color: COLORS.quiet, strokeWidth: 1, strokeDash: [4, 4] },
        encoding: {
          x: { field: "rate", type: "quantitative" },
          y: { field: "rate", type: "quantitative" },
        },
      },
      {
        data: { values: rates },
        mark: { type: "line", color: COLORS[split], strokeWidth: 2, strokeJoin: "round" },
        encoding: {
          x: {
            field: "fpr",
            type: "quantitative",
            title: "false positive rate (1 − specificity)",
            axis,
          },
          y: {
            field: "tpr",
            type: "quantitative",
            title: "true positive rate (recall)",
            axis,
          },
          order: { field: "order" },
        },
      },
    ],
  };
}

function sentence(run: JudgedRun): string {
  const { metrics, cell: { split } } = run, { result, more } = resultText(run);
  const paper = paperAuc(run);
  return [
    `${SPLIT_TITLES[split]}: ${result} on ${countText(metrics.slices)} slices of ` +
    `${countText(metrics.subjects)} subjects` + (paper === null ? "" : ` (the paper: ${paper})`),
    ...more,
  ].join("; ") + ".";
}

/** The AUC, unless the network died, and what else is to be said of the network. */
function resultText(run: JudgedRun): { result: string; more: string[] } {
  const { metrics, learning } = run;
  const more = stateTitles(run).map((title) =>
    title.startsWith("stopped") ? `training ${title}` : `the network ${title}`
  );
  if (learning?.outcome === "dead") return { result: `no result, ${more.join(", ")}`, more: [] };
  return { result: `AUC ${intervalText(metrics.auc, metrics.clustered.ci)}`, more };
}

/** Null for a network that is not in the paper. */
function paperAuc({ cell: { model, split } }: JudgedRun): string | null {
  const network = paperNetwork(model);
  return network && decimalText(network.results[split].auc);
}

/** The curve without points too near to the one before, its two ends kept. */
function thinned(roc: readonly RocPoint[]): RocPoint[] {
  const kept: RocPoint[] = [];
  for (const [index, point] of roc.entries()) {
    const before = kept.at(-1);
    const step = before === undefined ? Infinity : Math.max(
      Math.abs(point.fpr - before.fpr),
      Math.abs(point.tpr - before.tpr),
    );
    if (step >= VISIBLE_STEP || index === roc.length - 1) kept.push(point);
  }
  return kept;
}
