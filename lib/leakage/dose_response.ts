import type { MeanAucOptions } from "./mean_auc.ts";
import type { ResponsePoint } from "./response_curve.ts";
import type { Trial } from "./trial.ts";

/** A run with a share of the test subjects' donor slices in its training set. */
export type DoseTrial = Trial<{ dose?: number }>;

/** The AUC at one dose. */
export interface DosePoint extends ResponsePoint {
  /** The share of each test subject's donor slices that was trained on, in [0, 1]. */
  dose: number;
}

/** The AUC against the dose. */
export interface DoseResponse {
  /** The seeds that all doses have. */
  seeds: number[];
  /** Ascending by dose; changes are against the least. */
  points: DosePoint[];
}

export function doseResponse(
  _trials: readonly DoseTrial[],
  _options: MeanAucOptions = {},
): DoseResponse {
  throw new Error("not there yet");
}
