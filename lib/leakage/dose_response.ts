import { PredictionsError } from "../error.ts";
import type { LabelKind } from "../split/split.ts";
import type { MeanAucOptions } from "./mean_auc.ts";
import { type ResponseCurves, responseCurves, type ResponsePoint } from "./response_curve.ts";
import type { Trial } from "./trial.ts";

/** A run with a share of the test subjects' donor slices in its training set. */
export type DoseTrial = Trial<{ dose?: number; labels: LabelKind }>;

/** The AUC at one dose. */
export interface DosePoint extends ResponsePoint {
  /** The share of each test subject's donor slices that was trained on, in [0, 1]. */
  dose: number;
}

/** The AUC against the dose. */
export type DoseResponse = ResponseCurves<DosePoint>;

/**
 * How the AUC grows with the share of the test subjects' other slices that is trained on, at constant
 * training size, judged on the same slices at every dose.
 *
 * @param trials Runs of one network, in any order.
 * @throws {PredictionsError} A run without a dose, no seed that all conditions have, two runs of one
 * seed and condition, or doses that were not judged on the same slices.
 */
export function doseResponse(
  trials: readonly DoseTrial[],
  options: MeanAucOptions = {},
): DoseResponse {
  return responseCurves(trials, doseOf, (dose, point): DosePoint => ({ dose, ...point }), options);
}

function doseOf({ dose, seed }: DoseTrial["cell"]): number {
  if (dose !== undefined) return dose;
  throw new PredictionsError(`Expected runs with a dose but that of seed ${seed} has none`);
}
