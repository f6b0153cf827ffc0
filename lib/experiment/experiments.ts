import type { ProfileName } from "../provenance.ts";
import { type Cell, cellKey } from "./cell.ts";

/** The experiments that there are, in the order in which they build on one another. */
export const EXPERIMENTS = ["ladder", "dose", "distance", "size", "repeated"] as const;

/**
 * - `ladder`: CNN4 by slice and by subject, with true labels and with labels permuted between
 *   subjects: how much of an AUC is identity, and how much disease.
 * - `dose`: CNN4 by subject, with a growing share of each test subject's slices in the training set.
 * - `distance`: CNN4 by slice, with a growing distance to the nearest training slice.
 * - `size`: CNN4 by slice and by subject on a quarter, half, three quarters and all of the subjects.
 * - `repeated`: CNN4 and VGG16 by subject, to compare them over repeated splits.
 */
export type ExperimentName = typeof EXPERIMENTS[number];

/** Shares of the test subjects' donor slices that are trained on. */
export const DOSES = [0, 0.1, 0.25, 0.5, 1] as const;
/** Positions from a judged slice to the nearest training slice of its subject. */
export const GAPS = [1, 2, 4, 8] as const;
/** Shares of the cohort's subjects. */
const SIZES = [1 / 4, 1 / 2, 3 / 4] as const;

/**
 * With how many seeds each experiment is repeated unless set otherwise: the fewest that show a
 * spread, and for the paper's protocol, whose cells take hours, still few.
 */
export const SEED_COUNTS: Readonly<Record<ProfileName, number>> = { quick: 3, paper: 5 };

/** What the cells of an experiment depend on besides its name. */
export interface ExperimentScope {
  /** Each seed repeats the whole experiment. */
  seeds: readonly number[];
  /** How many subjects the cohort has. */
  subjects: number;
}

/**
 * The cells of an experiment, seed by seed. A cell that two experiments have in common is the same
 * in both.
 */
export function experimentCells(
  experiment: ExperimentName,
  { seeds, subjects }: ExperimentScope,
): Cell[] {
  const conditions = CONDITIONS[experiment](subjects);
  return seeds.flatMap((seed) => conditions.map((condition): Cell => ({ ...condition, seed })));
}

/** The cells of several experiments, each once. */
export function distinctCells(cells: readonly Cell[]): Cell[] {
  return [...new Map(cells.map((cell) => [cellKey(cell), cell])).values()];
}

type Condition = Omit<Cell, "seed">;

const LABELS = ["true", "permuted"] as const;
const SPLITS = ["slice", "subject"] as const;

const CONDITIONS: Readonly<Record<ExperimentName, (subjects: number) => Condition[]>> = {
  ladder: () =>
    LABELS.flatMap((labels) => SPLITS.map((split) => ({ model: "cnn4", split, labels }))),
  dose: () =>
    LABELS.flatMap((labels) =>
      DOSES.map((dose) => ({ model: "cnn4", split: "subject", labels, dose }))
    ),
  distance: () =>
    LABELS.flatMap((labels) => GAPS.map((gap) => ({ model: "cnn4", split: "slice", labels, gap }))),
  size: (subjects) =>
    [...SIZES.map((share) => ({ subjects: Math.round(share * subjects) })), {}].flatMap((size) =>
      SPLITS.map((split) => ({ model: "cnn4", split, labels: "true", ...size }))
    ),
  repeated: () =>
    (["cnn4", "vgg16"] as const).map((model) => ({ model, split: "subject", labels: "true" })),
};
