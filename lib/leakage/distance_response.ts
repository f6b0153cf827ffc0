import { PredictionsError } from "../error.ts";
import type { LabelKind } from "./ladder.ts";
import type { MeanAucOptions } from "./mean_auc.ts";
import { responseCurve, type ResponsePoint } from "./response_curve.ts";
import { balancedTrials } from "./seeds.ts";
import type { Trial } from "./trial.ts";

/** A run with a gap between the test slices and the training slices of the same subject. */
export type DistanceTrial = Trial<{ gap?: number; labels: LabelKind }>;

/** The AUC at one gap. */
export interface DistancePoint extends ResponsePoint {
  /** Positions from a test slice to the nearest training slice of its subject, at least. */
  gap: number;
}

/** The AUC against the distance to the nearest training slice of the same subject. */
export interface DistanceResponse {
  /** The seeds that all gaps have, with either kind of labels; others are left out. */
  seeds: number[];
  /** With the readers' labels, ascending by gap; changes are against the least. Empty without runs. */
  true: DistancePoint[];
  /** With labels permuted between subjects. Empty without runs. */
  permuted: DistancePoint[];
}

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
  const { seeds, groups } = balancedTrials(trials, (cell) => `${cell.labels} ${gapOf(cell)}`);
  const curve = (labels: LabelKind): DistancePoint[] => {
    const ofLabels = [...groups.values()].filter(([trial]) => trial!.cell.labels === labels);
    const byGap = new Map(ofLabels.map((runs) => [gapOf(runs[0]!.cell), runs]));
    return responseCurve(byGap, options).map(([gap, point]) => ({ gap, ...point }));
  };
  return { seeds, true: curve("true"), permuted: curve("permuted") };
}

function gapOf({ gap, seed }: DistanceTrial["cell"]): number {
  if (gap !== undefined) return gap;
  throw new PredictionsError(`Expected runs with a gap but that of seed ${seed} has none`);
}
