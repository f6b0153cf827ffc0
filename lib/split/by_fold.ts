import { SplitError } from "../error.ts";
import { checkOptions, oneOf, type OptionRules, wholeFrom } from "../options.ts";
import { dealEvenly, dealSubjects } from "./deal_folds.ts";
import { countsByKind, eachKind, labelKinds } from "./label_kinds.ts";
import { drawValidation } from "./partition.ts";
import {
  assertSubjectsApart,
  type Label,
  type LabeledSlice,
  type SetName,
  SPLIT_RULES,
  SPLIT_UNITS,
  type SplitOptions,
  type SplitUnit,
} from "./split.ts";
import { subjectLabels } from "./subject_labels.ts";

/** How slices are dealt into folds, and which of these is tested. */
export interface FoldOptions extends Pick<SplitOptions, "random" | "validation"> {
  /** Into how many folds. */
  folds: number;
  /** Which of them is tested, from 1 on. */
  fold: number;
}

const { random: RANDOM, validation: VALIDATION } = SPLIT_RULES;
const FOLD_RULES: OptionRules<FoldOptions> = {
  random: RANDOM,
  validation: VALIDATION,
  folds: wholeFrom(2),
  fold: wholeFrom(1),
};

/**
 * Splits for cross-validation: deals all slices, or whole subjects, into folds and tests one of them.
 * With generators of one state, the folds are the same whichever is tested, so that over all of them
 * every slice is tested exactly once. Of what is not tested the validation share is drawn by the same
 * unit, as in {@linkcode splitBySlice} and {@linkcode splitBySubject}.
 *
 * By slice, the folds' numbers of slices of each label differ by one at most. By subject,
 * see {@linkcode dealSubjects}; the folds do not depend on the order of the slices.
 *
 * @returns One set per slice, in the same order; split by subject, no subject is in two sets.
 * @throws {OptionsError} There is no such unit or option.
 * @throws {SplitError} Fewer units of a label than folds (than 4, of two folds), or no such fold.
 *
 * @example
 * ```ts
 * import { Random, splitByFold } from "hemoleak/split";
 *
 * const slices = Array.from({ length: 60 }, (_, i) => ({
 *   subject: `S${i % 12}`,
 *   label: i % 2 as 0 | 1,
 * }));
 * const tested = [1, 2, 3].map((fold) =>
 *   splitByFold("subject", slices, { random: new Random(7, "split"), folds: 3, fold })
 *     .filter((set) => set === "test").length
 * );
 * console.assert(tested[0]! + tested[1]! + tested[2]! === slices.length);
 * ```
 */
export function splitByFold(
  unit: SplitUnit,
  slices: readonly LabeledSlice<Label>[],
  options: FoldOptions,
): SetName[] {
  checkOptions("splitByFold", { unit }, { unit: oneOf(SPLIT_UNITS) });
  checkOptions("splitByFold", options, FOLD_RULES);
  const { random, folds, fold } = options;
  if (fold > folds) throw new SplitError({ expected: `a fold from 1 to ${folds}`, found: fold });
  const bySubject = subjectLabels(slices);
  const labels = unit === "slice" ? slices.map(({ label }) => label) : [...bySubject.values()];
  checkUnits(labels, unit, folds);
  const dealt = unit === "slice"
    ? dealEvenly(labels, options)
    : dealSubjects(slices, bySubject, options);
  const others = [...labels.keys()].filter((i) => dealt[i] !== fold - 1);
  const validated = drawValidation(others.map((i) => labels[i]!), { ...options, random });
  const sets = new Array<SetName>(labels.length).fill("test");
  others.forEach((i, place) => sets[i] = validated.has(place) ? "validation" : "train");
  if (unit === "slice") return sets;
  const setOf = new Map([...bySubject.keys()].map((subject, i) => [subject, sets[i]!]));
  const ofSlices = slices.map(({ subject }) => setOf.get(subject)!);
  assertSubjectsApart(slices, ofSlices);
  return ofSlices;
}

function checkUnits(labels: readonly Label[], unit: SplitUnit, folds: number): void {
  const counts = labelKinds(labels).map((kind) => labels.filter((one) => one === kind).length);
  // Of two folds, each needs one to train on and one to validate on when the other is tested.
  const least = folds === 2 ? 4 : folds;
  if (Math.min(...counts) >= least) return;
  throw new SplitError({
    expected:
      `at least ${least} ${unit}s of ${
        eachKind(labels)
      }, some in each of ${folds} folds and two to ` +
      "train and validate on,",
    found: `${countsByKind(labels)} ${unit}s`,
    hint: `add ${unit}s, or make fewer folds`,
  });
}
