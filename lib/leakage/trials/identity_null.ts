import { auc, rank } from "../../evaluate/auc/auc.ts";
import type { Prediction } from "../../predictions/prediction.ts";
import { Random } from "../../random.ts";
import type { Label } from "../../split/split.ts";
import { quantile } from "../../statistics/quantile.ts";
import { classExchange } from "../classes/permute_classes.ts";
import { type AboveChance, aboveChance, type MeanAuc } from "./mean_auc.ts";
import { labelExchange } from "./permute_labels.ts";
import { testRows, type TestView, testViews } from "./test_views.ts";
import type { AnyTrial, CohortSlice } from "./trial.ts";

/** What the mean AUC on permuted labels would be if nothing could be had from identity. */
export interface IdentityNull {
  /** 0.5, or more where the height of a slice alone says something about its label. */
  mean: number;
  /** Standard deviation of the mean AUCs by chance. */
  deviation: number;
  /** Of the mean AUCs by chance, 95 % lie below. */
  upper: number;
  /** How many exchanges it is made from. */
  draws: number;
}

/** Other exchanges of the labels, for each seed, and how the mean AUC stands among them. */
export interface IdentityTest {
  null: IdentityNull;
  /** One-sided: how often chance alone reaches the mean AUC or more. */
  p: number;
}

/** The identity part, and how it stands among what chance gives. */
export interface IdentityPart extends AboveChance {
  /** By other exchanges of the labels; null where the runs do not test the same cohort. */
  null: IdentityNull | null;
  /** One-sided, by the same; null where there are none. */
  p: number | null;
}

/** What a mean AUC on permuted labels, split by slice, has above its null, or above 0.5 where there is none. */
export function identityPart(found: MeanAuc, test: IdentityTest | null): IdentityPart {
  return {
    ...aboveChance(found, test?.null.mean ?? 0.5),
    null: test?.null ?? null,
    p: test?.p ?? null,
  };
}

const DRAWS = 999;

/**
 * Whether a network that was trained on permuted labels, split by slice, knows whose a slice is: a
 * permutation test. Its scores are judged by other exchanges of the labels, drawn as the one that it
 * learned was ({@linkcode permuteLabels}, {@linkcode permuteClasses}). If it learned nothing but what all
 * exchanges have in common, as the height of a slice, then the one that it learned is no better than they
 * are. No network is trained again, so that the test says nothing about how far trainings differ.
 *
 * @param permuted Runs on permuted labels, one per seed.
 * @param readers Runs of the same seeds on the readers' labels, which have the labels to exchange.
 * @param name Of several classes the one that is judged; all are exchanged.
 * @returns Null where a run tests slices that the other does not have.
 */
export function identityTest(
  permuted: readonly AnyTrial[],
  readers: readonly AnyTrial[],
  name?: string,
): IdentityTest | null {
  return identityTestOfFolds(permuted.map((run) => [run]), readers.map((run) => [run]), name);
}

/**
 * The same of cross-validation, where a seed has a run for each fold. All of them learned one exchange of the
 * labels, so that another one is drawn for all of them together; a seed's AUC is the mean of its folds'.
 *
 * @param permuted Of each seed, the runs of its folds on permuted labels.
 * @param readers Of the same seeds, the runs of the folds on the readers' labels.
 * @param name As of {@linkcode identityTest}.
 */
export function identityTestOfFolds(
  permuted: readonly (readonly AnyTrial[])[],
  readers: readonly (readonly AnyTrial[])[],
  name?: string,
): IdentityTest | null {
  const judges = permuted.map((runs, i) => judgeOf(runs, readers[i]!, name));
  if (judges.some((judge) => judge === null)) return null;
  const seeds = permuted.map(([run]) => run!.cell.seed);
  const observed = meanOf(judges.map((judge) => judge!.observed));
  const random = new Random(...seeds, "identity null");
  const chance = Float64Array.from(
    { length: DRAWS },
    () => meanOf(judges.map((judge) => judge!.draw(random))),
  ).sort();
  const center = meanOf([...chance]);
  const squares = chance.reduce((sum, value) => sum + (value - center) ** 2, 0);
  // What rounding makes of equal means is no difference.
  const reached = chance.reduce((count, value) => count + (value > observed - 1e-12 ? 1 : 0), 0);
  return {
    null: {
      mean: center,
      deviation: Math.sqrt(squares / (DRAWS - 1)),
      upper: quantile(chance, 0.95),
      draws: DRAWS,
    },
    p: (1 + reached) / (DRAWS + 1),
  };
}

