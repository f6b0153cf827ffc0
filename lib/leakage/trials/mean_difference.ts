import { PredictionsError } from "../../error.ts";
import type { Scored } from "../../evaluate/auc/auc.ts";
import { rankAlike } from "../../evaluate/auc/paired_difference.ts";
import { assertLevel, ONE_SUBJECT } from "../../evaluate/interval.ts";
import { moverInterval } from "../../statistics/mover.ts";
import { studentTwoSided } from "../../statistics/student_t.ts";
import { waldInterval } from "../../statistics/wald_interval.ts";
import { bySeed } from "./balanced_trials.ts";
import { type MeanAucOptions, meanOfTrials, type SeedsInterval } from "./mean_auc.ts";
import { testRows, testView, testViews } from "./test_views.ts";
import type { AnyTrial } from "./trial.ts";
import { countTested, testedDegrees, type TrialAuc, trialAuc } from "./trial_auc.ts";
import { type SeedValue, twoWayVariance } from "./two_way_variance.ts";

/** The difference of two mean AUCs; its interval lies in [-1, 1]. */
export interface MeanDifference extends SeedsInterval {
  /** The first mean minus the second. */
  difference: number;
  /** Of each seed, ascending by seed. */
  differences: number[];
  /** Two-sided, the one that belongs to the interval; null where it cannot be determined. */
  p: number | null;
}

/**
 * The difference of two mean test AUCs of the same seeds.
 *
 * Where both were judged on the same slices, as doses are, it is paired by seed and by subject: what a
 * seed or a subject does to both does not count as chance. The interval is the difference -+ t times the
 * standard error of {@linkcode twoWayVariance} (`two-way`). Runs that rank all slices alike differ by
 * nothing ([0, 0]); no variance otherwise says nothing ([-1, 1], `none`).
 *
 * Where they were not, as splits by slice and by subject are not, a standard error of the difference
 * comes out too small: it takes the two for samples of one size and shape, which they are not. The
 * interval is then made from those of the two means ({@linkcode moverInterval}; `mover`), and p is 1 minus
 * the coverage at which it just leaves out 0. `docs/statistics.md` has the coverage of both.
 *
 * @param first Runs of one condition, one per seed.
 * @param second Runs of the other, of the same seeds.
 * @throws {PredictionsError} Other seeds, two runs of one seed, or a test set with one label only.
 */
export function meanDifference(
  first: readonly AnyTrial[],
  second: readonly AnyTrial[],
  { level = 0.95, class: name }: MeanAucOptions = {},
): MeanDifference {
  assertLevel(level);
  const runs = [bySeed(first), bySeed(second)] as const;
  const [a, b] = [runs[0], runs[1]].map((of) => of.map((trial) => trialAuc(trial, name))) as [
    TrialAuc[],
    TrialAuc[],
  ];
  assertSameSeeds(a, b);
  const pairs = runs[0].map((trial, i) => sharedScores(trial, runs[1][i]!, name));
  if (pairs.some((pair) => pair === null)) return differenceOfMeans(a, b, level);
  const ranksAlike = pairs.every((views) => views!.every((pair) => rankAlike(...pair)));
  return differenceOf(
    a,
    b,
    (found) =>
      ranksAlike
        ? { p: 1, ci: [0, 0], method: "two-way" }
        : fromPairs(a, b, found.difference, level),
  );
}

/** The same of runs that are judged already, and not on the same slices. */
export function differenceOfMeans(
  first: readonly TrialAuc[],
  second: readonly TrialAuc[],
  level: number,
): MeanDifference {
  return differenceOf(first, second, () => fromMeans(first, second, level));
}

function differenceOf(
  a: readonly TrialAuc[],
  b: readonly TrialAuc[],
  judge: (found: { difference: number }) => Judged,
): MeanDifference {
  const differences = a.map(({ auc }, i) => auc - b[i]!.auc);
  const difference = differences.reduce((sum, value) => sum + value, 0) / differences.length;
  const unit = a.length === 1 ? "subject" : "seed and subject";
  const found = { difference, differences, unit } as const;
  if (tooFew(a) || tooFew(b)) {
    return { ...found, p: null, ci: [-1, 1], method: "none", reason: ONE_SUBJECT };
  }
  return { ...found, ...judge(found) };
}

