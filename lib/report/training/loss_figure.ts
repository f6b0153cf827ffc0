import type { SplitUnit } from "../../split/split.ts";
import { SPLIT_TITLES } from "../../split/titles.ts";
import { decimalText } from "../../text/numbers.ts";
import { bestEpoch, type HistoryRow } from "../../train/history.ts";
import { type Figure, type Panel, renderFigure } from "../media/figure.ts";
import { COLORS } from "../media/theme.ts";

/** The course of one training. */
export interface LossCurve {
  /** How the slices were split: the heading of the panel. */
  split: SplitUnit;
  /** Its epochs so far. */
  epochs: readonly HistoryRow[];
}

/** What a learning-curve figure shows beside its curves. */
export interface LossFigureOptions {
  /** The network's name, at the head of the figure. */
  title: string;
  /** Whether the data is synthetic, which the title then says. */
  synthetic: boolean;
  /** Epochs that are planned: the axis reaches so far from the start, while training goes on. */
  plannedEpochs?: number;
  /** How far the training is, below the title, while it goes on. */
  progress?: string;
}

/**
 * Learning curves: training and validation loss by epoch, one panel per training; a ring marks the
 * epoch of least validation loss, whose weights are kept and judged on the test set.
 *
 * All panels share one loss axis, so that their heights can be compared.
 */
export function lossFigure(
  curves: readonly LossCurve[],
  options: LossFigureOptions,
): Promise<Figure> {
  const { progress } = options;
  const title = `${options.title}: loss by epoch` + (options.synthetic ? " (synthetic data)" : "");
  const losses = curves.flatMap(({ epochs }) => epochs.flatMap((e) => [e.loss, e.validationLoss]));
  const highest = Math.max(0.7, ...losses) * 1.1;
  return renderFigure(
    {
      title: { text: title, offset: 16, ...progress !== undefined && { subtitle: progress } },
      spacing: 40,
      hconcat: curves.map((curve) => panel(curve, highest, options.plannedEpochs)),
    },
    `${title}. ${curves.map(sentence).join(" ")}`,
    LEGEND,
  );
}

const LEGEND =
  "Binary cross-entropy on the training set (dashed) and on the validation set (solid). " +
  "Ring: the epoch of least validation loss, whose weights are kept.";

function panel({ split, epochs }: LossCurve, highest: number, planned = 0): Panel {
  const best = bestEpoch(epochs);
  const last = Math.max(2, planned, ...epochs.map(({ epoch }) => epoch));
  const encoding = {
    x: {
      field: "epoch",
      type: "quantitative" as const,
      title: "epoch",
      scale: { domain: [1, last], nice: false },
      axis: { tickMinStep: 1, format: "d" },
    },
    y: {
      field: "loss",
      type: "quantitative" as const,
      title: "binary cross-entropy",
      scale: { domain: [0, highest], nice: false },
    },
  };
  const training = epochs.map(({ epoch, loss }) => ({ epoch, loss }));
  const validation = epochs.map(({ epoch, validationLoss }) => ({ epoch, loss: validationLoss }));
  const [low, high] = (validation.at(-1)?.loss ?? 0) < (training.at(-1)?.loss ?? 0)
    ? [7, -7]
    : [-7, 7];
  return {
    width: 270,
    height: 200,
    encoding,
    title: {
      text: SPLIT_TITLES[split],
      fontWeight: "normal",
      color: COLORS[split],
      subtitle: bestText(best),
    },
    layer: [
      line(training, { color: COLORS.quiet, strokeDash: [5, 3] }),
      line(validation, { color: COLORS[split] }),
      lineEnd(training, "training", { color: COLORS.quiet, dy: high }),
      lineEnd(validation, "validation", { color: COLORS[split], dy: low }),
      {
        data: { values: best ? [{ epoch: best.epoch, loss: best.validationLoss }] : [] },
        mark: { type: "point", size: 90, strokeWidth: 2, filled: false, color: COLORS.ink },
      },
    ],
  };
}

/** A point of one line. */
interface Loss {
  epoch: number;
  loss: number;
}

function line(values: Loss[], look: { color: string; strokeDash?: number[] }) {
  return {
    data: { values },
    mark: { type: "line" as const, strokeWidth: 2, clip: true, ...look },
  };
}

/** The line's name beside its last point; the offset keeps two names apart where lines meet. */
function lineEnd(values: Loss[], name: string, look: { color: string; dy: number }) {
  return {
    data: { values: values.slice(-1) },
    mark: { type: "text" as const, align: "left" as const, dx: 9, text: name, ...look },
  };
}

function bestText(best: HistoryRow | undefined): string {
  return best
    ? `least validation loss: ${decimalText(best.validationLoss)} after epoch ${best.epoch} (ring)`
    : "no epoch yet";
}

function sentence({ split, epochs }: LossCurve): string {
  return `${SPLIT_TITLES[split]}: ${bestText(bestEpoch(epochs))}; ${epochs.length} epochs.`;
}
