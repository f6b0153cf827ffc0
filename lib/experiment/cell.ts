import { SplitError } from "../error.ts";
import type { ModelName } from "../model/model_name.ts";
import type { SplitUnit } from "../split/split.ts";
import { modelTitle, type Profile } from "./profile.ts";

/** One experiment: which network learns which labels, and how its slices are split. */
export interface Cell {
  model: ModelName;
  /** What is drawn at random: single slices, or whole subjects. */
  split: SplitUnit;
  /**
   * `true`: the readers' labels. `permuted`: whole subjects exchange labels, so that nothing but
   * the identity of a subject can be learned.
   */
  labels: "true" | "permuted";
  /** Seeds the split, the permutation, the initial weights and the order of batches. */
  seed: number;
  /**
   * Dose-response, with the split by subject: the share in [0, 1] of each test subject's donor slices
   * that is moved into the training set, whose size stays. See `splitByDose`.
   */
  dose?: number;
  /**
   * Distance, with the split by slice: how many positions at least lie between a test slice and the
   * nearest training slice of its subject; 1 is the next one. See `splitByGap`.
   */
  gap?: number;
  /** How many of the cohort's subjects are drawn, in its proportion of labels; all unless given. */
  subjects?: number;
}

/** A cell's name among others, as in `cnn4-by-subject-permuted-dose-0.25-seed-1`. */
export function cellName({ model, split, labels, seed, dose, gap, subjects }: Cell): string {
  return [
    `${model}-by-${split}`,
    labels === "permuted" ? "permuted" : null,
    dose === undefined ? null : `dose-${dose}`,
    gap === undefined ? null : `gap-${gap}`,
    subjects === undefined ? null : `subjects-${subjects}`,
    `seed-${seed}`,
  ].filter((part) => part !== null).join("-");
}

/** A cell in words, as in `CNN4 by subject, permuted labels, dose 25 %, seed 2`. */
export function cellTitle(cell: Cell, profile: Profile): string {
  const { model, split, labels, seed, dose, gap, subjects } = cell;
  return [
    `${modelTitle(model, profile)} by ${split}`,
    labels === "permuted" ? "permuted labels" : null,
    dose === undefined ? null : `dose ${Math.round(100 * dose)} %`,
    gap === undefined ? null : `gap ${gap}`,
    subjects === undefined ? null : `${subjects} subjects`,
    `seed ${seed}`,
  ].filter((part) => part !== null).join(", ");
}

/**
 * Refuses a cell that no split can be made for, whatever the cohort.
 *
 * @throws {SplitError} Names the field and what it may be.
 */
export function checkCell(cell: Cell): void {
  const { split, seed, dose, gap } = cell;
  if (!Number.isInteger(seed) || seed < 0) {
    throw refused(cell, `a seed that is a whole number of 0 or more but found ${seed}`);
  }
  if (dose !== undefined && gap !== undefined) {
    throw refused(cell, "a dose or a gap but found both");
  }
  if (dose !== undefined && split !== "subject") {
    throw refused(cell, `the split by subject for a dose but found the split by ${split}`);
  }
  if (gap !== undefined && split !== "slice") {
    throw refused(cell, `the split by slice for a gap but found the split by ${split}`);
  }
}

function refused(cell: Cell, expected: string): SplitError {
  return new SplitError(`${cellName(cell)}: expected ${expected}`);
}
