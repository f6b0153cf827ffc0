/** Who was joined with whom. */
export type Joined = (first: number, second: number) => void;

/** Numbers in groups that can be joined (union by the smaller number, paths halved). */
export class Groups {
  readonly #parents: Uint32Array;

  /**
   * Each number is a group of its own.
   *
   * @param joined Called whenever two groups become one, with the numbers that did it.
   */
  constructor(count: number, readonly joined: Joined = () => {}) {
    this.#parents = Uint32Array.from({ length: count }, (_, i) => i);
  }

  /** The least number of the group. */
  of(number: number): number {
    const parents = this.#parents;
    while (parents[number] !== number) number = parents[number] = parents[parents[number]!]!;
    return number;
  }

  /** Makes their groups one. */
  join(a: number, b: number): void {
    const [first, second] = [this.of(a), this.of(b)];
    if (first === second) return;
    this.#parents[Math.max(first, second)] = Math.min(first, second);
    this.joined(a, b);
  }
}
