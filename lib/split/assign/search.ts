import type { Random } from "../../random.ts";
import { Criterion } from "./criterion.ts";
import type { GroupMeasures } from "./measures.ts";

/** Relative deviations of 0.01 % and less: nobody asks for better. */
const GOOD_ENOUGH = 1e-8;
/** A gain must be more than the rounding of doubles. */
const LEAST_GAIN = 1e-12;
/** So many exchanges are tried in a pass; all there are, of up to some 2,000 groups. */
const MOST_EXCHANGES = 4_000_000;
/** Passes over all groups; far fewer are needed. */
const MOST_PASSES = 50;
/** Of few groups the best of many starts is taken: as many as try so many exchanges in a pass each. */
const MOST_STARTS = 64, START_WORK = 4_000_000;

/**
 * Puts groups into sets so that the {@linkcode Criterion} costs little: the largest first, each where the
 * sets are then nearest to their shares of what was put so far; then groups are moved, and exchanged in
 * twos, until that gains no more. Of up to some 800 groups that is done again from other starts, in which
 * they come in random order, and the best is taken. Of equal choices the generator decides.
 *
 * @returns The set of each group.
 */
export function shareOut(
  groups: GroupMeasures,
  shares: readonly number[],
  random: Random,
): Uint16Array {
  const starts = Math.floor(START_WORK / (groups.groups * groups.groups * shares.length));
  let best = new Uint16Array(groups.groups), least = Infinity;
  for (let start = 0; start < Math.max(1, Math.min(MOST_STARTS, starts)); start++) {
    const search = new Search(groups, shares, random);
    search.begin(start === 0);
    search.improve();
    if (search.cost >= least) continue;
    [best, least] = [search.setOf, search.cost];
    if (least < GOOD_ENOUGH) break;
  }
  return best;
}

class Search {
  readonly setOf: Uint16Array<ArrayBuffer>;
  readonly #criterion: Criterion;
  readonly #groups: GroupMeasures;
  readonly #sets: readonly number[];
  readonly #random: Random;
  cost = Infinity;

  constructor(groups: GroupMeasures, shares: readonly number[], random: Random) {
    this.setOf = new Uint16Array(groups.groups);
    this.#criterion = new Criterion(groups, shares);
    this.#groups = groups;
    this.#sets = [...shares.keys()];
    this.#random = random;
  }

  /**
   * Puts one group after the other.
   *
   * @param largestFirst So that what is left for the last ones is small; else in random order.
   */
  begin(largestFirst: boolean): void {
    const { groups, measures, starts, measureOf, amounts } = this.#groups;
    const sizes = sizesOf(this.#groups);
    const order = this.#random.shuffled(Array(groups).keys());
    // Sorting is stable, so equal groups stay in random order.
    if (largestFirst) order.sort((a, b) => sizes[b]! - sizes[a]!);
    const sets = this.#random.shuffled(this.#sets);
    const so = new Float64Array(measures.length);
    for (const group of order) {
      for (let at = starts[group]!; at < starts[group + 1]!; at++) {
        so[measureOf[at]!]! += amounts[at]!;
      }
      const set = this.#criterion.proportional(group, so, sets);
      this.#criterion.put(group, set);
      this.setOf[group] = set;
    }
    this.cost = this.#criterion.cost();
  }

  /** Moves and exchanges groups until neither gains. */
  improve(): void {
    for (let pass = 0; pass < MOST_PASSES && this.cost > GOOD_ENOUGH; pass++) {
      const before = this.cost;
      const order = this.#random.shuffled(Array(this.#groups.groups).keys());
      for (const group of order) this.#move(group);
      if (this.cost > GOOD_ENOUGH) this.#exchangeAll(order);
      // Added up again, so that rounding does not.
      this.cost = this.#criterion.cost();
      if (this.cost > before - LEAST_GAIN) return;
    }
  }

  #move(group: number): void {
    const from = this.setOf[group]!;
    const taking = this.#criterion.taking(group, from);
    let best = from, gain = -LEAST_GAIN;
    for (const set of this.#sets) {
      if (set === from) continue;
      const change = taking + this.#criterion.putting(group, set);
      if (change < gain) [best, gain] = [set, change];
    }
    if (best !== from) this.#put(group, best, gain);
  }

  #put(group: number, set: number, change: number): void {
    this.#criterion.take(group, this.setOf[group]!);
    this.#criterion.put(group, set);
    this.setOf[group] = set;
    this.cost += change;
  }

  /** Of many groups, each is tried against some others only, other ones in each pass. */
  #exchangeAll(order: readonly number[]): void {
    const partners = Math.min(order.length - 1, Math.ceil(MOST_EXCHANGES / order.length));
    for (const [rank, group] of order.entries()) {
      this.#exchange(group, order, rank, partners);
      if (this.cost < GOOD_ENOUGH) return;
    }
  }

  /** Exchanges a group with the one of those after it in the order that gains most. */
  #exchange(group: number, order: readonly number[], rank: number, partners: number): void {
    const criterion = this.#criterion, from = this.setOf[group]!;
    const taking = criterion.taking(group, from);
    criterion.take(group, from);
    // Without it in its set, and with it in each of the others.
    const puttings = this.#sets.map((set) => criterion.putting(group, set));
    let best = -1, gain = -LEAST_GAIN;
    for (const to of this.#sets) {
      if (to === from) continue;
      criterion.put(group, to);
      for (let step = 1; step <= partners; step++) {
        const place = rank + step;
        const other = order[place < order.length ? place : place - order.length]!;
        if (this.setOf[other] !== to) continue;
        const change = taking + puttings[to]! + criterion.taking(other, to) +
          criterion.putting(other, from);
        if (change < gain) [best, gain] = [other, change];
      }
      criterion.take(group, to);
    }
    if (best < 0) return criterion.put(group, from);
    const to = this.setOf[best]!;
    criterion.take(best, to);
    criterion.put(best, from);
    criterion.put(group, to);
    [this.setOf[group], this.setOf[best]] = [to, from];
    this.cost += gain;
  }
}

/** How large groups are: what they would cost alone in a set of everything. */
function sizesOf({ groups, measures, starts, measureOf, amounts }: GroupMeasures): Float64Array {
  const sizes = new Float64Array(groups);
  for (let group = 0; group < groups; group++) {
    for (let at = starts[group]!; at < starts[group + 1]!; at++) {
      const { weight, total } = measures[measureOf[at]!]!;
      sizes[group]! += weight * (amounts[at]! / total) * (amounts[at]! / total);
    }
  }
  return sizes;
}
