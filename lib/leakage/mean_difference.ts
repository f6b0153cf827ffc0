import { PredictionsError } from "../error.ts";
import { assertLevel } from "../evaluate/interval.ts";
import { studentTwoSided } from "../evaluate/student_t.ts";
import { waldInterval } from "../evaluate/wald_interval.ts";
import type { MeanAucOptions, SeedsInterval } from "./mean_auc.ts";
import { bySeed } from "./seeds.ts";
import type { Trial } from "./trial.ts";
import { trialAuc } from "./trial_auc.ts";
import { type SeedValue, twoWayVariance } from "./two_way_variance.ts";

/** The difference of two mean AUCs; its interval lies in [-1, 1]. */
export interface MeanDifference extends SeedsInterval {
  /** The first mean less the second. */
  difference: number;
  /** Of each seed, ascending by seed. */
  differences: number[];
  /** Two-sided, by Student's t; null where there is no telling. */
  p: number | null;
}

/**
 * The difference of two mean test AUCs of the same seeds, paired by seed and by subject: what a
 * seed or a subject does to both does not count as chance. The interval is the difference -+ t times the
 * standard error of {@linkcode twoWayVariance} (`two-way`). By the simulation that {@linkcode meanAuc}
 * tells of, it covers the true difference between splits by slice and by subject in 94-96 % of cohorts
 * with 3, 5 or 10 seeds; with a single one, in 85 %. Equal scores give a difference of 0 with
 * the interval [0, 0]; another difference without any variance tells nothing ([-1, 1], `none`).
 *
 * @param first Runs of one condition, one a seed.
 * @param second Runs of the other, of the same seeds.
 * @throws {PredictionsError} Other seeds, two runs of one seed, or a test set with one label only.
 */
export function meanDifference(
  first: readonly Trial[],
  second: readonly Trial[],
  { level = 0.95 }: MeanAucOptions = {},
): MeanDifference {
  assertLevel(level);
  const values = pairs(first, second);
  const differences = values.map(({ value }) => value);
  const difference = differences.reduce((sum, value) => sum + value, 0) / differences.length;
  const unit = values.length === 1 ? "subject" : "seed and subject";
  const { variance, degrees } = twoWayVariance(values);
  if (variance === 0) {
    const known = difference === 0;
    return {
      difference,
      differences,
      p: known ? 1 : null,
      ci: known ? [0, 0] : [-1, 1],
      unit,
      method: known ? "two-way" : "none",
    };
  }
  return {
    difference,
    differences,
    p: studentTwoSided(Math.abs(difference) / Math.sqrt(variance), degrees),
    ci: waldInterval(difference, variance, { level, degrees, range: [-1, 1] }),
    unit,
    method: "two-way",
  };
}

/** The difference of each seed, and how far each subject that either tested moves it. */
function pairs(first: readonly Trial[], second: readonly Trial[]): SeedValue[] {
  const others = bySeed(second).map(trialAuc);
  return bySeed(first).map(trialAuc).map((a, i) => {
    const b = others[i];
    if (b?.seed !== a.seed || others.length !== first.length) {
      throw new PredictionsError(
        `Expected runs of the same seeds, to compare in pairs, but found ${seedsText(first)} and ` +
          seedsText(second),
      );
    }
    const subjects = new Set([...a.influence.keys(), ...b.influence.keys()]);
    const influence = new Map(
      [...subjects].map((subject) => [
        subject,
        (a.influence.get(subject) ?? 0) - (b.influence.get(subject) ?? 0),
      ]),
    );
    return { value: a.auc - b.auc, influence };
  });
}

function seedsText(trials: readonly Trial[]): string {
  return bySeed(trials).map(({ cell }) => cell.seed).join(", ");
}
