import type { Random } from "../random.ts";
import { labelKinds, placesByKind } from "./label_kinds.ts";
import type { Label, LabeledSlice } from "./split.ts";

/** How units are dealt into folds. */
export interface DealOptions {
  /** Draws who goes where. */
  random: Random;
  /** Into how many folds. */
  folds: number;
}

/**
 * Deals units into folds at random, so that the folds' numbers of each label, and of all, differ by
 * one at most.
 *
 * @returns The fold of each unit, from 0 on.
 */
export function dealEvenly(
  labels: readonly Label[],
  { random, folds }: DealOptions,
): Int32Array {
  const order = random.shuffled(labels.keys());
  const sorted = placesByKind(labels, order).toReversed().flat();
  // Which folds have one more is drawn as well.
  const turn = random.shuffled(Array.from({ length: folds }, (_, fold) => fold));
  const dealt = new Int32Array(labels.length);
  sorted.forEach((unit, place) => dealt[unit] = turn[place % folds]!);
  return dealt;
}

/** The best of so many deals is taken. */
const DEALS = 10;
/** So many exchanges are tried in each for a subject; of a hundred, each pair is met some four times. */
const TRIES_PER_SUBJECT = 200;
/** But no more in all: among thousands, chance alone balances the folds. */
const MOST_TRIES = 100_000;

/**
 * Deals whole subjects into folds at random, first evenly by number, then balanced by slices, since stacks
 * may be of very unequal heights: subjects change places, or move, as long as that brings the folds'
 * shares of the slices of each label nearer to equal. The criterion is that of scikit-learn's
 * `StratifiedGroupKFold`, the sum over the labels of the standard deviation over the folds of the share of
 * that label's slices; of ten such deals the best is taken. But where that would empty a fold of subjects,
 * as a single great stack can, it does not: each fold keeps half of its due of the subjects of each label,
 * and two of them where there are two for each fold, without which no interval can be had.
 *
 * @param labels Of each subject, as of {@linkcode subjectLabels}.
 * @returns The fold of each subject, from 0 on, in the order of `labels`.
 */
export function dealSubjects(
  slices: readonly LabeledSlice<Label>[],
  labels: ReadonlyMap<string, Label>,
  { random, folds }: DealOptions,
): Int32Array {
  const own = [...labels.values()], all = labelKinds(slices.map(({ label }) => label));
  const kinds = own.map((label) => all.indexOf(label));
  const shares = sharesOf(slices, all, new Map([...labels.keys()].map((name, i) => [name, i])));
  const deals = Array.from({ length: DEALS }, () => {
    const deal = new Deal(kinds, shares, dealEvenly(own, { random, folds }), folds);
    for (let tries = Math.min(TRIES_PER_SUBJECT * kinds.length, MOST_TRIES); tries > 0; tries--) {
      deal.tryExchange(random);
    }
    return deal;
  });
  return deals.reduce((best, deal) => deal.imbalance < best.imbalance - ROUNDING ? deal : best)
    .foldOf;
}

/** Of each label, in the order of `labelKinds`, by subject: its slices of that label, as a share of all. */
type Shares = readonly Float64Array[];

function sharesOf(
  slices: readonly LabeledSlice<Label>[],
  labels: readonly Label[],
  places: ReadonlyMap<string, number>,
): Shares {
  const rank = new Map(labels.map((label, kind) => [label, kind]));
  const counts = labels.map(() => new Float64Array(places.size));
  for (const { subject, label } of slices) counts[rank.get(label)!]![places.get(subject)!]!++;
  return counts.map((of) => {
    const all = of.reduce((sum, count) => sum + count, 0);
    return of.map((count) => count / all);
  });
}

/** What rounding makes of equal folds is no gain. */
const ROUNDING = 1e-12;

/** Subjects in folds, and how far these are from having equal shares. */
class Deal {
  /** The fold of each subject. */
  readonly foldOf: Int32Array;
  /** Of each subject, the place of its label. */
  readonly #kinds: readonly number[];
  readonly #shares: Shares;
  readonly #folds: number;
  /** Of each label, by fold: its share beyond an equal one. */
  readonly #beyond: Shares;
  /** Of each label, by fold: its subjects; and how many must stay. */
  readonly #subjects: readonly Int32Array[];
  readonly #least: readonly number[];

  constructor(kinds: readonly number[], shares: Shares, foldOf: Int32Array, folds: number) {
    this.foldOf = foldOf;
    this.#kinds = kinds;
    this.#shares = shares;
    this.#folds = folds;
    this.#beyond = shares.map(() => new Float64Array(folds).fill(-1 / folds));
    this.#subjects = shares.map(() => new Int32Array(folds));
    for (const subject of kinds.keys()) this.#add(subject, foldOf[subject]!, 1);
    this.#least = [...shares.keys()].map((kind) => {
      const due = kinds.filter((each) => each === kind).length / folds;
      return Math.min(Math.floor(due), Math.max(2, Math.floor(due / 2)));
    });
  }

  /** The sum over the labels of the root of the squares of the folds' shares beyond equal ones. */
  get imbalance(): number {
    return this.#beyond.reduce(
      (sum, of) => sum + Math.sqrt(of.reduce((squares, by) => squares + by ** 2, 0)),
      0,
    );
  }

  /** Exchanges two subjects, or moves one, at random, if that makes folds more equal. */
  tryExchange(random: Random): void {
    const one = random.integer(this.#kinds.length), from = this.foldOf[one]!;
    const other = random.bool() ? random.integer(this.#kinds.length) : null;
    const to = other === null ? random.integer(this.#folds) : this.foldOf[other]!;
    if (from === to || this.#empties(one, other, to)) return;
    const before = this.imbalance;
    this.#move(one, to);
    if (other !== null) this.#move(other, from);
    if (this.imbalance < before - ROUNDING) return;
    this.#move(one, from);
    if (other !== null) this.#move(other, to);
  }

  /** Whether too few subjects of a label would stay in one of the folds. */
  #empties(one: number, other: number | null, to: number): boolean {
    const kind = this.#kinds[one]!, returned = other === null ? null : this.#kinds[other]!;
    if (returned === kind) return false;
    const loses = (kind: number, fold: number) =>
      this.#subjects[kind]![fold]! <= this.#least[kind]!;
    return loses(kind, this.foldOf[one]!) || (returned !== null && loses(returned, to));
  }

  #move(subject: number, to: number): void {
    this.#add(subject, this.foldOf[subject]!, -1);
    this.#add(subject, to, 1);
    this.foldOf[subject] = to;
  }

  #add(subject: number, fold: number, sign: 1 | -1): void {
    this.#subjects[this.#kinds[subject]!]![fold]! += sign;
    for (const [label, beyond] of this.#beyond.entries()) {
      beyond[fold]! += sign * this.#shares[label]![subject]!;
    }
  }
}
