import { auc, rank } from "../../evaluate/auc/auc.ts";
import { areOfClasses } from "../../predictions/classes/class_prediction.ts";
import type { Prediction } from "../../predictions/prediction.ts";
import { Random } from "../../random.ts";
import type { Label } from "../../split/split.ts";
import { quantile } from "../../statistics/quantile.ts";
import { classExchange } from "../classes/permute_classes.ts";
import { labelExchange } from "./permute_labels.ts";
import { testRows, testViews, type TrialRows } from "./test_views.ts";
import type { AnyTrial } from "./trial.ts";

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

const DRAWS = 999;

/**
 * Whether a network that was trained on permuted labels, split by slice, knows whose a slice is: a
 * permutation test. Its scores are judged by other exchanges of the labels, drawn as the one that it
 * learned was ({@linkcode permuteLabels}, {@linkcode permuteClasses}). If it learned nothing but what all exchanges have in common,
 * as the height of a slice, then the one that it learned is no better than they are. No network is
 * trained again, so that the test says nothing about how far trainings differ.
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
  const judges = permuted.map((trial, i) => judgeOf(trial, readers[i]!, name));
  if (judges.some((judge) => judge === null)) return null;
  const seeds = permuted.map(({ cell }) => cell.seed);
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const observed = mean(judges.map((judge) => judge!.observed));
  const random = new Random(...seeds, "identity null");
  const chance = Float64Array.from(
    { length: DRAWS },
    () => mean(judges.map((judge) => judge!.draw(random))),
  ).sort();
  const center = mean([...chance]);
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

/** One run's AUC by the labels that it learned, and by another exchange of them. */
interface ExchangeJudge {
  observed: number;
  draw(random: Random): number;
}

function judgeOf(permuted: AnyTrial, readers: AnyTrial, name?: string): ExchangeJudge | null {
  const tested = testRows(permuted);
  const places = placesAmong(readers.predictions, tested);
  if (places === null) return null;
  const exchange = exchangeOf(readers.predictions);
  const views = testViews(tested, name).map((view) => ({ ...view, ranking: rank(view.scores) }));
  const mean = (labelsOf: (view: typeof views[number]) => Uint8Array) =>
    views.reduce((sum, view) => sum + auc({ ...view, labels: labelsOf(view) }), 0) / views.length;
  return {
    observed: mean(({ labels }) => labels),
    draw(random: Random): number {
      for (;;) {
        const drawn = exchange(random);
        const exchanged = new Map(views.map((view) => [
          view,
          Uint8Array.from(places, (place) => drawn[place] === view.own ? 1 : 0),
        ]));
        // In a small test set all may get one label, or none a class, and there is no AUC.
        if ([...exchanged.values()].every((labels) => labels.includes(1) && labels.includes(0))) {
          return mean((view) => exchanged.get(view)!);
        }
      }
    },
  };
}

/** Draws exchanges of the labels of slices, as runs on permuted labels have them. */
function exchangeOf(rows: TrialRows): (random: Random) => Label[] {
  if (areOfClasses(rows)) return classExchange(placed(rows));
  return labelExchange(placed(rows as readonly Prediction[]));
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
