import { assertLevel, type Interval } from "../../evaluate/interval.ts";
import { scoreInterval } from "../../statistics/score_interval.ts";
import { studentQuantile } from "../../statistics/student_t.ts";
import { bySeed } from "./balanced_trials.ts";
import type { Trial } from "./trial.ts";
import { countTested, type TrialAuc, trialAuc } from "./trial_auc.ts";
import { twoWayVariance } from "./two_way_variance.ts";

/** An interval in which both are chance: the seeds, and the cohort's subjects. */
export interface SeedsInterval extends Omit<Interval, "unit"> {
  /** `subject` where there is a single seed, which says nothing about the others. */
  unit: "seed and subject" | "subject";
}

/** The test AUC over repeated seeds. */
export interface MeanAuc extends SeedsInterval {
  /** Over the seeds, each counting the same. */
  mean: number;
  /** Of each seed, ascending by seed. */
  aucs: number[];
  /** Different subjects that were tested, of all seeds. */
  subjects: number;
}

/** How wide an interval is. */
export interface MeanAucOptions {
  /** Coverage. Default 0.95. */
  level?: number;
}

/**
 * The mean test AUC over seeds, with an interval over seeds and subjects: how far the mean would come
 * out with other seeds (another split, permutation, initial weights, order of batches) and with other
 * subjects of the same kind. It is logit(mean) -+ t times the standard error of
 * {@linkcode twoWayVariance}, brought back to [0, 1] (`two-way-logit`).
 *
 * Three seeds say little about how seeds differ; the degrees of freedom, few where the seeds' part of the
 * variance is large, make up for it, so that two seeds that differ say next to nothing. With a single
 * seed only subjects are chance (`unit`).
 *
 * By simulation, with a classifier trained again on every split of every cohort
 * (`bench/mean_auc_coverage.ts`), it covers the true mean in 94-100 % of cohorts in each of the ladder's
 * conditions, with 1, 3, 5 or 10 seeds: closest where labels are true, too wide where they are permuted
 * and split by subject. A bootstrap over subjects covers 85-96 %, Student's t over the seeds 56-96 %,
 * the less the more seeds, and Owen's pigeonhole bootstrap of seeds and subjects (2007, Ann Appl Stat
 * 1:386) 93-100 %, in wider intervals where the split is by subject.
 *
 * Where fewer than one pair of subjects with and without positives stands in the wrong order, the
 * interval is {@linkcode scoreInterval} with subjects for cases (`score`). With a single subject that
 * has positive slices, or negative ones, nothing is known of how such subjects differ: [0, 1].
 *
 * @param trials Runs of one condition, one per seed.
 * @throws {PredictionsError} No run, two of one seed, or a test set with one label only.
 */
export function meanAuc(
  trials: readonly Trial[],
  { level = 0.95 }: MeanAucOptions = {},
): MeanAuc {
  assertLevel(level);
  const judged = bySeed(trials).map(trialAuc);
  const aucs = judged.map(({ auc }) => auc);
  const mean = aucs.reduce((sum, auc) => sum + auc, 0) / aucs.length;
  const { all: subjects } = countTested(judged);
  const unit = judged.length === 1 ? "subject" : "seed and subject";
  return { mean, aucs, subjects, ...intervalOf(mean, judged, level), unit };
}

function intervalOf(
  mean: number,
  judged: readonly TrialAuc[],
  level: number,
): Pick<Interval, "ci" | "method"> {
  const { positives, negatives } = countTested(judged);
  if (positives < 2 || negatives < 2) return { ci: [0, 1], method: "none" };
  const slope = mean * (1 - mean);
  if (positives * negatives * Math.min(mean, 1 - mean) < 1) {
    return { ci: scoreInterval(mean, positives, negatives, { level }), method: "score" };
  }
  const { variance, degrees } = twoWayVariance(
    judged.map(({ auc, influence }) => ({ value: auc, influence })),
  );
  const margin = studentQuantile((1 + level) / 2, degrees) * Math.sqrt(variance) / slope;
  const moved = (by: number) => 1 / (1 + (1 - mean) / mean * Math.exp(-by));
  return { ci: [moved(-margin), moved(margin)], method: "two-way-logit" };
}
