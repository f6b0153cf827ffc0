import { PredictionsError } from "../error.ts";
import type { LabelKind } from "../split/split.ts";
import type { MeanAucOptions } from "./mean_auc.ts";
import { type ResponseCurves, responseCurves, type ResponsePoint } from "./response_curve.ts";
import type { Trial } from "./trial.ts";

/** A run with a gap between the test slices and the training slices of the same subject. */
export type DistanceTrial = Trial<{ gap?: number; labels: LabelKind }>;

/** The AUC at one gap. */
export interface DistancePoint extends ResponsePoint {
  /** Positions from a test slice to the nearest training slice of its subject, at least. */
  gap: number;
}

/** The AUC against the distance to the nearest training slice of the same subject. */
export type DistanceResponse = ResponseCurves<DistancePoint>;

/**
 * How the AUC falls as the training slices of a test slice's subject move away from it, their number
 * unchanged, judged on the same slices at every gap.
 *
 * @param trials Runs of one network, in any order.
 * @throws {PredictionsError} A run without a gap, no seed that all conditions have, two runs of one
 * seed and condition, or gaps that were not judged on the same slices.
 */
export function distanceResponse(
  trials: readonly DistanceTrial[],
  options: MeanAucOptions = {},
): DistanceResponse {
  return responseCurves(trials, gapOf, (gap, point): DistancePoint => ({ gap, ...point }), options);
}

function gapOf({ gap, seed }: DistanceTrial["cell"]): number {
  if (gap !== undefined) return gap;
  throw new PredictionsError(`Expected runs with a gap but that of seed ${seed} has none`);
}
