import { PredictionsError } from "../error.ts";
import { type MeanAuc, meanAuc, type MeanAucOptions } from "./mean_auc.ts";
import { type MeanDifference, meanDifference } from "./mean_difference.ts";
import type { Trial } from "./trial.ts";

/** The AUC at one value of a factor, and what changed against the least value. */
export interface ResponsePoint {
  auc: MeanAuc;
  /** This AUC less that at the least value, on the same slices; null at the least value itself. */
  change: MeanDifference | null;
}

/**
 * The AUC as a factor grows, always judged on the same slices, which are compared in pairs.
 *
 * @param groups Runs by the factor's value, each of the same seeds in the same order.
 * @returns The values, ascending, with a point each.
 * @throws {PredictionsError} Runs of one seed were not judged on the same slices with the same labels.
 */
export function responseCurve(
  groups: ReadonlyMap<number, readonly Trial[]>,
  options: MeanAucOptions = {},
): [value: number, point: ResponsePoint][] {
  const [least, ...more] = [...groups].sort(([a], [b]) => a - b);
  if (!least) return [];
  for (const [value, trials] of more) {
    trials.forEach((trial, i) => assertSameSlices(least[1][i]!, trial, [least[0], value]));
  }
  return [
    [least[0], { auc: meanAuc(least[1], options), change: null }],
    ...more.map(([value, trials]): [number, ResponsePoint] => [
      value,
      { auc: meanAuc(trials, options), change: meanDifference(trials, least[1], options) },
    ]),
  ];
}

/**
 * Makes sure that two runs of one seed judge the same slices with the same labels.
 *
 * @param names What the two are called in the message.
 * @throws {PredictionsError} They do not.
 */
export function assertSameSlices(
  first: Trial,
  second: Trial,
  names: readonly [first: string | number, second: string | number],
): void {
  const a = judgedSlices(first), b = judgedSlices(second);
  const odd = a.symmetricDifference(b);
  if (odd.size === 0) return;
  const one: string = [...odd][0]!;
  throw new PredictionsError(
    `Seed ${first.cell.seed}: expected the same test slices with the same labels at ${
      names[0]
    } and ` +
      `at ${names[1]} but ${odd.size} are only in one of them, the first of them ${one}, at ` +
      names[a.has(one) ? 0 : 1],
  );
}

function judgedSlices({ predictions }: Trial): Set<string> {
  return new Set(
    predictions.filter(({ set }) => set === "test").map(({ subject, study, slice, label }) =>
      `subject ${JSON.stringify(subject)}, study ${JSON.stringify(study)}, slice ` +
      `${JSON.stringify(slice)}, label ${label}`
    ),
  );
}
