import { permuteLabels } from "../leakage/trials/permute_labels.ts";
import { Random } from "../random.ts";
import { splitByDose } from "../split/by_dose.ts";
import { splitByFold } from "../split/by_fold.ts";
import { splitByGap } from "../split/by_gap.ts";
import { drawSubjects } from "../split/draw_subjects.ts";
import type { PlacedSlice, SetName } from "../split/split.ts";
import { splitBy } from "../split/split_by.ts";
import { type Cell, checkCell } from "./cell.ts";

/** What a cell makes of a cohort's slices. */
export interface CellSplit {
  /** One label per slice: the readers', or that of another subject. */
  labels: (0 | 1)[];
  /** One set per slice, or null for one that the cell does not use. */
  sets: (SetName | null)[];
}

/**
 * Draws a cell's subjects, permutes their labels if it says so, and splits their slices. Each draw has
 * a generator of its own from the cell's seed, so that cells which differ in the dose alone, for
 * example, have all else in common.
 *
 * @throws {SplitError} There is no such cell, or the cohort has too few subjects for it.
 */
export function splitCell(cell: Cell<string>, slices: readonly PlacedSlice[]): CellSplit {
  checkCell(cell);
  const used = usedSlices(cell, slices);
  const own = used.map((i) => slices[i]!);
  const permuted = cell.labels === "permuted"
    ? permuteLabels(own, new Random(cell.seed, "labels"))
    : own.map(({ label }) => label);
  const dealt = deal(cell, own.map((slice, i) => ({ ...slice, label: permuted[i]! })));
  const labels = slices.map(({ label }) => label);
  const sets = new Array<SetName | null>(slices.length).fill(null);
  used.forEach((i, rank) => {
    labels[i] = permuted[rank]!;
    sets[i] = dealt[rank]!;
  });
  return { labels, sets };
}

/** The slices of the subjects that the cell draws. */
function usedSlices({ seed, subjects }: Cell<string>, slices: readonly PlacedSlice[]): number[] {
  const all = [...slices.keys()];
  if (subjects === undefined) return all;
  const drawn = drawSubjects(slices, { random: new Random(seed, "subjects"), subjects });
  return all.filter((i) => drawn.has(slices[i]!.subject));
}

function deal(
  { split, seed, dose, gap, folds, fold }: Cell<string>,
  slices: readonly PlacedSlice[],
): (SetName | null)[] {
  const random = new Random(seed, "split");
  if (dose !== undefined) return splitByDose(slices, { random, dose });
  if (gap !== undefined) return splitByGap(slices, { random, gap });
  if (folds !== undefined && fold !== undefined) {
    return splitByFold(split, slices, { random, folds, fold });
  }
  return splitBy(split, slices, { random });
}
