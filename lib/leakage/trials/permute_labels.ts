import type { Random } from "../../random.ts";
import type { LabeledSlice, PlacedSlice } from "../../split/split.ts";

/**
 * Raised when the same seed gives other labels than before, or other classes (`permuteClasses`): runs on permuted
 * labels are then made again.
 */
export const PERMUTATION_VERSION = 2;

/** A slice with its label; its place counts where a subject has both labels. */
export type ExchangedSlice =
  & LabeledSlice
  & Partial<Pick<PlacedSlice, "study" | "series" | "slice">>;

/** Whose a slice is, and where it lies. */
type StackPlace = Omit<ExchangedSlice, "label">;

/** How near the share of positive slices shall come to the true one, and how often that is tried. */
const NEAR = 0.005;
const TRIES_PER_SUBJECT = 20;

/**
 * Permutes the labels between subjects: whole subjects exchange labels, so that a subject's labels say
 * nothing about its disease. A classifier that scores above chance on other slices of these subjects has
 * recognized them (Chaibub Neto et al. 2019, npj Digital Medicine 2:99, "Detecting the impact of subject
 * characteristics on machine learning-based diagnostic applications").
 *
 * An exchange at random will, by chance, agree with the disease in more or in fewer subjects than it
 * should, and a classifier that only sees the disease then scores above 0.5 either way: by 0.08 on
 * average with 20 subjects. So labels are exchanged in balance: among the diseased as many get the label
 * of a diseased subject as among the others, to the nearest subject. Then subjects of either kind swap
 * their new labels, at random, until the share of positive slices is the true one among them, too: stacks
 * are of unequal heights.
 *
 * A subject with any positive slice counts as diseased. Where subjects have both labels, whole rows of
 * labels are exchanged, by relative position in the stack: a slice gets the label that the other subject
 * has at the same height. So the task stays as it was, and so does what the height alone says about the
 * label; {@linkcode ladder} compares with that.
 *
 * The number of diseased subjects stays. The result does not depend on the order of the slices, as long
 * as `slice` has their places where a subject has both labels.
 *
 * @returns One label per slice, in the same order.
 */
export function permuteLabels(slices: readonly ExchangedSlice[], random: Random): (0 | 1)[] {
  return labelExchange(slices)(random);
}

/** The same for many permutations of the same slices. */
export function labelExchange(slices: readonly ExchangedSlice[]): (random: Random) => (0 | 1)[] {
  const subjects = countedStacks(slices);
  return (random) => {
    const donors = drawDonors(subjects, random);
    for (const diseased of [true, false]) balance(subjects, diseased, donors, random);
    return labelsOfDonors(subjects, donors);
  };
}

/** The label of each slice, where each subject has those of its donor. */
export function labelsOfDonors<Label>(
  subjects: readonly LabeledStack<Label>[],
  donors: ArrayLike<number>,
): Label[] {
  const labels: Label[] = [];
  for (const [subject, { rows }] of subjects.entries()) {
    const donor = subjects[donors[subject]!]!;
    rows.forEach((row, place) => labels[row] = labelAt(donor, place, rows.length));
  }
  return labels;
}

/** A subject's slices in the order of their places. */
export interface LabeledStack<Label> {
  rows: number[];
  labels: Label[];
}

interface Stack extends LabeledStack<0 | 1> {
  positives: number;
}

function countedStacks(slices: readonly ExchangedSlice[]): Stack[] {
  return stacksOf(slices).map(({ rows, labels }) => ({
    rows,
    labels,
    positives: labels.reduce<number>((sum, label) => sum + label, 0),
  }));
}

