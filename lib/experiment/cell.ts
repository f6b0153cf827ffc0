import { SplitError } from "../error.ts";
import type { ModelName } from "../model/networks.ts";
import {
  checkOptions,
  oneOf,
  type OptionRules,
  SHARE,
  type ValueRule,
  wholeFrom,
} from "../options.ts";
import { LABEL_KINDS, type LabelKind, SPLIT_UNITS, type SplitUnit } from "../split/split.ts";
import { modelTitle, type Profile } from "./profile.ts";

/**
 * One experiment: who learns which labels, and how the slices are split.
 *
 * @typeParam Name Of what may train it; by default one of the project's networks.
 */
export interface Cell<Name extends string = ModelName> {
  /** Which network, or whatever else trains it: the name of a `Trainer`. */
  model: Name;
  /** What is drawn at random: single slices, or whole subjects. */
  split: SplitUnit;
  /**
   * `true`: the readers' labels. `permuted`: whole subjects exchange labels, in balance with the
   * disease, so that what is learned of them is who a subject is.
   */
  labels: LabelKind;
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
  /** Into how many folds all are dealt, of which one is tested. See `splitByFold`. */
  folds?: number;
  /** Which of the folds is tested, from 1 on. */
  fold?: number;
  /** Given where labels are of slices; without it they are of studies, as in the paper. */
  labelUnit?: "slice";
}

/** What a trainer may be called, since cells and folders are called after it. */
export const TRAINER_NAME: ValueRule = {
  expected: "a name of small letters, digits and _ that begins with a letter",
  allows: (value) => typeof value === "string" && /^[a-z][a-z0-9_]*$/.test(value),
};

const CELL_RULES: OptionRules<Cell<string>> = {
  model: TRAINER_NAME,
  split: oneOf(SPLIT_UNITS),
  labels: oneOf(LABEL_KINDS),
  seed: wholeFrom(0),
  dose: SHARE,
  gap: wholeFrom(1),
  subjects: wholeFrom(1),
  folds: wholeFrom(2),
  fold: wholeFrom(1),
  labelUnit: oneOf(["slice"]),
};

/** What distinguishes a cell from every other one: all its factors, whatever the order of their keys. */
export function cellKey(cell: Cell<string>): string {
  return JSON.stringify(inKeyOrder(cell));
}

/** A cell's name among others, as in `cnn4-by-subject-permuted-dose-0.25-seed-1`. */
export function cellName(cell: Cell<string>): string {
  const { model, split, labels, seed, dose, gap, subjects, folds, fold, labelUnit, ...others } =
    cell;
  others satisfies Record<PropertyKey, never>; // A name that leaves out a factor names two cells.
  return [
    `${model}-by-${split}`,
    labelUnit === undefined ? null : "slice-labels",
    labels === "permuted" ? "permuted" : null,
    dose === undefined ? null : `dose-${dose}`,
    gap === undefined ? null : `gap-${gap}`,
    subjects === undefined ? null : `subjects-${subjects}`,
    folds === undefined ? null : `fold-${fold}-of-${folds}`,
    `seed-${seed}`,
  ].filter((part) => part !== null).join("-");
}

/** A cell in words, as in `CNN4 by subject, permuted labels, dose 25 %, seed 2`. */
export function cellTitle(cell: Cell, profile: Profile): string {
  const { model, split, labels, seed, ...others } = cell;
  return [
    `${modelTitle(model, profile)} by ${split}`,
    ...labels === "permuted" ? ["permuted labels"] : [],
    ...factorTexts(others),
    `seed ${seed}`,
  ].join(", ");
}

/** What is varied of a cell besides network, split, labels and seed, in words: `dose 25 %`. */
export function factorTexts(
  { dose, gap, subjects, folds, fold, labelUnit, ...others }: Omit<
    Cell<string>,
    "model" | "split" | "labels" | "seed"
  >,
): string[] {
  others satisfies Record<PropertyKey, never>;
  return [
    ...labelUnit === undefined ? [] : ["labels of slices"],
    ...dose === undefined ? [] : [`dose ${Math.round(100 * dose)} %`],
    ...gap === undefined ? [] : [`gap ${gap}`],
    ...subjects === undefined ? [] : [`${subjects} subjects`],
    ...folds === undefined ? [] : [`fold ${fold} of ${folds}`],
  ];
}

/**
 * Refuses a cell that no split can be made for, whatever the slices.
 *
 * @throws {OptionsError} There is no such field, or no such value of it; says which there are.
 * @throws {SplitError} Two fields that exclude each other.
 */
export function checkCell(cell: Cell<string>): void {
  const { split, dose, gap, folds, fold } = cell;
  checkOptions("a cell", cell, CELL_RULES);
  if (dose !== undefined && gap !== undefined) {
    throw refused(cell, "a dose or a gap", "both");
  }
  if (dose !== undefined && split !== "subject") {
    throw refused(cell, "the split by subject for a dose", `the split by ${split}`);
  }
  if (gap !== undefined && split !== "slice") {
    throw refused(cell, "the split by slice for a gap", `the split by ${split}`);
  }
  if ((folds === undefined) !== (fold === undefined)) {
    throw refused(cell, "folds, and which of them is tested,", "only one of the two");
  }
  if (folds === undefined || fold === undefined) return;
  if (fold > folds) throw refused(cell, `a fold from 1 to ${folds}`, fold);
  if (dose !== undefined) throw refused(cell, "folds or a dose", "both");
  if (gap !== undefined) throw refused(cell, "folds or a gap", "both");
}

function refused(cell: Cell<string>, expected: string, found: string | number): SplitError {
  return new SplitError({ expected: `${expected} in the cell ${cellName(cell)}`, found });
}

/** The same value with the keys of all its objects in the order of their names. */
export function inKeyOrder<Value>(value: Value): Value {
  if (Array.isArray(value)) return value.map(inKeyOrder) as Value;
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => a < b ? -1 : 1);
  return Object.fromEntries(entries.map(([key, each]) => [key, inKeyOrder(each)])) as Value;
}
