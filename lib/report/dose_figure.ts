import type { DosePoint, DoseResponse } from "../leakage/dose_response.ts";
import { aucPoint, changePoint, curvePanels } from "./curve_panels.ts";
import { differenceText } from "./difference_text.ts";
import { syntheticMark } from "./examples_figure.ts";
import type { Figure } from "./figure.ts";
import { intervalText } from "./number_text.ts";
import { seedsIntervalText, seedsText } from "./seeds_text.ts";
import { COLORS } from "./theme.ts";

/**
 * The AUC against the share of the test subjects' other slices that is trained on, and its change
 * against no such slices, in pairs of the same judged slices.
 */
export function doseFigure(
  { seeds, points }: DoseResponse,
  { network, synthetic }: { network: string; synthetic: boolean },
): Promise<Figure> {
  const title = `${network}: AUC when a part of each test subject is trained on` +
    syntheticMark(synthetic);
  const most = points.at(-1)?.dose ?? 0;
  const look = { color: COLORS.slice, shape: "circle", filled: true } as const;
  return curvePanels(
    [
      {
        title: "AUC",
        height: 200,
        reference: 0.5,
        range: [0, 1],
        curves: [{
          ...look,
          name: `at ${percent(most)}`,
          points: points.map((p) => aucPoint(p.dose, p.auc)),
        }],
      },
      {
        title: "change of AUC",
        height: 110,
        reference: 0,
        range: [-1, 1],
        curves: [{
          ...look,
          name: `at ${percent(most)}`,
          points: points.map((p) => changePoint(p.dose, p)),
        }],
      },
    ],
    {
      title: "part of each test subject's other slices in the training set",
      scale: "linear",
      label: "round(100 * datum.value) + ' %'",
    },
    {
      title,
      subtitle: [
        `Mean over ${seedsText(seeds)} (faint: each). Band: ${seedsIntervalText(seeds)}.`,
        "Judged slices and training size are the same throughout. Dashed: chance, no change.",
      ],
      text: `${title}. ${points.map(sentence).join(" ")}`,
    },
  );
}

function sentence({ dose, auc, change }: DosePoint): string {
  const changed = change && `; change ${differenceText(change.difference, change.ci)}`;
  return `Dose ${percent(dose)}: AUC ${intervalText(auc.mean, auc.ci)}${changed ?? ""}.`;
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