/** The subjects' stacks, in the order of their names. */
export function stacksOf<Label>(
  slices: readonly (StackPlace & { label: Label })[],
): LabeledStack<Label>[] {
  const bySubject = new Map<string, number[]>();
  for (const [row, { subject }] of slices.entries()) {
    const rows = bySubject.get(subject);
    if (rows) rows.push(row);
    else bySubject.set(subject, [row]);
  }
  const order = (a: number, b: number) => compareStacks(slices[a]!, slices[b]!);
  return [...bySubject].sort(([a], [b]) => a < b ? -1 : 1).map(([, rows]) => {
    rows.sort(order);
    return { rows, labels: rows.map((row) => slices[row]!.label) };
  });
}

function compareStacks(a: StackPlace, b: StackPlace): number {
  return compareText(a.study, b.study) || compareText(a.series, b.series) ||
    (a.slice ?? 0) - (b.slice ?? 0);
}

function compareText(a = "", b = ""): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Of each subject, whose labels it gets: a permutation, balanced among diseased and others. */
function drawDonors(subjects: readonly Stack[], random: Random): Int32Array {
  const all = [...subjects.keys()];
  const diseased = random.shuffled(all.filter((subject) => subjects[subject]!.positives > 0));
  const others = random.shuffled(all.filter((subject) => subjects[subject]!.positives === 0));
  const expected = all.length === 0 ? 0 : diseased.length ** 2 / all.length;
  const kept = Math.floor(expected) + (random.bool(expected % 1) ? 1 : 0);
  // Of the others so many get a diseased subject's labels, for which theirs are left.
  const crossing = Math.min(diseased.length - kept, others.length);
  const stay = diseased.length - crossing;
  const takers = [...diseased.slice(0, stay), ...others.slice(0, crossing)];
  const left = [...diseased.slice(stay), ...others.slice(crossing)];
  const donors = new Int32Array(all.length);
  random.shuffled(diseased).forEach((donor, i) => donors[takers[i]!] = donor);
  random.shuffled(others).forEach((donor, i) => donors[left[i]!] = donor);
  return donors;
}

/**
 * Swaps the donors of two subjects of a kind, at random, as long as that brings the share of positive
 * slices among them nearer to the true one, or helps a subject out of its own row of both labels.
 */
function balance(
  subjects: readonly Stack[],
  diseased: boolean,
  donors: Int32Array,
  random: Random,
): void {
  const kind = [...subjects.keys()].filter((subject) =>
    (subjects[subject]!.positives > 0) === diseased
  );
  if (kind.length < 2) return;
  const height = (subject: number) => subjects[subject]!.rows.length;
  const share = (donor: number) => subjects[donor]!.positives / height(donor);
  const total = (valueOf: (subject: number) => number, of: Iterable<number>) =>
    [...of].reduce((sum, subject) => sum + valueOf(subject), 0);
  const wanted = total((subject) => subjects[subject]!.positives, subjects.keys()) /
    total(height, subjects.keys());
  const slices = total(height, kind);
  let positives = total((subject) => height(subject) * share(donors[subject]!), kind);
  const isOwn = (subject: number, donor: number) =>
    subject === donor && share(donor) > 0 && share(donor) < 1 ? 1 : 0;
  for (let tries = TRIES_PER_SUBJECT * kind.length; tries > 0; tries--) {
    const a = random.pick(kind), b = random.pick(kind);
    const [ofA, ofB] = [donors[a]!, donors[b]!];
    const change = (height(a) - height(b)) * (share(ofB) - share(ofA));
    const off = Math.abs(positives / slices - wanted);
    const nearer = Math.abs((positives + change) / slices - wanted) < off && off > NEAR;
    const own = isOwn(a, ofB) + isOwn(b, ofA) - isOwn(a, ofA) - isOwn(b, ofB);
    if (own > 0 || (own === 0 && !nearer)) continue;
    [donors[a], donors[b]] = [ofB, ofA];
    positives += change;
  }
}

/** The label at a place of a stack of so many, from a stack of another height. */
function labelAt<Label>({ labels }: LabeledStack<Label>, place: number, height: number): Label {
  return labels[Math.floor((place + 0.5) / height * labels.length)]!;
}
