import { PredictionsError } from "../../error.ts";
import type { LabelKind } from "../../split/split.ts";
import { balancedTrials } from "./balanced_trials.ts";
import { type MeanAuc, meanAuc, type MeanAucOptions } from "./mean_auc.ts";
import { type MeanDifference, meanDifference } from "./mean_difference.ts";
import type { AnyTrial, AnyTrialOf, Trial } from "./trial.ts";
import { type TrialOutcomes, withoutDead } from "./trial_outcomes.ts";

/** The AUC at one value of a factor, and what changed against the least value. */
export interface ResponsePoint {
  /** The mean over the seeds. */
  auc: MeanAuc;
  /** This AUC minus that at the least value, on the same slices; null at the least value itself. */
  change: MeanDifference | null;
}

/** How the AUC answers to a factor, with either kind of labels. */
export interface ResponseCurves<Point extends ResponsePoint> {
  /** The seeds that all values have, with each kind of labels that there is; others are left out. */
  seeds: number[];
  /** With the readers' labels, ascending; changes are against the least. Empty without runs. */
  true: Point[];
  /** With labels permuted between subjects. Empty without runs. */
  permuted: Point[];
  /** What became of the runs; those that died are in none of the numbers. */
  outcomes: TrialOutcomes;
}

/**
 * The AUC as a factor grows, always judged on the same slices, which are compared in pairs. Runs whose
 * network died are left out, and their seeds.
 *
 * @param trials Runs of one network, in any order.
 * @param factor The factor's name in a cell.
 * @param valueOf Its value in a run.
 * @param pointOf Gives the point the name of its value.
 * @throws {PredictionsError} No seed that all conditions have, two runs of one seed and condition, runs
 * that differ in anything else, or values that were not judged on the same slices.
 */
export function responseCurves<
  Run extends AnyTrial<{ labels: LabelKind }>,
  Point extends ResponsePoint,
>(
  trials: readonly Run[],
  factor: string & keyof Run["cell"],
  valueOf: (cell: Run["cell"]) => number,
  pointOf: (value: number, point: ResponsePoint) => Point,
  options: MeanAucOptions = {},
): ResponseCurves<Point> {
  return withoutDead(trials, (alive) => curvesOf(alive, factor, valueOf, pointOf, options));
}

function curvesOf<Run extends AnyTrial<{ labels: LabelKind }>, Point extends ResponsePoint>(
  trials: readonly Run[],
  factor: string & keyof Run["cell"],
  valueOf: (cell: Run["cell"]) => number,
  pointOf: (value: number, point: ResponsePoint) => Point,
  options: MeanAucOptions,
): Omit<ResponseCurves<Point>, "outcomes"> {
  const { seeds, groups } = balancedTrials(
    trials,
    ["labels", factor],
    (cell) => `${cell.labels} ${valueOf(cell)}`,
  );
  const curve = (labels: LabelKind): Point[] => {
    const runs = [...groups.values()].filter(([trial]) => trial!.cell.labels === labels);
    const byValue = runs.map((group) => [valueOf(group[0]!.cell), group] as const)
      .sort(([a], [b]) => a - b);
    return pointsOf(byValue, options).map(([value, point]) => pointOf(value, point));
  };
  return { seeds, true: curve("true"), permuted: curve("permuted") };
}

/** @param groups Ascending by value, each with the same seeds in the same order. */
function pointsOf(
  [least, ...more]: readonly (readonly [value: number, trials: readonly AnyTrial[]])[],
  options: MeanAucOptions,
): [value: number, point: ResponsePoint][] {
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
  first: AnyTrial,
  second: AnyTrial,
  names: readonly [first: string | number, second: string | number],
): void {
  const a = judgedSlices(first), b = judgedSlices(second);
  const odd = new Set([...a, ...b].filter((slice) => a.has(slice) !== b.has(slice)));
  if (odd.size === 0) return;
  const one: string = [...odd][0]!;
  throw new PredictionsError({
    expected: `the same test slices with the same labels at ${names[0]} and at ${names[1]} with ` +
      `seed ${first.cell.seed}`,
    problem: `${odd.size} are only in one of them, the first of them ${one}, at ` +
      names[a.has(one) ? 0 : 1],
  });
}

function judgedSlices({ predictions }: AnyTrial): Set<string> {
  return new Set(
    predictions.filter(({ set }) => set === "test").map(({ subject, study, slice, label }) =>
      `subject ${JSON.stringify(subject)}, study ${JSON.stringify(study)}, slice ` +
      `${JSON.stringify(slice)}, label ${label}`
    ),
  );
}

/** A run with a share of the test subjects' donor slices in its training set. */
export type DoseTrial = Trial<{ dose?: number; labels: LabelKind }>;

/** The AUC at one dose. */
export interface DosePoint extends ResponsePoint {
  /** The share of each test subject's donor slices that was trained on, in [0, 1]. */
  dose: number;
}

/** The AUC against the dose. */
export type DoseResponse = ResponseCurves<DosePoint>;

/**
 * How the AUC grows with the share of the test subjects' other slices that is trained on, at constant
 * training size, judged on the same slices at every dose.
 *
 * @param trials Runs of one network, in any order.
 * @throws {PredictionsError} A run without a dose, no seed that all conditions have, two runs of one
 * seed and condition, runs that differ in anything else, or doses that were not judged on the same slices.
 */
export function doseResponse(
  trials: readonly AnyTrialOf<DoseTrial>[],
  options: MeanAucOptions = {},
): DoseResponse {
  return responseCurves(
    trials,
    "dose",
    doseOf,
    (dose, point): DosePoint => ({ dose, ...point }),
    options,
  );
}

function doseOf({ dose, seed }: DoseTrial["cell"]): number {
  if (dose !== undefined) return dose;
  throw new PredictionsError({
    expected: "runs with a dose",
    problem: `that of seed ${seed} has none`,
  });
}

/** A run with a gap between the test slices and the training slices of the same subject. */
export type DistanceTrial = Trial<{ gap?: number; labels: LabelKind }>;

/** The AUC at one gap. */
export interface DistancePoint extends ResponsePoint {
  /** Positions from a test slice to the nearest training slice of its subject, at least. */
  gap: number;
}

/** The AUC against the distance to the nearest training slice of the same subject. */
export type DistanceResponse = ResponseCurves<DistancePoint>;

/**
 * How the AUC falls as the training slices of a test slice's subject move away from it, their number
 * unchanged, judged on the same slices at every gap.
 *
 * @param trials Runs of one network, in any order.
 * @throws {PredictionsError} A run without a gap, no seed that all conditions have, two runs of one
 * seed and condition, runs that differ in anything else, or gaps that were not judged on the same slices.
 */
export function distanceResponse(
  trials: readonly AnyTrialOf<DistanceTrial>[],
  options: MeanAucOptions = {},
): DistanceResponse {
  return responseCurves(
    trials,
    "gap",
    gapOf,
    (gap, point): DistancePoint => ({ gap, ...point }),
    options,
  );
}

function gapOf({ gap, seed }: DistanceTrial["cell"]): number {
  if (gap !== undefined) return gap;
  throw new PredictionsError({
    expected: "runs with a gap",
    problem: `that of seed ${seed} has none`,
  });
}
