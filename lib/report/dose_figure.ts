import type { DoseResponse } from "../leakage/dose_response.ts";
import type { Figure } from "./figure.ts";

export function doseFigure(
  _result: DoseResponse,
  _options: { network: string; synthetic: boolean },
): Promise<Figure> {
  throw new Error("not there yet");
}
