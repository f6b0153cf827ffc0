import type { DistanceResponse } from "../leakage/distance_response.ts";
import type { Figure } from "./figure.ts";

export function distanceFigure(
  _result: DistanceResponse,
  _options: { network: string; synthetic: boolean },
): Promise<Figure> {
  throw new Error("not there yet");
}
