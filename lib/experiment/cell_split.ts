import { SplitError } from "../error.ts";
import { permuteClasses } from "../leakage/classes/permute_classes.ts";
import { permuteLabels } from "../leakage/trials/permute_labels.ts";
import { Random } from "../random.ts";
import { splitByDose } from "../split/by_dose.ts";
import { splitByFold } from "../split/by_fold.ts";
import { splitByGap } from "../split/by_gap.ts";
import { drawSubjects } from "../split/draw_subjects.ts";
import { isClass } from "../split/label_kinds.ts";
import { type Label, type PlacedSlice, SET_NAMES, type SetName } from "../split/split.ts";
import { splitBy } from "../split/split_by.ts";
import { type Cell, cellName, checkCell } from "./cell.ts";

/** What a cell makes of a cohort's slices. */
export interface CellSplit<Of extends Label = 0 | 1> {
  /** One label per slice: the readers', or that of another subject. */
  labels: Of[];
  /** One set per slice, or null for one that the cell does not use. */
  sets: (SetName | null)[];
}

/**
 * Draws a cell's subjects, permutes their labels if it says so, and splits their slices. Each draw has
 * a generator of its own from the cell's seed, so that cells which differ in the dose alone, for
 * example, have all else in common.
 *
 * @throws {SplitError} There is no such cell, or the cohort has too few subjects for it; or, of several classes,
 *   no training or no test slice is of one of them.
 */
export function splitCell<Of extends Label>(
  cell: Cell<string>,
  slices: readonly PlacedSlice<Of>[],
): CellSplit<Of> {
  checkCell(cell);
  const used = usedSlices(cell, slices);
  const own = used.map((i) => slices[i]!);
  const permuted = cell.labels === "permuted"
    ? exchanged(own, new Random(cell.seed, "labels"))
    : own.map(({ label }) => label);
  const dealt = deal(cell, own.map((slice, i) => ({ ...slice, label: permuted[i]! })));
  const labels = slices.map(({ label }) => label);
  const sets = new Array<SetName | null>(slices.length).fill(null);
  used.forEach((i, rank) => {
    labels[i] = permuted[rank]!;
    sets[i] = dealt[rank]!;
  });
  checkClasses(cell, slices, { labels, sets });
  return { labels, sets };
}

/** The slices of the subjects that the cell draws. */
function usedSlices(
  { seed, subjects }: Cell<string>,
  slices: readonly PlacedSlice<Label>[],
): number[] {
  const all = [...slices.keys()];
  if (subjects === undefined) return all;
  const drawn = drawSubjects(slices, { random: new Random(seed, "subjects"), subjects });
  return all.filter((i) => drawn.has(slices[i]!.subject));
}

/** Labels that whole subjects have exchanged. */
function exchanged<Of extends Label>(slices: readonly PlacedSlice<Of>[], random: Random): Of[] {
  const labels: Label[] = slices.some(({ label }) => isClass(label))
    ? permuteClasses(slices as readonly PlacedSlice<Label>[] as PlacedSlice<string>[], random)
    : permuteLabels(slices as readonly PlacedSlice<Label>[] as PlacedSlice[], random);
  return labels as Of[];
}

function deal(
  { split, seed, dose, gap, folds, fold }: Cell<string>,
  slices: readonly PlacedSlice<Label>[],
): (SetName | null)[] {
  const random = new Random(seed, "split");
  if (dose !== undefined) return splitByDose(slices, { random, dose });
  if (gap !== undefined) return splitByGap(slices, { random, gap });
  if (folds !== undefined && fold !== undefined) {
    return splitByFold(split, slices, { random, folds, fold });
  }
  return splitBy(split, slices, { random });
}

/** The sets that have no slice of some of the classes, and of which; none, where there are two labels. */
export function lackingClasses(
  slices: readonly PlacedSlice<Label>[],
  { labels, sets }: CellSplit<Label>,
): { set: SetName; classes: string[] }[] {
  const classes = new Set(slices.map(({ label }) => label).filter(isClass));
  if (classes.size === 0) return [];
  return SET_NAMES.flatMap((set) => {
    const found = new Set(labels.filter((_, i) => sets[i] === set));
    const lacking = [...classes].filter((name) => !found.has(name));
    return lacking.length === 0 ? [] : [{ set, classes: lacking.sort() }];
  });
}

/**
 * Subjects are dealt by their rarest class. One that none is called after comes along with the others, and may be
 * left out by chance; what is not learned cannot be told, and what is not tested has no AUC.
 */
function checkClasses(
  cell: Cell<string>,
  slices: readonly PlacedSlice<Label>[],
  split: CellSplit<Label>,
): void {
  const lacking = lackingClasses(slices, split).find(({ set }) => set !== "validation");
  if (lacking === undefined) return;
  throw new SplitError({
    expected: `slices of each class in the training and in the test set of ${cellName(cell)}`,
    found: `none of ${lacking.classes.join(", ")} in the ${lacking.set} set`,
    hint: "add subjects of such slices, or begin with another seed",
  });
}