/** A seed's AUC by the labels that its runs learned, and by another exchange of them. */
interface ExchangeJudge {
  observed: number;
  draw(random: Random): number;
}

function judgeOf(
  permuted: readonly AnyTrial[],
  readers: readonly AnyTrial[],
  name?: string,
): ExchangeJudge | null {
  const cohort = cohortOf(readers);
  const tests: ExchangedTest[] = [];
  for (const run of permuted) {
    const tested = testRows(run), places = placesAmong(cohort, tested);
    if (places === null) return null;
    const views = testViews(tested, name).map((view) => ({ ...view, ranking: rank(view.scores) }));
    tests.push({ places, views });
  }
  const exchange = exchangeOf(cohort);
  return {
    observed: meanOfTests(tests),
    draw(random: Random): number {
      for (;;) {
        const drawn = exchange(random);
        const exchanged = tests.map((test) => exchangedTest(test, drawn));
        // In a small test set all may get one label, or none a class, and there is no AUC.
        const isWhole = exchanged.every(({ views }) =>
          views.every(({ labels }) => labels.includes(1) && labels.includes(0))
        );
        if (isWhole) return meanOfTests(exchanged);
      }
    },
  };
}

/** What a run is judged by, and where its slices are in the cohort. */
interface ExchangedTest {
  places: readonly number[];
  views: readonly TestView[];
}

/** The same scores by other labels of the cohort. */
function exchangedTest({ places, views }: ExchangedTest, drawn: readonly Label[]): ExchangedTest {
  return {
    places,
    views: views.map((view) => {
      const labels = new Uint8Array(places.length);
      for (let row = 0; row < labels.length; row++) {
        labels[row] = drawn[places[row]!] === view.own ? 1 : 0;
      }
      return { ...view, labels };
    }),
  };
}

/** Of each run the mean over its classes, and of these the mean. */
function meanOfTests(tests: readonly ExchangedTest[]): number {
  return meanOf(tests.map(({ views }) => meanOf(views.map((view) => auc(view)))));
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** All slices of the cohort with the readers' labels, as far as runs on these hold them. */
function cohortOf(readers: readonly AnyTrial[]): readonly CohortSlice<Label>[] {
  const [first, ...others] = readers;
  if (first === undefined || first.cohort !== undefined) return first?.cohort ?? [];
  if (others.length === 0) return first.predictions;
  const slices = readers.flatMap(({ predictions }): readonly CohortSlice<Label>[] => predictions);
  return [...new Map(slices.map((slice) => [nameOf(slice), slice])).values()];
}

/** Draws exchanges of the labels of slices, as runs on permuted labels have them. */
function exchangeOf(cohort: readonly CohortSlice<Label>[]): (random: Random) => Label[] {
  return typeof cohort[0]?.label === "string"
    ? classExchange(placed(cohort as readonly CohortSlice<string>[]))
    : labelExchange(placed(cohort as readonly CohortSlice<0 | 1>[]));
}

type Named = Pick<Prediction, "subject" | "study" | "slice">;

/** Where slices are among others, by their names; null where one is not there. */
function placesAmong(rows: readonly Named[], wanted: readonly Named[]): number[] | null {
  const known = new Map(rows.map((row, place) => [nameOf(row), place]));
  const places = wanted.map((row) => known.get(nameOf(row)) ?? -1);
  return places.includes(-1) ? null : places;
}

function nameOf({ subject, study, slice }: Named): string {
  return JSON.stringify([subject, study, slice]);
}

/** The slices with their places in the stack, by their names as people count. */
function placed<Of extends Label>(rows: readonly (Named & { label: Of })[]) {
  const order = [...rows.keys()].sort((a, b) => compare(rows[a]!.slice, rows[b]!.slice));
  const places = new Uint32Array(rows.length);
  order.forEach((row, place) => places[row] = place);
  return rows.map(({ subject, study, label }, row) => ({
    subject,
    study,
    label,
    slice: places[row]!,
  }));
}

const { compare } = new Intl.Collator("en", { numeric: true });
