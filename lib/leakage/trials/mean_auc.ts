import { exp } from "../../elementary.ts";
import { assertLevel, type Interval, ONE_SUBJECT } from "../../evaluate/interval.ts";
import { scoreInterval } from "../../statistics/score_interval.ts";
import { studentQuantile } from "../../statistics/student_t.ts";
import { bySeed } from "./balanced_trials.ts";
import type { AnyTrial } from "./trial.ts";
import { countTested, testedDegrees, type TrialAuc, trialAuc } from "./trial_auc.ts";
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

/** What is judged, and how wide its interval is. */
export interface MeanAucOptions {
  /** Coverage. Default 0.95. */
  level?: number;
  /** Of several classes the one that is judged, against the rest. Default: the mean of the AUCs of all. */
  class?: string;
}

/**
 * The mean test AUC over seeds, with an interval over seeds and subjects: how far the mean would come
 * out with other seeds (another split, permutation, initial weights, order of batches) and with other
 * subjects of the same kind, to be tested and to be trained on. It is logit(mean) -+ t times the standard error of
 * {@linkcode twoWayVariance}, brought back to [0, 1] (`two-way-logit`).
 *
 * Three seeds say little about how seeds differ, few positive subjects little about how subjects do; the
 * degrees of freedom make up for either, so that two seeds that differ say next to nothing. With a
 * single seed only subjects are chance (`unit`). `docs/statistics.md` has its coverage, by simulation
 * with a classifier that is trained again on every split of every cohort, beside that of a bootstrap over
 * subjects, of Student's t over the seeds and of Owen's pigeonhole bootstrap (2007, Ann Appl Stat 1:386).
 *
 * Where fewer than one pair of subjects with and without positives stands in the wrong order, the
 * interval is {@linkcode scoreInterval} with subjects for cases (`score`). With a single subject that
 * has positive slices, or negative ones, nothing is known of how such subjects differ: [0, 1].
 *
 * Of several classes it is the mean of their AUCs, each against the rest. A subject moves that by the mean of
 * what it moves the AUCs of the classes; degrees of freedom are those of the class with fewest tested subjects.
 *
 * @param trials Runs of one condition, one per seed.
 * @throws {PredictionsError} No run, two of one seed, or a test set with one label only.
 */
export function meanAuc(
  trials: readonly AnyTrial[],
  { level = 0.95, class: name }: MeanAucOptions = {},
): MeanAuc {
  assertLevel(level);
  return meanOfTrials(bySeed(trials).map((trial) => trialAuc(trial, name)))(level);
}

/** The same of runs that are judged already, at any level. */
export function meanOfTrials(judged: readonly TrialAuc[]): (level: number) => MeanAuc {
  const aucs = judged.map(({ auc }) => auc);
  const mean = aucs.reduce((sum, auc) => sum + auc, 0) / aucs.length;
  const { all: subjects } = countTested(judged);
  const unit = judged.length === 1 ? "subject" : "seed and subject";
  const intervalAt = intervalOf(mean, judged);
  return (level) => ({ mean, aucs, subjects, ...intervalAt(level), unit });
}

function intervalOf(
  mean: number,
  judged: readonly TrialAuc[],
): (level: number) => Pick<Interval, "ci" | "method" | "reason"> {
  const { positives, negatives } = countTested(judged);
  if (positives < 2 || negatives < 2) {
    return () => ({ ci: [0, 1], method: "none", reason: ONE_SUBJECT });
  }
  if (positives * negatives * Math.min(mean, 1 - mean) < 1) {
    return (level) => ({
      ci: scoreInterval(mean, positives, negatives, { level }),
      method: "score",
    });
  }
  const { variance, degrees } = twoWayVariance(
    judged.map(({ auc, influence, taught }) => ({
      value: auc,
      influence,
      taught: taught.byOthers,
    })),
    testedDegrees(judged),
  );
  const error = Math.sqrt(variance) / (mean * (1 - mean));
  const moved = (by: number) => 1 / (1 + (1 - mean) / mean * exp(-by));
  return (level) => {
    const margin = studentQuantile((1 + level) / 2, degrees) * error;
    return { ci: [moved(-margin), moved(margin)], method: "two-way-logit" };
  };
}
