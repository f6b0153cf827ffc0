import type { GroupMeasures } from "./measures.ts";

/** A set without any of what it must have costs more than any imbalance. */
const MISSING = 1e6;

/**
 * How far sets are from what was wanted, kept up to date while groups are put into sets and taken out.
 *
 * The cost is the weighted mean, over measures and sets, of the squared relative deviation: with n of a
 * measure's total N in a set of share w, `(n / (w N) - 1)²`. Every number is a sum, product or quotient of
 * doubles, so that all machines agree.
 */
export class Criterion {
  readonly #groups: GroupMeasures;
  readonly #shares: readonly number[];
  /** Of each set and measure what it has, less what it should have. */
  readonly #excess: Float64Array;
  /** Of each set and measure what it has. */
  readonly #held: Float64Array;
  /** Of each set and measure what a squared unit too many or too few costs. */
  readonly #prices: Float64Array;
  readonly #required: Uint8Array;

  /** All sets are empty. */
  constructor(groups: GroupMeasures, shares: readonly number[]) {
    const { measures } = groups;
    this.#groups = groups;
    this.#shares = shares;
    this.#held = new Float64Array(shares.length * measures.length);
    this.#excess = Float64Array.from(
      this.#held,
      (_, at) => -shares[Math.floor(at / measures.length)]! * measures[at % measures.length]!.total,
    );
    this.#prices = Float64Array.from(this.#excess, (wanted, at) => {
      const { weight } = measures[at % measures.length]!;
      return weight === 0 ? 0 : weight / (shares.length * wanted * wanted);
    });
    this.#required = Uint8Array.from(measures, ({ required }) => required ? 1 : 0);
  }

  /** The cost of the sets as they are. */
  cost(): number {
    const count = this.#required.length;
    let cost = 0;
    for (const [at, excess] of this.#excess.entries()) {
      cost += this.#prices[at]! * excess * excess;
      if (this.#required[at % count] === 1 && this.#held[at] === 0) cost += MISSING;
    }
    return cost;
  }

  /** The same without what is missing: a mean of squared relative deviations. */
  deviation(): number {
    return this.#excess.reduce((sum, excess, at) => sum + this.#prices[at]! * excess * excess, 0);
  }

  /** Sets and measures that must not be empty and are. */
  missing(): { set: number; measure: number }[] {
    const count = this.#required.length;
    return [...this.#held.keys()]
      .filter((at) => this.#required[at % count] === 1 && this.#held[at] === 0)
      .map((at) => ({ set: Math.floor(at / count), measure: at % count }));
  }

  /** How much of a measure a set has. */
  held(set: number, measure: number): number {
    return this.#held[set * this.#required.length + measure]!;
  }

  /** What it costs to put a group into a set, less what it saves. */
  putting(group: number, set: number): number {
    return this.#change(group, set, 1);
  }

  /** What it costs to take a group out of its set, less what it saves. */
  taking(group: number, set: number): number {
    return this.#change(group, set, -1);
  }

  /** Puts a group into a set. */
  put(group: number, set: number): void {
    this.#add(group, set, 1);
  }

  /** Takes a group out of its set. */
  take(group: number, set: number): void {
    this.#add(group, set, -1);
  }

  /**
   * The set that gains most by a group when what the sets should have is their share of what was put so
   * far and of this group, so that large and small groups alike go to all sets.
   *
   * @param so How much of each measure was put so far, this group included.
   * @param order The sets, the first of equal ones to be taken first.
   */
  proportional(group: number, so: Float64Array, order: readonly number[]): number {
    const { starts, measureOf, amounts } = this.#groups, count = this.#required.length;
    let best = order[0]!, least = Infinity;
    for (const set of order) {
      let cost = 0;
      for (let at = starts[group]!; at < starts[group + 1]!; at++) {
        const measure = measureOf[at]!, amount = amounts[at]!, place = set * count + measure;
        const excess = this.#held[place]! - this.#shares[set]! * so[measure]!;
        cost += this.#prices[place]! * amount * (amount + 2 * excess);
        if (this.#required[measure] === 1 && this.#held[place] === 0) cost -= this.#prices[place]!;
      }
      if (cost < least) [best, least] = [set, cost];
    }
    return best;
  }

  #change(group: number, set: number, sign: 1 | -1): number {
    const { starts, measureOf, amounts } = this.#groups, first = set * this.#required.length;
    let cost = 0;
    for (let at = starts[group]!, end = starts[group + 1]!; at < end; at++) {
      const measure = measureOf[at]!, amount = amounts[at]!, place = first + measure;
      cost += this.#prices[place]! * amount * (amount + 2 * sign * this.#excess[place]!);
      if (this.#required[measure] === 0) continue;
      const held = this.#held[place]!;
      if (sign === 1 ? held === 0 : held === amount) cost -= sign * MISSING;
    }
    return cost;
  }

  #add(group: number, set: number, sign: 1 | -1): void {
    const { starts, measureOf, amounts } = this.#groups, first = set * this.#required.length;
    for (let at = starts[group]!; at < starts[group + 1]!; at++) {
      const place = first + measureOf[at]!, amount = sign * amounts[at]!;
      this.#excess[place]! += amount;
      this.#held[place]! += amount;
    }
  }
}
