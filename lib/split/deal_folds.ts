import type { Random } from "../random.ts";
import type { LabeledSlice } from "./split.ts";

/** How units are dealt into folds. */
export interface DealOptions {
  /** Draws who goes where. */
  random: Random;
  /** Into how many folds. */
  folds: number;
}

/**
 * Deals units into folds at random, so that the folds' numbers of either label, and of both, differ by
 * one at most.
 *
 * @returns The fold of each unit, from 0 on.
 */
export function dealEvenly(
  labels: readonly (0 | 1)[],
  { random, folds }: DealOptions,
): Int32Array {
  const order = random.shuffled(labels.keys());
  const sorted = [1, 0].flatMap((label) => order.filter((i) => labels[i] === label));
  // Which folds have one more is drawn as well.
  const turn = random.shuffled(Array.from({ length: folds }, (_, fold) => fold));
  const dealt = new Int32Array(labels.length);
  sorted.forEach((unit, place) => dealt[unit] = turn[place % folds]!);
  return dealt;
}

/** So many exchanges are tried for each subject; of a hundred, each pair is met some twenty times. */
const TRIES_PER_SUBJECT = 1000;
/** But so many in all: among thousands, chance alone balances the folds. */
const MOST_TRIES = 1_000_000;

/**
 * Deals whole subjects into folds at random, first evenly by number, then balanced by slices, since stacks
 * may be of very unequal heights: subjects change places, or move, as long as that brings the folds'
 * shares of the positive and of the negative slices nearer to equal. The criterion is that of
 * scikit-learn's `StratifiedGroupKFold`, the sum over both labels of the standard deviation over the folds
 * of the share of that label's slices. But where that would empty a fold of subjects, as a single great
 * stack can, it does not: each fold keeps half of its due of the subjects of either label, and two of them
 * where there are two for each fold, without which no interval can be had.
 *
 * @param labels Of each subject, positive if any of its slices is.
 * @returns The fold of each subject, from 0 on, in the order of `labels`.
 */
export function dealSubjects(
  slices: readonly LabeledSlice[],
  labels: ReadonlyMap<string, 0 | 1>,
  { random, folds }: DealOptions,
): Int32Array {
  const kinds = [...labels.values()];
  const dealt = dealEvenly(kinds, { random, folds });
  const balance = new FoldBalance(slices, labels, dealt, folds);
  const subjects = kinds.length;
  for (let tries = Math.min(TRIES_PER_SUBJECT * subjects, MOST_TRIES); tries > 0; tries--) {
    const one = random.integer(subjects), from = dealt[one]!;
    const other = random.bool() ? random.integer(subjects) : null;
    const to = other === null ? random.integer(folds) : dealt[other]!;
    if (from === to || !balance.gains(one, other, to)) continue;
    balance.move(one, to);
    if (other !== null) balance.move(other, from);
  }
  return dealt;
}

/** What rounding makes of equal folds is no gain. */
const ROUNDING = 1e-12;

/** How far folds are from having equal shares, as their subjects move. */
class FoldBalance {
  readonly #dealt: Int32Array;
  readonly #kinds: readonly (0 | 1)[];
  /** Of each label, by subject: its slices of that label, as a share of all. */
  readonly #shares: readonly [Float64Array, Float64Array];
  /** Of each label, by fold: the same beyond an equal share. */
  readonly #beyond: readonly [Float64Array, Float64Array];
  /** Of each label, by fold: its subjects; and how many must stay. */
  readonly #subjects: readonly [Int32Array, Int32Array];
  readonly #least: readonly number[];

  constructor(
    slices: readonly LabeledSlice[],
    labels: ReadonlyMap<string, 0 | 1>,
    dealt: Int32Array,
    folds: number,
  ) {
    this.#dealt = dealt;
    this.#kinds = [...labels.values()];
    const places = new Map([...labels.keys()].map((subject, place) => [subject, place]));
    const counts = [0, 1].map(() => new Float64Array(labels.size));
    for (const { subject, label } of slices) counts[label]![places.get(subject)!]!++;
    const shares = counts.map((of) => {
      const all = of.reduce((sum, count) => sum + count, 0);
      return of.map((count) => count / all);
    });
    this.#shares = [shares[0]!, shares[1]!];
    const beyond = () => new Float64Array(folds).fill(-1 / folds);
    this.#beyond = [beyond(), beyond()];
    this.#subjects = [new Int32Array(folds), new Int32Array(folds)];
    for (const subject of this.#kinds.keys()) this.#add(subject, dealt[subject]!, 1);
    this.#least = [0, 1].map((kind) => {
      const due = this.#kinds.filter((each) => each === kind).length / folds;
      return Math.min(Math.floor(due), Math.max(2, Math.floor(due / 2)));
    });
  }

  /** Whether balance is gained if a subject goes to a fold and another one, if any, comes from there. */
  gains(one: number, other: number | null, to: number): boolean {
    const from = this.#dealt[one]!, kind = this.#kinds[one]!;
    const returned = other === null ? null : this.#kinds[other]!;
    if (returned !== kind) {
      if (this.#subjects[kind][from]! <= this.#least[kind]!) return false;
      if (returned !== null && this.#subjects[returned][to]! <= this.#least[returned]!) {
        return false;
      }
    }
    let before = 0, after = 0;
    for (const label of [0, 1] as const) {
      const shares = this.#shares[label], beyond = this.#beyond[label];
      const moved = shares[one]! - (other === null ? 0 : shares[other]!);
      const squares = beyond.reduce((sum, by) => sum + by ** 2, 0);
      const changed = squares - beyond[from]! ** 2 - beyond[to]! ** 2 +
        (beyond[from]! - moved) ** 2 + (beyond[to]! + moved) ** 2;
      before += Math.sqrt(squares);
      after += Math.sqrt(Math.max(0, changed));
    }
    return after < before - ROUNDING;
  }

  move(subject: number, to: number): void {
    this.#add(subject, this.#dealt[subject]!, -1);
    this.#add(subject, to, 1);
    this.#dealt[subject] = to;
  }

  #add(subject: number, fold: number, sign: 1 | -1): void {
    this.#subjects[this.#kinds[subject]!][fold]! += sign;
    for (const label of [0, 1] as const) {
      this.#beyond[label][fold]! += sign * this.#shares[label][subject]!;
    }
  }
}
