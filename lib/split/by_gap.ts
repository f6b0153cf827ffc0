import { SplitError } from "../error.ts";
import { groupBy } from "../groups.ts";
import type { Random } from "../random.ts";
import { inPlaceOrder } from "./in_place_order.ts";
import { ANYTHING, checkOptions, type OptionRules } from "../options.ts";
import { countsByKind, isClass, labelKinds } from "./label_kinds.ts";
import {
  type Label,
  type PlacedSlice,
  type SetName,
  SPLIT_RULES,
  type SplitOptions,
} from "./split.ts";
import { subjectLabels } from "./subject_labels.ts";

/** The greatest distance that {@linkcode splitByGap} keeps. */
export const GREATEST_GAP = 8;
/** One slice in so many is judged; between two of them there is room for the greatest gap. */
const STRIDE = 20;

/** How slices are shared out by {@linkcode splitByGap}. */
export interface GapOptions extends Omit<SplitOptions, "test" | "stratify"> {
  /** Positions from a judged slice to the nearest one trained on, from 1 (its neighbor) to 8. */
  gap: number;
}

const { random: RANDOM, validation: VALIDATION } = SPLIT_RULES;
const GAP_RULES: OptionRules<GapOptions> = {
  random: RANDOM,
  validation: VALIDATION,
  gap: ANYTHING,
};

/** One subject's part in the split; everything but `others` is the same at every gap. */
interface Stack {
  label: Label;
  judged: number[];
  others: number[];
}

/**
 * Splits slice by slice, but keeps training and validation slices away from the judged slices of
 * the same subject: the distance in a distance experiment.
 *
 * From a random start, every twentieth slice of each subject's stack is judged. Of its slices that
 * lie at least the gap away from all of these, the nearest ones are trained and validated on; as
 * many as are left at the greatest gap, 8. So nothing but the distance changes with the gap:
 * neither the judged slices, nor how many slices of each subject are trained and validated on.
 *
 * A subject whose stack is too short to leave a slice at the greatest gap is not judged, and all of
 * its stack is trained and validated on. Of a subject with several series the longest is used (the
 * first of equals), as positions in different series cannot be compared. Each label gets its share
 * of the validation set.
 *
 * @returns One set per slice, in the same order, whatever that is; null for a slice that is not used.
 * @throws {SplitError} The gap is no whole number from 1 to 8, or there are too few subjects of
 *   either label with stacks that are long enough.
 *
 * @example
 * ```ts
 * import { Random, splitByGap } from "hemoleak";
 *
 * const slices = Array.from({ length: 600 }, (_, i) => ({
 *   ...{ subject: `S${i % 20}`, study: "", series: "", slice: Math.floor(i / 20) },
 *   label: i % 2 as 0 | 1,
 * }));
 * const sets = splitByGap(slices, { random: new Random(7, "split"), gap: 4 });
 * const judged = slices.findIndex((_, i) => sets[i] === "test"), { subject, slice } = slices[judged]!;
 * const next = slices.findIndex((one) => one.subject === subject && one.slice === slice + 3);
 * console.assert(next < 0 || sets[next] === null);
 * ```
 */
export function splitByGap(
  slices: readonly PlacedSlice<Label>[],
  options: GapOptions,
): (SetName | null)[] {
  checkOptions("splitByGap", options, GAP_RULES);
  const { gap, random, validation = 0.2 } = options;
  checkGap(gap);
  const labels = subjectLabels(slices);
  const stacks = longestStacks(slices).map(([subject, stack]): Stack => {
    const label = labels.get(subject)!;
    return { label, ...divide(stack, (i) => slices[i]!.slice, gap, random) };
  });
  const kinds = labelKinds([...labels.values()]);
  checkStacks(stacks, kinds);
  const sets = new Array<SetName | null>(slices.length).fill(null);
  for (const i of stacks.flatMap(({ judged }) => judged)) sets[i] = "test";
  for (const label of kinds) {
    const others = stacks.flatMap((stack) => stack.label === label ? stack.others : []);
    const validated = Math.max(1, Math.round(validation * others.length));
    random.shuffled(others).forEach((i, rank) =>
      sets[i] = rank < validated ? "validation" : "train"
    );
  }
  return sets;
}

/** Each subject's longest series, as indices of its slices in the order of their positions. */
function longestStacks(
  slices: readonly PlacedSlice<Label>[],
): [subject: string, stack: number[]][] {
  const ofSubject = groupBy(inPlaceOrder(slices), (i) => slices[i]!.subject);
  return [...ofSubject].map(([subject, members]) => {
    const series = groupBy(
      members,
      (i) => JSON.stringify([slices[i]!.study, slices[i]!.series]),
    );
    const stacks = [...series.values()];
    return [subject, stacks.reduce((a, b) => b.length > a.length ? b : a)];
  });
}

/** Chooses who of a stack is judged, and who else is used at a gap. */
function divide(
  stack: readonly number[],
  positionOf: (index: number) => number,
  gap: number,
  random: Random,
): Pick<Stack, "judged" | "others"> {
  const positions = stack.map(positionOf);
  const starts = [...stack.keys()].slice(0, STRIDE)
    .filter((start) => atLeast(GREATEST_GAP, distances(positions, start)).length > 0);
  // In the same order at every gap, so that equally near slices are not all from one side.
  const order = random.shuffled(stack.keys());
  if (starts.length === 0) return { judged: [], others: order.map((place) => stack[place]!) };
  const start = random.pick(starts);
  const distance = distances(positions, start);
  const count = atLeast(GREATEST_GAP, distance).length;
  const allowed = new Set(atLeast(gap, distance));
  const nearest = order.filter((place) => allowed.has(place))
    .sort((a, b) => distance[a]! - distance[b]!).slice(0, count);
  return {
    judged: stack.filter((_, place) => isJudged(place, start)),
    others: nearest.map((place) => stack[place]!),
  };
}

const isJudged = (place: number, start: number) => place % STRIDE === start;

/** How far each slice of a stack lies from the nearest judged one. */
function distances(positions: readonly number[], start: number): number[] {
  const judged = positions.filter((_, place) => isJudged(place, start));
  return positions.map((position) =>
    judged.reduce((least, other) => Math.min(least, Math.abs(position - other)), Infinity)
  );
}

function atLeast(gap: number, distance: readonly number[]): number[] {
  return [...distance.keys()].filter((place) => distance[place]! >= gap);
}

function checkGap(gap: number): void {
  if (Number.isInteger(gap) && gap >= 1 && gap <= GREATEST_GAP) return;
  throw new SplitError({
    expected: `a gap that is a whole number of slices from 1 to ${GREATEST_GAP}`,
    found: gap,
  });
}

function checkStacks(stacks: readonly Stack[], kinds: readonly Label[]): void {
  const judged = stacks.filter((stack) => stack.judged.length > 0).map(({ label }) => label);
  // One slice to train on and one to validate on.
  const isShort = kinds.some((label) =>
    stacks.filter((stack) => stack.label === label).flatMap(({ others }) => others).length < 2
  );
  if (kinds.every((kind) => judged.includes(kind)) && !isShort) return;
  throw new SplitError({
    expected:
      `subjects of ${
        kinds.some(isClass) ? "each class" : "both labels"
      } with a slice at least ${GREATEST_GAP} positions from ` +
      "another, and two to train and validate on,",
    found: `${countsByKind(judged, kinds)} ones of ${stacks.length}`,
    hint: "add subjects, or keep more slices of each",
  });
}
