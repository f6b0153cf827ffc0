import type { DistancePoint, DistanceResponse } from "../leakage/distance_response.ts";
import type { LabelKind } from "../leakage/ladder.ts";
import { aucPoint, changePoint, type Curve, curvePanels } from "./curve_panels.ts";
import { differenceText } from "./difference_text.ts";
import { syntheticMark } from "./examples_figure.ts";
import type { Figure } from "./figure.ts";
import { LABEL_TITLES } from "./ladder_figure.ts";
import { intervalText } from "./number_text.ts";
import { seedsIntervalText, seedsText } from "./seeds_text.ts";
import { COLORS } from "./theme.ts";

const LABELS = ["true", "permuted"] as const;

/**
 * The AUC against the distance from a test slice to the nearest training slice of its subject, with true
 * and with permuted labels, and the change against the least distance.
 */
export function distanceFigure(
  result: DistanceResponse,
  { network, synthetic }: { network: string; synthetic: boolean },
): Promise<Figure> {
  const title = `${network}: AUC by distance to the same subject's training slices` +
    syntheticMark(synthetic);
  const { seeds } = result;
  const curves = (pointOf: (point: DistancePoint) => Curve["points"][number]): Curve[] =>
    LABELS.filter((labels) => result[labels].length > 0).map((labels) => ({
      name: LABEL_TITLES[labels],
      color: labels === "true" ? COLORS.slice : COLORS.quiet,
      shape: "circle",
      filled: labels === "true",
      points: result[labels].map(pointOf),
    }));
  return curvePanels(
    [
      {
        title: "AUC",
        height: 200,
        reference: 0.5,
        range: [0, 1],
        curves: curves(({ gap, auc }) => aucPoint(gap, auc)),
      },
      {
        title: "change of AUC",
        height: 110,
        reference: 0,
        range: [-1, 1],
        curves: curves((point) => changePoint(point.gap, point)),
      },
    ],
    {
      title: "positions to the nearest training slice of the subject",
      scale: "log",
      label: "datum.value",
    },
    {
      title,
      subtitle: [
        `Mean over ${seedsText(seeds)} (faint: each). Band: ${seedsIntervalText(seeds)}.`,
        "Judged slices and training size are the same throughout. Dashed rules: chance, no change.",
      ],
      text: `${title}. ${
        LABELS.flatMap((labels) => result[labels].map((point) => sentence(labels, point))).join(" ")
      }`,
    },
  );
}

function sentence(labels: LabelKind, { gap, auc, change }: DistancePoint): string {
  const changed = change && `; change ${differenceText(change.difference, change.ci)}`;
  return `${LABEL_TITLES[labels]}, ${gap} or more positions: AUC ` +
    `${intervalText(auc.mean, auc.ci)}${changed ?? ""}.`;
}
