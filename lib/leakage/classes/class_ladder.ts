import { PredictionsError } from "../../error.ts";
import { auc, rank } from "../../evaluate/auc/auc.ts";
import { assertLevel } from "../../evaluate/interval.ts";
import type { ClassPrediction } from "../../predictions/classes/class_prediction.ts";
import { oneVersusRest } from "../../predictions/classes/class_table.ts";
import type { Random } from "../../random.ts";
import { bySeed } from "../trials/balanced_trials.ts";
import {
  type ExchangeJudge,
  placed,
  placesAmong,
  testByExchanges,
} from "../trials/identity_null.ts";
import {
  type Ladder,
  type LadderJudge,
  ladderOf,
  type LadderTrial,
  ofTwoLabels,
} from "../trials/ladder.ts";
import { type MeanAucOptions, meanOfTrials } from "../trials/mean_auc.ts";
import { differenceOfMeans } from "../trials/mean_difference.ts";
import { testedSlices, type TrialAuc, trialAuc } from "../trials/trial_auc.ts";
import { withoutDead } from "../trials/trial_outcomes.ts";
import { classExchange } from "./permute_classes.ts";

/** A run of one of the ladder's four conditions, on several classes. */
export interface ClassLadderTrial extends Omit<LadderTrial, "predictions"> {
  /** Of all sets; those of the test set are judged. */
  predictions: readonly ClassPrediction[];
}

/** The permutation ladder of several classes: of macro AUCs, and of each class against the rest. */
export interface ClassLadder extends Ladder {
  /** In the order of the classes. */
  classes: ({ name: string } & Omit<Ladder, "outcomes">)[];
}

/**
 * The permutation ladder of several classes. What the ladder says of a run's AUC is said of its macro AUC:
 * the mean over seeds has its interval over seeds and subjects, a subject moving a seed's mean by the mean of
 * what it moves the AUCs of the classes; degrees of freedom are those of the class with fewest tested subjects.
 * Labels are permuted as {@linkcode permuteClasses} does, by which also the null of the identity part is drawn.
 *
 * @param trials Runs of one network on the same classes, in any order.
 * @throws {PredictionsError} As `ladder`; or a test set that lacks a class.
 *
 * @example
 * ```ts
 * import { classLadder, type ClassLadderTrial } from "hemoleak/leakage";
 *
 * // A network that knows whose a slice is, and nothing of the disease.
 * const trials = (["slice", "subject"] as const).flatMap((split) =>
 *   (["true", "permuted"] as const).map((labels): ClassLadderTrial => ({
 *     cell: { split, labels, seed: 1 },
 *     predictions: Array.from({ length: 36 }, (_, i) => {
 *       const label = ["EDH", "SDH", "none"][(i + (labels === "true" ? 0 : i % 2)) % 3]!;
 *       const known = split === "slice" ? label : "none";
 *       return {
 *         subject: `S${i}`,
 *         study: "1",
 *         slice: "1",
 *         set: "test",
 *         label,
 *         scores: { EDH: +(known === "EDH"), SDH: +(known === "SDH"), none: +(known === "none") },
 *       };
 *     }),
 *   }))
 * );
 * const { auc, classes } = classLadder(trials);
 * console.assert(auc.slice.permuted.mean === 1 && auc.subject.permuted.mean === 0.5);
 * console.assert(classes.length === 3);
 * ```
 */
export function classLadder(
  trials: readonly ClassLadderTrial[],
  options: MeanAucOptions = {},
): ClassLadder {
  const { level = 0.95 } = options;
  assertLevel(level);
  const classes = classesOf(trials);
  return withoutDead(trials, (alive) => ({
    ...ladderOf(alive, ofMeans(classes, level)),
    classes: classes.map((name) => ({ name, ...ladderOf(alive, ofClass(name, options)) })),
  }));
}

/** @throws {PredictionsError} Runs are of other classes, or lack one in their test set. */
function classesOf(trials: readonly ClassLadderTrial[]): string[] {
  const classes = Object.keys(trials[0]?.predictions[0]?.scores ?? {});
  for (const { cell: { seed }, predictions } of trials) {
    const own = Object.keys(predictions[0]?.scores ?? {});
    const tested = new Set(
      predictions.filter(({ set }) => set === "test").map(({ label }) => label),
    );
    const lacking = classes.filter((name) => !tested.has(name));
    if (own.join() !== classes.join()) {
      throw new PredictionsError({
        expected: `runs of the classes ${classes.join(", ")}`,
        found: `${own.join(", ")} with seed ${seed}`,
      });
    }
    if (lacking.length > 0) {
      throw new PredictionsError({
        expected: `test slices of each class with seed ${seed}`,
        found: `none of ${lacking.join(", ")}`,
      });
    }
  }
  return classes;
}

