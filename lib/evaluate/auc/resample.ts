import { PredictionsError } from "../../error.ts";
import type { Random } from "../../random.ts";
import type { Clusters } from "./clusters.ts";

/** How to resample. */
export interface BootstrapOptions {
  /** Draws the subjects: the same generator state gives the same resamples. */
  random: Random;
  /** Default 2,000, with which a bound of a 95 % interval varies by a few thousandths. */
  replicates?: number;
  /** Coverage of the interval. Default 0.95. */
  level?: number;
  /**
   * Whether to draw as many subjects with a positive slice, and as many without, as there are.
   * Default false: the prevalence of a test set is chance as well.
   */
  stratify?: boolean;
}

/**
 * The values of a statistic in resamples of whole subjects, drawn with replacement, ascending. A draw
 * in which it does not exist (NaN), as an AUC with slices of one label only, is drawn again.
 *
 * @param statistic Of how many times each subject was drawn. It has to exist for the sample itself.
 * @throws {PredictionsError} No replicates, or no level between 0 and 1.
 */
export function resample(
  clusters: Clusters,
  statistic: (weights: Float64Array) => number,
  options: BootstrapOptions,
): Float64Array {
  assertOptions(options);
  const { random, replicates = 2000, stratify = false } = options;
  const strata = strataOf(clusters, stratify);
  const weights = new Float64Array(clusters.count);
  const values = new Float64Array(replicates);
  for (let replicate = 0; replicate < replicates; replicate++) {
    let value: number;
    do {
      weights.fill(0);
      for (const stratum of strata) {
        for (let i = 0; i < stratum.length; i++) weights[random.pick(stratum)]!++;
      }
      value = statistic(weights);
    } while (Number.isNaN(value));
    values[replicate] = value;
  }
  return values.sort();
}

/**
 * @throws {PredictionsError} No replicates, or no level between 0 and 1.
 */
export function assertOptions({ replicates = 2000, level = 0.95 }: Partial<BootstrapOptions>) {
  if (!(Number.isInteger(replicates) && replicates >= 1) || !(level > 0 && level < 1)) {
    throw new PredictionsError({
      expected: "at least one replicate and a level between 0 and 1",
      found: `${replicates} and ${level}`,
    });
  }
}

/** The subjects to draw among: all, or those with a positive slice and those without. */
function strataOf({ count, positives }: Clusters, stratify: boolean): number[][] {
  const subjects = Array.from({ length: count }, (_, subject) => subject);
  if (!stratify) return [subjects];
  return [
    subjects.filter((subject) => positives[subject]! > 0),
    subjects.filter((subject) => positives[subject] === 0),
  ];
}
