/**
 * Splits: which slices train, validate and test, drawn by slice, by subject, or between the two; shared out
 * evenly to sets or folds; and mended.
 *
 * @example
 * ```ts
 * import { assertSubjectsApart, Random, splitBySubject } from "hemoleak/split";
 *
 * const slices = Array.from({ length: 60 }, (_, i) => ({
 *   subject: `S${i % 12}`,
 *   label: i % 2 as 0 | 1,
 * }));
 * const sets = splitBySubject(slices, { random: new Random(7, "split") });
 * assertSubjectsApart(slices, sets); // Throws if a subject is in two sets.
 * ```
 *
 * @module
 */

export { OptionsError, SplitError } from "../error.ts";
export { Random } from "../random.ts";
export { splitBySlice } from "./by_slice.ts";
export { splitBySubject } from "./by_subject.ts";
export { type DoseOptions, splitByDose } from "./by_dose.ts";
export { type FoldOptions, splitByFold } from "./by_fold.ts";
export { type GapOptions, splitByGap } from "./by_gap.ts";
export {
  type AnyRow,
  type Assignment,
  type AssignOptions,
  assignSets,
} from "./assign/assign_sets.ts";
export type { Balance, MeasureBalance } from "./assign/balance.ts";
export type { WantedOptions } from "./assign/wanted_sets.ts";
export { type RepairableRow, type Repaired, repairSets } from "./repair/repair_sets.ts";
export type { RepairMode } from "./repair/repair_groups.ts";
export { type DrawOptions, drawSubjects } from "./draw_subjects.ts";
export {
  assertSubjectsApart,
  type Label,
  LABEL_KINDS,
  type LabeledSlice,
  type LabelKind,
  type PlacedSlice,
  type SetName,
  SPLIT_UNITS,
  type SplitOptions,
  type SplitUnit,
} from "./split.ts";
export { formatSplit, type SplitRow } from "./split_csv.ts";
