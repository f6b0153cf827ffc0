import type { CohortSizeResponse } from "../leakage/cohort_size.ts";
import type { Figure } from "./figure.ts";

export function cohortSizeFigure(
  _result: CohortSizeResponse,
  _options: { network: string; synthetic: boolean },
): Promise<Figure> {
  throw new Error("not there yet");
}