type Judged = Pick<MeanDifference, "p" | "ci" | "method" | "reason">;

/** Of runs on the same slices. */
function fromPairs(
  a: readonly TrialAuc[],
  b: readonly TrialAuc[],
  difference: number,
  level: number,
): Judged {
  const values = a.map((trial, i) => pairOf(trial, b[i]!));
  const { variance, degrees } = twoWayVariance(values, testedDegrees(a));
  if (variance === 0) {
    return { p: null, ci: [-1, 1], method: "none", reason: "no variance to judge by" };
  }
  return {
    p: studentTwoSided(Math.abs(difference) / Math.sqrt(variance), degrees),
    ci: waldInterval(difference, variance, { level, degrees, range: [-1, 1] }),
    method: "two-way",
  };
}

/** Of runs on other slices, from the intervals of their means. */
function fromMeans(a: readonly TrialAuc[], b: readonly TrialAuc[], level: number): Judged {
  const [first, second] = [meanOfTrials(a), meanOfTrials(b)];
  const intervalAt = (coverage: number) =>
    moverInterval(
      (one, other) => one - other,
      [first(coverage), second(coverage)].map(({ mean, ci }) => ({ value: mean, ci })),
    );
  return { p: levelLeaving0(intervalAt), ci: intervalAt(level), method: "mover" };
}

/** 1 minus the coverage at which an interval just leaves out 0, to 1e-6. */
function levelLeaving0(intervalAt: (level: number) => [low: number, high: number]): number {
  let holds = 1, leaves = 0;
  for (let step = 0; step < 20; step++) {
    const middle = (holds + leaves) / 2;
    const [low, high] = intervalAt(middle);
    if (low <= 0 && 0 <= high) holds = middle;
    else leaves = middle;
  }
  return 1 - leaves;
}

/** The scores of both runs, for each class, if they test the same slices with the same labels. */
function sharedScores(a: AnyTrial, b: AnyTrial, name?: string): [Scored, Scored][] | null {
  const named = (trial: AnyTrial) =>
    new Map(
      testRows(trial).map((row) => {
        return [JSON.stringify([row.subject, row.study, row.slice]), row] as const;
      }),
    );
  const first = named(a), second = named(b);
  if (first.size !== second.size) return null;
  const rows = [...first.values()];
  const partners = [...first].flatMap(([slice, { label }]) => {
    const partner = second.get(slice);
    return partner?.label === label ? [partner] : [];
  });
  if (partners.length < rows.length) return null;
  return testViews(rows, name).map((view) => [view, testView(partners, view.own)]);
}

/** The difference of one seed, and how far each subject that either run tested moves it. */
function pairOf(a: TrialAuc, b: TrialAuc): SeedValue {
  const subjects = new Set([...a.influence.keys(), ...b.influence.keys()]);
  const moved = (subject: string) =>
    (a.influence.get(subject) ?? 0) - (b.influence.get(subject) ?? 0);
  return {
    value: a.auc - b.auc,
    influence: new Map([...subjects].map((subject) => [subject, moved(subject)])),
    // Of what is tested the two have more in common than of what they were taught.
    taught: Math.max(a.taught.byAll, b.taught.byAll),
  };
}

/** A single subject of a label does not show how such subjects differ. */
function tooFew(judged: readonly TrialAuc[]): boolean {
  const { positives, negatives } = countTested(judged);
  return positives < 2 || negatives < 2;
}

function assertSameSeeds(a: readonly TrialAuc[], b: readonly TrialAuc[]): void {
  const seedsOf = (judged: readonly TrialAuc[]) => judged.map(({ seed }) => seed).join(", ");
  if (seedsOf(a) === seedsOf(b)) return;
  throw new PredictionsError({
    expected: "runs of the same seeds, to compare in pairs,",
    found: `${seedsOf(a)} and ${seedsOf(b)}`,
  });
}
