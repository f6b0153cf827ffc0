import type { Random } from "../../random.ts";
import {
  type ExchangedSlice,
  type LabeledStack,
  labelsOfDonors,
  stacksOf,
} from "../trials/permute_labels.ts";

/** A slice with its class; its place counts where a subject has several. */
export type ClassedSlice = Omit<ExchangedSlice, "label"> & {
  /** The name of its class. */
  label: string;
};

/** How near the shares of the classes shall come to those of the donors, and how often that is tried. */
const NEAR = 0.005;
const TRIES_PER_SUBJECT = 20;

/**
 * Permutes the classes between subjects, as `permuteLabels` does of two labels: whole subjects exchange
 * labels, in balance with the truth. Of the subjects of a kind, as many get the labels of each other kind as
 * follows from how many there are, to the nearest subject; then subjects of a kind swap their new labels, at
 * random, until each class has the share of their slices that it has of their donors: stacks are of unequal
 * heights. So a classifier that sees nothing but the class is at chance for each class, and one that is above it
 * has recognized subjects. A subject is of the rarest class that any of its slices has.
 *
 * @returns One class per slice, in the same order.
 *
 * @example
 * ```ts
 * import { permuteClasses, Random } from "hemoleak/leakage";
 *
 * const slices = ["EDH", "EDH", "SDH", "none"].map((label, i) => ({ subject: `S${i}`, label }));
 * const labels = permuteClasses(slices, new Random(1));
 * console.assert(labels.toSorted().join() === "EDH,EDH,SDH,none");
 * ```
 */
export function permuteClasses(slices: readonly ClassedSlice[], random: Random): string[] {
  return classExchange(slices)(random);
}

/** The same for many permutations of the same slices. */
export function classExchange(slices: readonly ClassedSlice[]): (random: Random) => string[] {
  const stacks = stacksOf(slices);
  const classes = rarestFirst(slices);
  const subjects = stacks.map((stack): Subject => {
    const counts = classes.map((name) => stack.labels.filter((label) => label === name).length);
    return { ...stack, counts, kind: counts.findIndex((count) => count > 0) };
  });
  return (random) => {
    const donors = drawDonors(subjects, classes.length, random);
    for (const kind of classes.keys()) balance(subjects, kind, donors, random);
    return labelsOfDonors(subjects, donors);
  };
}

interface Subject extends LabeledStack<string> {
  /** Its slices of each class. */
  counts: readonly number[];
  /** The place of its rarest class. */
  kind: number;
}

function rarestFirst(slices: readonly ClassedSlice[]): string[] {
  const counts = new Map<string, number>();
  for (const { label } of slices) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts].sort(([a, m], [b, n]) => m - n || (a < b ? -1 : 1)).map(([name]) => name);
}

/** Of each subject, whose labels it gets: a permutation, balanced among the kinds. */
function drawDonors(subjects: readonly Subject[], kinds: number, random: Random): Int32Array {
  const places = [...subjects.keys()];
  const ofKind = Array.from(
    { length: kinds },
    (_, kind) => places.filter((subject) => subjects[subject]!.kind === kind),
  );
  const takers = ofKind.map((of) => random.shuffled(of));
  const givers = ofKind.map((of) => random.shuffled(of));
  const donors = new Int32Array(subjects.length);
  for (const [to, row] of pairCounts(ofKind.map(({ length }) => length), random).entries()) {
    for (const [from, count] of row.entries()) {
      for (let left = count; left > 0; left--) donors[takers[to]!.pop()!] = givers[from]!.pop()!;
    }
  }
  return donors;
}

/**
 * How many subjects of each kind get the labels of each kind: what is expected, rounded at random so that it is
 * right on average and no subject is left over (Cox 1987, J Am Stat Assoc 82:520).
 */
