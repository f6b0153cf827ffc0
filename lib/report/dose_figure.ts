import type { DosePoint, DoseResponse } from "../leakage/dose_response.ts";
import { syntheticMark } from "./examples_figure.ts";
import type { Figure } from "./figure.ts";
import { responseFigure } from "./response_figure.ts";

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
