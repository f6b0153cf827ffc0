/** Something that costs something. */
export interface Choice {
  cost: number;
}

/** Choices of which the one of the least cost comes first, of equal ones the oldest (a binary heap). */
export class Choices<One extends Choice> {
  readonly #heap: { choice: One; age: number }[] = [];
  #age = 0;

  /** Adds one. */
  push(choice: One): void {
    const heap = this.#heap;
    heap.push({ choice, age: this.#age++ });
    for (let at = heap.length - 1; at > 0;) {
      const above = (at - 1) >> 1;
      if (!this.#before(at, above)) return;
      [heap[at], heap[above]] = [heap[above]!, heap[at]!];
      at = above;
    }
  }

  /** Takes the first out; undefined where there is none. */
  pop(): One | undefined {
    const heap = this.#heap;
    const first = heap[0], last = heap.pop();
    if (first === undefined || last === undefined) return undefined;
    if (heap.length === 0) return first.choice;
    heap[0] = last;
    for (let at = 0;;) {
      let least = at;
      for (const below of [2 * at + 1, 2 * at + 2]) {
        if (below < heap.length && this.#before(below, least)) least = below;
      }
      if (least === at) return first.choice;
      [heap[at], heap[least]] = [heap[least]!, heap[at]!];
      at = least;
    }
  }

  #before(a: number, b: number): boolean {
    const [one, other] = [this.#heap[a]!, this.#heap[b]!];
    return one.choice.cost < other.choice.cost ||
      one.choice.cost === other.choice.cost && one.age < other.age;
  }
}
