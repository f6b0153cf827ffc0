import type {
  DistancePoint,
  DistanceResponse,
  DosePoint,
  DoseResponse,
  ResponsePoint,
} from "../../leakage/trials/responses.ts";
import type { TrialOutcomes } from "../../leakage/trials/trial_outcomes.ts";
import type { LabelKind, SplitUnit } from "../../split/split.ts";
import { LABEL_TITLES } from "../../split/titles.ts";
import { differenceText, intervalText, seedsIntervalText, seedsText } from "../../text/numbers.ts";
import { syntheticMark } from "../../provenance.ts";
import {
  aucPoint,
  type Curve,
  type CurveAxis,
  curvePanels,
  differencePoint,
} from "../media/curve_panels.ts";
import type { Figure } from "../media/figure.ts";
import { COLORS } from "../media/theme.ts";
import { deadSubtitle, outcomeNotes } from "../training/outcome_notes.ts";

/** A point with its place on the horizontal axis. */
export interface PlacedPoint extends ResponsePoint {
  x: number;
}

/** What a figure of a response says beside its curves. */
export interface ResponseFigureOptions {
  title: string;
  /** How all of the runs are split. */
  split: SplitUnit;
  seeds: readonly number[];
  outcomes: TrialOutcomes;
  axis: CurveAxis;
  /** A value of the axis as the text alternative names it. */
  nameOf: (x: number) => string;
}

const LABELS = ["true", "permuted"] as const;

/**
 * How the AUC answers to a factor, with true and with permuted labels where there are runs, and below
 * it the change against the least value, in pairs of the same judged slices.
 */
export function responseFigure(
  response: Readonly<Record<LabelKind, readonly PlacedPoint[]>>,
  { title, split, seeds, outcomes, axis, nameOf }: ResponseFigureOptions,
): Promise<Figure> {
  const shown = LABELS.filter((labels) => response[labels].length > 0);
  const curves = (pointOf: (point: PlacedPoint) => Curve["points"][number]): Curve[] =>
    shown.map((labels) => ({
      name: LABEL_TITLES[labels],
      color: labels === "true" ? COLORS[split] : COLORS.quiet,
      shape: "circle",
      filled: labels === "true",
      points: response[labels].map(pointOf),
    }));
  const auc = curves((point) => aucPoint(point.x, point.auc));
  const change = curves((point) => differencePoint(point.x, point.change));
  const sentences = shown.flatMap((labels) =>
    response[labels].map((point) =>
      `${LABEL_TITLES[labels]}, ${nameOf(point.x)}: ${pointText(point)}.`
    )
  );
  return curvePanels(
    [
      { title: "AUC", height: 200, reference: 0.5, range: [0, 1], curves: auc },
      { title: "change of AUC", height: 110, reference: 0, range: [-1, 1], curves: change },
    ],
    axis,
    {
      title,
      subtitle: [
        `Mean over ${seedsText(seeds)} (small: each). Band: ${seedsIntervalText(seeds)}.`,
        "Judged slices and training size are the same throughout. Rules: chance, no change.",
        ...deadSubtitle(outcomes),
      ],
      text: [`${title}.`, ...sentences, ...outcomeNotes(outcomes)].join(" "),
    },
  );
}

function pointText({ auc, change }: PlacedPoint): string {
  const changed = change === null ? "" : `; change ${differenceText(change.difference, change.ci)}`;
  return `AUC ${intervalText(auc.mean, auc.ci)}${changed}`;
}

/**
 * The AUC against the share of the test subjects' other slices that is trained on, and its change
 * against the least share.
 */
export function doseFigure(
  response: DoseResponse,
  { network, synthetic }: { network: string; synthetic: boolean },
): Promise<Figure> {
  const placed = ({ dose, ...point }: DosePoint) => ({ x: dose, ...point });
  return responseFigure(
    { true: response.true.map(placed), permuted: response.permuted.map(placed) },
    {
      title: `${network}: AUC when a part of each test subject is trained on` +
        syntheticMark(synthetic),
      split: "subject",
      seeds: response.seeds,
      outcomes: response.outcomes,
      axis: {
        title: "part of each test subject's other slices in the training set",
        scale: "linear",
        label: "round(100 * datum.value) + ' %'",
      },
      nameOf: (dose) => `dose ${Math.round(100 * dose)} %`,
    },
  );
}

/**
 * The AUC against the distance from a test slice to the nearest training slice of its subject, and its
 * change against the least distance.
 */
export function distanceFigure(
  response: DistanceResponse,
  { network, synthetic }: { network: string; synthetic: boolean },
): Promise<Figure> {
  const placed = ({ gap, ...point }: DistancePoint) => ({ x: gap, ...point });
  return responseFigure(
    { true: response.true.map(placed), permuted: response.permuted.map(placed) },
    {
      title: `${network}: AUC by distance to the same subject's training slices` +
        syntheticMark(synthetic),
      split: "slice",
      seeds: response.seeds,
      outcomes: response.outcomes,
      axis: {
        title: "positions to the nearest training slice of the subject, at least",
        scale: "log",
        label: "datum.value",
      },
      nameOf: (gap) => `${gap} or more positions`,
    },
  );
}
