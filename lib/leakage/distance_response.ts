import type { MeanAucOptions } from "./mean_auc.ts";
import type { ResponsePoint } from "./response_curve.ts";
import type { Trial } from "./trial.ts";

/** A run with a gap between the test slices and the training slices of the same subject. */
export type DistanceTrial = Trial<{ gap?: number; labels: "true" | "permuted" }>;

/** The AUC at one gap. */
export interface DistancePoint extends ResponsePoint {
  /** Positions from a test slice to the nearest training slice of its subject, at least. */
  gap: number;
}

/** The AUC against the distance to the nearest training slice of the same subject. */
export interface DistanceResponse {
  /** The seeds that all gaps have, with either labels. */
  seeds: number[];
  /** With the readers' labels, ascending by gap; changes are against the least. Empty without runs. */
  true: DistancePoint[];
  /** With labels permuted between subjects. Empty without runs. */
  permuted: DistancePoint[];
}

export function distanceResponse(
  _trials: readonly DistanceTrial[],
  _options: MeanAucOptions = {},
): DistanceResponse {
  throw new Error("not there yet");
}