/** One class against the rest. */
function ofClass(name: string, options: MeanAucOptions): LadderJudge<ClassLadderTrial> {
  const views = (runs: readonly ClassLadderTrial[]) => runs.map((run) => viewOf(run, name));
  const { mean, difference } = ofTwoLabels(options);
  return {
    mean: (runs) => mean(views(runs)),
    difference: (first, second) => difference(views(first), views(second)),
    identity: (permuted, readers) => identityTest(permuted, readers, [name]),
  };
}

/** The mean over classes. */
function ofMeans(classes: readonly string[], level: number): LadderJudge<ClassLadderTrial> {
  const judged = (runs: readonly ClassLadderTrial[]) => meanAreas(bySeed(runs), classes);
  return {
    mean: (runs) => meanOfTrials(judged(runs))(level),
    difference: (first, second) => differenceOfMeans(judged(first), judged(second), level),
    identity: (permuted, readers) => identityTest(permuted, readers, classes),
  };
}

function viewOf({ predictions, ...run }: ClassLadderTrial, name: string): LadderTrial {
  return { ...run, predictions: oneVersusRest(predictions, name) };
}

/** The mean AUC of each run; for degrees of freedom, with the subjects of the class that has fewest. */
function meanAreas(runs: readonly ClassLadderTrial[], classes: readonly string[]): TrialAuc[] {
  const ofClass = classes.map((name) => runs.map((run) => trialAuc(viewOf(run, name))));
  const sizes = ofClass.map((areas) => testedSlices(areas.map(({ positives }) => positives)).size);
  const rarest = ofClass[sizes.indexOf(Math.min(...sizes))]!;
  return runs.map((_, i) => {
    const areas = ofClass.map((each) => each[i]!);
    const { seed, positives, negatives, taught } = rarest[i]!;
    const influence = new Map<string, number>();
    for (const area of areas) {
      for (const [subject, moved] of area.influence) {
        influence.set(subject, (influence.get(subject) ?? 0) + moved / areas.length);
      }
    }
    const mean = areas.reduce((sum, area) => sum + area.auc, 0) / areas.length;
    return { seed, auc: mean, influence, positives, negatives, taught };
  });
}

/** Whether runs on permuted classes know whose a slice is, by the mean AUC of some classes. */
function identityTest(
  permuted: readonly ClassLadderTrial[],
  readers: readonly ClassLadderTrial[],
  classes: readonly string[],
) {
  const judges = permuted.map((trial, i) => judgeOf(trial, readers[i]!, classes));
  return testByExchanges(judges, permuted.map(({ cell }) => cell.seed));
}

function judgeOf(
  permuted: ClassLadderTrial,
  readers: ClassLadderTrial,
  classes: readonly string[],
): ExchangeJudge | null {
  const tested = permuted.predictions.filter(({ set }) => set === "test");
  const places = placesAmong(readers.predictions, tested);
  if (places === null) return null;
  const exchange = classExchange(placed(readers.predictions));
  const columns = classes.map((name) => {
    const scores = Float64Array.from(tested, (row) => row.scores[name]!);
    return { name, scores, ranking: rank(scores) };
  });
  const mean = (labelOf: (row: number) => string) =>
    columns.reduce((sum, { name, ...scored }) => {
      const labels = Uint8Array.from(tested, (_, row) => labelOf(row) === name ? 1 : 0);
      return sum + auc({ ...scored, labels });
    }, 0) / columns.length;
  return {
    observed: mean((row) => tested[row]!.label),
    draw(random: Random): number {
      for (;;) {
        const drawn = exchange(random);
        const found = new Set(places.map((place) => drawn[place]!));
        // In a small test set one may get no label, and has no AUC.
        if (found.size > 1 && classes.every((name) => found.has(name))) {
          return mean((row) => drawn[places[row]!]!);
        }
      }
    },
  };
}
