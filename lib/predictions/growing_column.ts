type Numbers = Float64Array<ArrayBuffer> | Uint32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>;

/** A column of numbers of which the length is not known yet. */
export class GrowingColumn<T extends Numbers> {
  #values: T;
  #length = 0;

  constructor(readonly create: (length: number) => T) {
    this.#values = create(1024);
  }

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const larger = this.create(2 * this.#length);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.#length++] = value;
  }

  at(index: number): number {
    return this.#values[index]!;
  }

  get length(): number {
    return this.#length;
  }

  /** The numbers so far. */
  values(): T {
    return this.#values.subarray(0, this.#length) as T;
  }
}
