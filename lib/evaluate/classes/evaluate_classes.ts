import { PredictionsError } from "../../error.ts";
import { ANYTHING, checkOptions, type OptionRules } from "../../options.ts";
import type { ClassPrediction } from "../../predictions/classes/class_prediction.ts";
import { type ClassTable, classTableOf } from "../../predictions/classes/class_table.ts";
import { samePeople } from "../../predictions/people/same_person.ts";
import { judgedSet, rowsOf } from "../../predictions/set_rows.ts";
import { moverInterval } from "../../statistics/mover.ts";
import { type ClusterPairs, clusterPairs } from "../auc/cluster_pairs.ts";
import { delong } from "../auc/delong.ts";
import { clusteredAucOf } from "../auc/obuchowski.ts";
import { cautionFrom } from "../caution.ts";
import { constantScore } from "../constant_score.ts";
import { assertLevel } from "../interval.ts";
import { clusteredProportion, type Proportion } from "../thresholds/proportion.ts";
import { type ClassCalls, classCalls, classConfusion } from "./class_confusion.ts";
import type { ClassMetrics, JudgedClass } from "./class_metrics.ts";
import {
  assertOneClassSplit,
  type ClassView,
  classViews,
  missingClasses,
  presentClasses,
  ranked,
} from "./class_views.ts";
import { macroAucOf, type MacroOptions } from "./macro_auc.ts";

const RULES: OptionRules<MacroOptions> = { level: ANYTHING };

/**
 * Judges predictions of several classes: each class against the rest, the mean of their AUCs, and the calls, a
 * slice's being the class of its highest score. Scores may be any numbers, but those of a slice must be
 * comparable. As with two labels, rows of the test set are judged or, without any, of the validation
 * set, and subjects whose names are the same in their normal form are one.
 *
 * A class that none of these slices is of has no AUC, and is in no mean.
 *
 * @throws {OptionsError} There is no such option.
 * @throws {PredictionsError} No predictions or training rows only, slices of one class only, a score that is
 * not finite, or several folds.
 *
 * @example
 * ```ts
 * import { evaluateClasses } from "hemoleak/evaluate";
 *
 * const { macro, balancedAccuracy, confusion } = evaluateClasses(
 *   ["EDH", "SDH", "none", "SDH"].map((label, i) => ({
 *     subject: `S${i}`,
 *     study: "1",
 *     slice: "1",
 *     set: "test",
 *     label,
 *     scores: { EDH: i === 0 ? 0.8 : 0.1, SDH: i === 1 ? 0.7 : 0.3, none: i > 1 ? 0.6 : 0.1 },
 *   })),
 * );
 * console.assert(macro.auc > 0.8 && balancedAccuracy.value === (1 + 1 / 2 + 1) / 3);
 * console.assert(confusion.slices[1]!.join() === "0,1,1");
 * ```
 */
export function evaluateClasses(
  predictions: readonly ClassPrediction[] | ClassTable,
  options: MacroOptions = {},
): ClassMetrics {
  checkOptions("evaluateClasses", options, RULES);
  const { level = 0.95 } = options;
  assertLevel(level);
  const { table } = samePeople(classTableOf(predictions));
  assertOneClassSplit(table);
  const judged = judgedSet(table);
  const views = classViews(table, rowsOf(table, judged)).map(ranked);
  const missing = missingClasses(views);
  if (missing !== null) {
    throw new PredictionsError({
      expected: `slices of two classes or more in the ${judged} set`,
      found: missing,
    });
  }
  const calls = classCalls(views);
  const pairs = views.map((view) => view.slices === 0 ? null : clusterPairs(view.scored));
  const classes = views.map((view, place) => judgeClass(view, pairs[place]!, calls, place, level));
  const { subjects, studies } = views[0]!.scored;
  return {
    judged,
    slices: calls.called.length,
    studies: new Set(studies).size,
    subjects: new Set(subjects).size,
    classes,
    macro: macroAucOf(pairs.filter((each) => each !== null), { level }),
    accuracy: share(
      views[0]!,
      () => true,
      (row) => views[calls.called[row]!]!.scored.labels[row] === 1,
      level,
    ),
    balancedAccuracy: meanRecall(classes),
    mostFrequent: mostFrequent(views),
    confusion: classConfusion(views, calls),
    ties: calls.ties,
    areProbabilities: addUp(views),
  };
}

function judgeClass(
  view: ClassView,
  pairs: ClusterPairs | null,
  { called }: ClassCalls,
  place: number,
  level: number,
): JudgedClass {
  const { name, slices, scored } = view;
  const isOwn = (row: number) => scored.labels[row] === 1;
  const isCalled = (row: number) => called[row] === place;
  return {
    name,
    slices,
    subjects: new Set(scored.subjects.filter((_, row) => isOwn(row))).size,
    clustered: pairs && clusteredAucOf(pairs, { level }),
    delong: pairs && delong(scored, { level }),
    recall: slices === 0 ? null : share(view, isOwn, isCalled, level),
    precision: called.includes(place) ? share(view, isCalled, isOwn, level) : null,
    constantScore: constantScore(scored.scores),
  };
}

/** The share of some slices that are as asked, over subjects. */
function share(
  { scored: { subjects } }: ClassView,
  isOf: (row: number) => boolean,
  is: (row: number) => boolean,
  level: number,
): Proportion {
  const count = subjects.reduce((most, subject) => Math.max(most, subject), 0) + 1;
  const trials = new Float64Array(count), successes = new Float64Array(count);
  for (let row = 0; row < subjects.length; row++) {
    if (!isOf(row)) continue;
    trials[subjects[row]!]!++;
    if (is(row)) successes[subjects[row]!]!++;
  }
  return clusteredProportion(successes, trials, { level });
}

/** From the intervals of the recalls, as that of two labels is. */
function meanRecall(classes: readonly JudgedClass[]): ClassMetrics["balancedAccuracy"] {
  const recalls = classes.flatMap(({ recall }) => recall ?? []);
  const mean = (...values: number[]) =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const value = mean(...recalls.map((recall) => recall.value));
  const unknown = recalls.find(({ method }) => method === "none");
  if (unknown !== undefined) {
    const reason = "a class has slices of fewer than two subjects";
    return { value, ci: [0, 1], unit: "subject", method: "none", reason };
  }
  const [low, high] = moverInterval(mean, recalls);
  return {
    value,
    ci: [Math.max(0, low), Math.min(1, high)],
    unit: "subject",
    method: "mover",
    ...cautionFrom(recalls),
  };
}

function mostFrequent(views: readonly ClassView[]): ClassMetrics["mostFrequent"] {
  const present = presentClasses(views);
  const first = present.reduce((most, view) => view.slices > most.slices ? view : most);
  return {
    name: first.name,
    accuracy: first.slices / first.scored.labels.length,
    balancedAccuracy: 1 / present.length,
  };
}

/** Scores are written with two decimals or more, and rounded by half a unit of the last. */
const ROUNDED = 0.005;

function addUp(views: readonly ClassView[]): boolean {
  const columns = views.map(({ scored }) => scored.scores);
  return columns[0]!.every((_, row) => {
    const inside = columns.every((scores) => scores[row]! >= 0 && scores[row]! <= 1);
    const sum = columns.reduce((total, scores) => total + scores[row]!, 0);
    return inside && Math.abs(sum - 1) <= ROUNDED * columns.length;
  });
}
