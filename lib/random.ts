/**
 * The one source of randomness: a seeded generator, always passed in.
 *
 * @module
 */

/**
 * A seeded generator of 32-bit numbers: mulberry32 (T. Ettinger, 2017) over a hashed key, so that
 * `new Random(seed, "split")` and `new Random(seed, "weights")` are independent streams.
 *
 * @example
 * ```ts
 * import { Random } from "hemoleak";
 * const random = new Random(7, "example");
 * const again = new Random(7, "example");
 * console.assert(random.float() === again.float());
 * ```
 */
export class Random {
  #state: number;

  /**
   * Begins a stream.
   *
   * @param key What it is for: the same key gives the same numbers, any other key independent ones.
   */
  constructor(...key: (number | string)[]) {
    let hash = 0x9e3779b9;
    for (const part of key) {
      const words = typeof part === "string"
        ? [...part].map((c) => c.codePointAt(0)!)
        : wordsOf(part);
      for (const word of [words.length, ...words]) {
        hash = Math.imul(hash ^ word, 0x85ebca6b);
        hash ^= hash >>> 13;
        hash = Math.imul(hash, 0xc2b2ae35);
        hash ^= hash >>> 16;
      }
    }
    this.#state = hash >>> 0;
  }

  /** All that the numbers to come depend on, in [0, 2^32); may be set to what it was. */
  get state(): number {
    return this.#state;
  }

  set state(state: number) {
    this.#state = state >>> 0;
  }

  /** A whole number in [0, 2^32). */
  uint32(): number {
    let t = this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  }

  /** A number in [0, 1). */
  float(): number {
    return this.uint32() / 4294967296;
  }

  /** A number in [low, high). */
  uniform(low: number, high: number): number {
    return low + (high - low) * this.float();
  }

  /** A whole number in [0, count). */
  integer(count: number): number {
    return Math.floor(this.float() * count);
  }

  /** A normal variate (Box-Muller). */
  normal(mean = 0, deviation = 1): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.float()));
    return mean + deviation * radius * Math.cos(2 * Math.PI * this.float());
  }

  /** True with the given probability. */
  bool(probability = 0.5): boolean {
    return this.float() < probability;
  }

  /** One element of a non-empty array. */
  pick<T>(items: readonly T[]): T {
    if (items.length === 0) throw new RangeError("Expected at least one item to pick from");
    return items[this.integer(items.length)]!;
  }

  /** A shuffled copy (Fisher-Yates). */
  shuffled<T>(items: Iterable<T>): T[] {
    const out = [...items];
    for (let i = out.length - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      [out[i], out[j]] = [out[j]!, out[i]!];
    }
    return out;
  }
}

/** A number in words of 32 bits: a single one below 2^32, the higher one after it above. */
function wordsOf(number: number): number[] {
  const high = Math.floor(number / 4294967296);
  return high >= 1 && Number.isFinite(number) ? [number % 4294967296, high] : [number];
}
