import type { CohortSizePoint, CohortSizeResponse } from "../../leakage/trials/cohort_size.ts";
import { SPLIT_TITLES } from "../../split/titles.ts";
import {
  countText,
  differenceText,
  intervalText,
  seedsIntervalText,
  seedsText,
} from "../../text/numbers.ts";
import { syntheticMark } from "../../provenance.ts";
import { aucPoint, type Curve, curvePanels, differencePoint } from "../media/curve_panels.ts";
import type { Figure } from "../media/figure.ts";
import { COLORS } from "../media/theme.ts";
import { deadSubtitle, outcomeNotes } from "../training/outcome_notes.ts";

/** The AUC of either split against the number of subjects, and the inflation: their difference. */
export function cohortSizeFigure(
  { seeds, points, outcomes }: CohortSizeResponse,
  { network, synthetic }: { network: string; synthetic: boolean },
): Promise<Figure> {
  const title = `${network}: inflation by the size of the cohort` + syntheticMark(synthetic);
  const curve = (split: "slice" | "subject"): Curve => ({
    name: SPLIT_TITLES[split],
    color: COLORS[split],
    shape: split === "slice" ? "circle" : "square",
    filled: true,
    points: points.map((point) => aucPoint(point.subjects, point[split])),
  });
  const inflation: Curve = {
    name: "by slice minus by subject",
    color: COLORS.ink,
    shape: "circle",
    filled: true,
    points: points.map(({ subjects, inflation }) => differencePoint(subjects, inflation)),
  };
  return curvePanels(
    [
      {
        title: "AUC",
        height: 200,
        reference: 0.5,
        range: [0, 1],
        curves: [curve("slice"), curve("subject")],
      },
      { title: "inflation", height: 110, reference: 0, range: [-1, 1], curves: [inflation] },
    ],
    { title: "subjects in the cohort", scale: "linear", label: "datum.value" },
    {
      title,
      subtitle: [
        `Mean over ${seedsText(seeds)} (small: each). Band: ${seedsIntervalText(seeds)}.`,
        "Rules: chance, no inflation.",
        ...deadSubtitle(outcomes),
      ],
      text: [`${title}.`, ...points.map(sentence), ...outcomeNotes(outcomes)].join(" "),
    },
  );
}

function sentence({ subjects, slice, subject, inflation }: CohortSizePoint): string {
  return `${countText(subjects)} subjects: by slice ${intervalText(slice.mean, slice.ci)}, by ` +
    `subject ${intervalText(subject.mean, subject.ci)}, inflation ` +
    `${differenceText(inflation.difference, inflation.ci)}.`;
}
