import { pow } from "../elementary.ts";
import { normalCdf, normalQuantile } from "./normal.ts";
import { quantile } from "./quantile.ts";

/** What the bias-corrected and accelerated interval is made from. */
export interface BcaParts {
  /** The statistic of the sample itself. */
  estimate: number;
  /** The statistic of each resample, ascending. */
  replicates: Float64Array;
  /** The statistic without each unit in turn. */
  jackknife: Float64Array;
}

/**
 * The bias-corrected and accelerated bootstrap interval (Efron 1987, J Am Stat Assoc 82:171; Efron and
 * Tibshirani 1993, An Introduction to the Bootstrap, equations 14.9, 14.10, 14.14 and 14.15).
 *
 * Resamples equal to the estimate count half as below it. Where no resample differs, or the jackknife
 * shows no spread, nothing is corrected.
 */
export function bcaInterval(
  { estimate, replicates, jackknife }: BcaParts,
  { level = 0.95 }: { level?: number } = {},
): [low: number, high: number] {
  const z0 = biasCorrection(estimate, replicates);
  const a = acceleration(jackknife);
  const bound = (probability: number) => {
    const z = z0 + normalQuantile(probability);
    const stretch = 1 - a * z;
    // Beyond the pole of the formula lies the end that the acceleration leads to.
    const moved = stretch > 0 ? normalCdf(z0 + z / stretch) : z > 0 ? 1 : 0;
    return quantile(replicates, moved);
  };
  return [bound((1 - level) / 2), bound((1 + level) / 2)];
}

/** z0, by how many resamples fall below the estimate (14.14). */
function biasCorrection(estimate: number, replicates: Float64Array): number {
  let below = 0;
  for (const value of replicates) below += value < estimate ? 1 : value === estimate ? 0.5 : 0;
  // Even if all fell to one side, the next would have had a chance to fall to the other.
  const count = replicates.length;
  return normalQuantile(Math.min(count - 0.5, Math.max(0.5, below)) / count);
}

/** a, how fast the standard error changes with the statistic, from the jackknife's skewness (14.15). */
export function acceleration(jackknife: Float64Array): number {
  const mean = jackknife.reduce((sum, value) => sum + value, 0) / jackknife.length;
  let squares = 0, cubes = 0;
  for (const value of jackknife) {
    const below = mean - value, square = below * below;
    squares += square;
    cubes += square * below;
  }
  return squares === 0 ? 0 : cubes / (6 * pow(squares, 1.5));
}
