import { SplitError } from "../error.ts";
import type { ModelName } from "../model/networks.ts";
import type { ProfileName } from "../provenance.ts";
import { type Cell, cellKey } from "./cell.ts";

/** The experiments that there are, in the order in which they build on one another. */
export const EXPERIMENTS = [
  "table2",
  "ladder",
  "dose",
  "distance",
  "size",
  "repeated",
  "folds",
] as const;

/**
 * Of somebody else's trainers the first stands for CNN4, and where two networks are named, all of them.
 *
 * - `table2`: CNN4 and VGG16 by slice and by subject, the paper's Table 2.
 * - `ladder`: CNN4 by slice and by subject, with true labels and with labels permuted between
 *   subjects: how much of an AUC is identity, and how much disease.
 * - `dose`: CNN4 by subject, with a growing share of each test subject's slices in the training set.
 * - `distance`: CNN4 by slice, with a growing distance to the nearest training slice.
 * - `size`: CNN4 by slice and by subject on a quarter, half, three quarters and all of the subjects.
 * - `repeated`: CNN4 and VGG16 by subject, to compare them over repeated splits.
 * - `folds`: CNN4 by slice and by subject in five folds, so that every subject is tested once, with true
 *   labels and with permuted ones.
 */
export type ExperimentName = typeof EXPERIMENTS[number];

/** The four cells of the paper's Table 2, in its order. */
export const TABLE_2_CELLS: readonly Pick<Cell, "model" | "split">[] = [
  { model: "vgg16", split: "slice" },
  { model: "vgg16", split: "subject" },
  { model: "cnn4", split: "slice" },
  { model: "cnn4", split: "subject" },
];

/** Shares of the test subjects' donor slices that are trained on. */
export const DOSES = [0, 0.1, 0.25, 0.5, 1] as const;
/** Positions from a judged slice to the nearest training slice of its subject. */
export const GAPS = [1, 2, 4, 8] as const;
/** Into how many folds all are dealt: each network learns from four fifths. */
const FOLDS = 5;
/** Shares of the cohort's subjects. */
const SIZES = [1 / 4, 1 / 2, 3 / 4] as const;

/**
 * With how many seeds each experiment is repeated unless set otherwise: the fewest that show a
 * spread, and for the paper's protocol, whose cells take hours, still few.
 */
export const SEED_COUNTS: Readonly<Record<ProfileName, number>> = {
  quick: 3,
  desk: 3,
  paper: 5,
};

/** The paper's networks as trainers, the first of which stands alone where one is enough. */
const NETWORK_TRAINERS: readonly ModelName[] = ["cnn4", "vgg16"];

/** What the cells of an experiment depend on besides its name. */
export interface ExperimentScope<Name extends string = ModelName> {
  /** Each seed repeats the whole experiment. */
  seeds: readonly number[];
  /** How many subjects the cohort has. */
  subjects: number;
  /** Given where the cohort's labels are of slices. */
  labelUnit?: Cell["labelUnit"];
  /** Names of what trains, the simplest first. Default: CNN4 and VGG16. */
  trainers?: readonly Name[];
}

/**
 * The cells of an experiment, seed by seed. A cell that two experiments have in common is the same
 * in both.
 *
 * @throws {SplitError} It needs more trainers than there are.
 */
export function experimentCells<Name extends string = ModelName>(
  experiment: ExperimentName,
  { seeds, subjects, labelUnit, trainers = NETWORK_TRAINERS as readonly string[] as Name[] }:
    ExperimentScope<Name>,
): Cell<Name>[] {
  const conditions = CONDITIONS[experiment](trainers, subjects);
  return seeds.flatMap((seed) =>
    conditions.map((condition) => {
      return { ...condition, seed, ...labelUnit && { labelUnit } } as Cell<Name>;
    })
  );
}

/** The cells of several experiments, each once. */
export function distinctCells<Name extends string>(cells: readonly Cell<Name>[]): Cell<Name>[] {
  return [...new Map(cells.map((cell) => [cellKey(cell), cell])).values()];
}

type Condition = Omit<Cell<string>, "seed">;

const LABELS = ["true", "permuted"] as const;
const SPLITS = ["slice", "subject"] as const;

type Conditions = (trainers: readonly string[], subjects: number) => Condition[];

const CONDITIONS: Readonly<Record<ExperimentName, Conditions>> = {
  table2: (trainers) =>
    trainers.toReversed().flatMap((model) =>
      SPLITS.map((split): Condition => ({ model, split, labels: "true" }))
    ),
  ladder: ([model]) =>
    LABELS.flatMap((labels) => SPLITS.map((split) => ({ model: model!, split, labels }))),
  dose: ([model]) =>
    LABELS.flatMap((labels) =>
      DOSES.map((dose): Condition => ({ model: model!, split: "subject", labels, dose }))
    ),
  distance: ([model]) =>
    LABELS.flatMap((labels) =>
      GAPS.map((gap): Condition => ({ model: model!, split: "slice", labels, gap }))
    ),
  size: ([model], subjects) =>
    [...SIZES.map((share) => ({ subjects: Math.round(share * subjects) })), {}].flatMap((size) =>
      SPLITS.map((split): Condition => ({ model: model!, split, labels: "true", ...size }))
    ),
  repeated: ([first, second]) => {
    if (second === undefined) {
      throw new SplitError({
        expected: "two trainers, which are compared over repeated splits,",
        found: "one",
        hint: "give --trainer twice, by two names",
      });
    }
    return [first!, second].map((model) => ({ model, split: "subject", labels: "true" }));
  },
  folds: ([model]) =>
    LABELS.flatMap((labels) =>
      SPLITS.flatMap((split) =>
        Array.from({ length: FOLDS }, (_, i): Condition => ({
          ...{ model: model!, split, labels },
          ...{ folds: FOLDS, fold: i + 1 },
        }))
      )
    ),
};
