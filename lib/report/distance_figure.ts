import type { DistancePoint, DistanceResponse } from "../leakage/distance_response.ts";
import { syntheticMark } from "./examples_figure.ts";
import type { Figure } from "./figure.ts";
import { responseFigure } from "./response_figure.ts";

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