function pairCounts(sizes: readonly number[], random: Random): number[][] {
  const all = sizes.reduce((sum, size) => sum + size, 0);
  // In parts of a subject, so that nothing but whole numbers is added.
  const parts = sizes.map((taken) => sizes.map((given) => taken * given));
  const isWhole = ([to, from]: Cell) => parts[to]![from]! % all === 0;
  for (let cycle = cycleOf(sizes.length, isWhole); cycle !== null;) {
    // Every second cell gains what the others lose, until one of them is whole.
    const room = (sign: 1 | -1) =>
      Math.min(...cycle!.map(([to, from], i) => {
        const over = parts[to]![from]! % all;
        return i % 2 === 0 === (sign === 1) ? all - over : over;
      }));
    const up = room(1), down = room(-1);
    const by = random.bool(down / (up + down)) ? up : -down;
    cycle.forEach(([to, from], i) => parts[to]![from]! += i % 2 === 0 ? by : -by);
    cycle = cycleOf(sizes.length, isWhole);
  }
  return parts.map((row) => row.map((part) => part / all));
}

type Cell = readonly [to: number, from: number];

/**
 * Cells that are not whole, each in one row or one column with the next, by turns, and the last with the first;
 * null where all are whole. In a row or column of a whole sum no cell is alone in not being so.
 */
function cycleOf(kinds: number, isWhole: (cell: Cell) => boolean): Cell[] | null {
  const places = Array.from({ length: kinds }, (_, place) => place);
  const cells = places.flatMap((to) => places.map((from): Cell => [to, from]));
  const first = cells.find((cell) => !isWhole(cell));
  if (first === undefined) return null;
  const way: Cell[] = [first];
  for (let side: 0 | 1 = 0;; side = side === 0 ? 1 : 0) {
    const last = way.at(-1)!;
    const next = cells.find((cell) =>
      cell[side] === last[side] && cell[1 - side] !== last[1 - side] && !isWhole(cell)
    )!;
    way.push(next);
    // Back in a row, or a column, that it has left before.
    const across = side === 0 ? 1 : 0;
    const start = way.findIndex((cell, i) => i < way.length - 2 && cell[across] === next[across]);
    if (start < 0) continue;
    const cycle = way.slice(start);
    // The way may have come into that row along it: then the cycle begins with the cell after.
    return cycle.length % 2 === 0 ? cycle : cycle.slice(1);
  }
}

/**
 * Swaps the donors of two subjects of a kind, at random, as long as that brings the classes' shares of their
 * slices nearer to those of the donors, or helps a subject out of its own row of several classes.
 */
function balance(
  subjects: readonly Subject[],
  kind: number,
  donors: Int32Array,
  random: Random,
): void {
  const of = [...subjects.keys()].filter((subject) => subjects[subject]!.kind === kind);
  if (of.length < 2) return;
  const height = (subject: number) => subjects[subject]!.rows.length;
  const slices = of.reduce((sum, subject) => sum + height(subject), 0);
  const classes = subjects[0]!.counts.length;
  const share = (donor: number, place: number) => subjects[donor]!.counts[place]! / height(donor);
  // As if all stacks were of one height: so it is right on average, however few the donors of a class are.
  const wanted = sharesOf(
    classes,
    (place) => of.reduce((sum, subject) => sum + share(donors[subject]!, place), 0) / of.length,
  );
  const found = sharesOf(
    classes,
    (place) =>
      of.reduce((sum, subject) => sum + height(subject) * share(donors[subject]!, place), 0) /
      slices,
  );
  const isOwn = (subject: number, donor: number) =>
    subject === donor && subjects[donor]!.counts.filter((count) => count > 0).length > 1 ? 1 : 0;
  const off = (shares: readonly number[]) =>
    shares.reduce((sum, one, place) => sum + Math.abs(one - wanted[place]!), 0);
  for (let tries = TRIES_PER_SUBJECT * of.length; tries > 0; tries--) {
    const a = random.pick(of), b = random.pick(of);
    const [ofA, ofB] = [donors[a]!, donors[b]!];
    const moved = found.map((one, place) =>
      one + (height(a) - height(b)) * (share(ofB, place) - share(ofA, place)) / slices
    );
    const nearer = off(found) > NEAR && off(moved) < off(found);
    const own = isOwn(a, ofB) + isOwn(b, ofA) - isOwn(a, ofA) - isOwn(b, ofB);
    if (own > 0 || (own === 0 && !nearer)) continue;
    [donors[a], donors[b]] = [ofB, ofA];
    moved.forEach((one, place) => found[place] = one);
  }
}

function sharesOf(classes: number, of: (place: number) => number): number[] {
  return Array.from({ length: classes }, (_, place) => of(place));
}
