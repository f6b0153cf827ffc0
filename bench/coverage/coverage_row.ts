/** A line of a table: what was estimated in each cohort, and by each method its interval. */
export class CoverageRow {
  readonly #estimates: number[] = [];
  readonly #intervals: (readonly [number, number])[][] = [];

  constructor(readonly name: string) {}

  add(estimate: number, intervals: readonly (readonly [number, number])[]) {
    this.#estimates.push(estimate);
    intervals.forEach((interval, method) => (this.#intervals[method] ??= []).push(interval));
  }

  toString(): string {
    const truth = meanOf(this.#estimates);
    const cells = this.#intervals.map((ofMethod) => {
      const covered = ofMethod.filter(([low, high]) => low <= truth && truth <= high).length;
      const width = meanOf(ofMethod.map(([low, high]) => high - low));
      if (!Number.isFinite(width)) return "";
      return `${(100 * covered / ofMethod.length).toFixed(1)} % (${width.toFixed(2)})`;
    });
    return `| ${this.name} | ${truth.toFixed(3)} | ${cells.join(" | ")} |`;
  }
}

/** Of values that may not exist, as an AUC in a draw of subjects of one label. */
export function meanOf(values: readonly number[]): number {
  const known = values.filter((value) => !Number.isNaN(value));
  return known.reduce((sum, value) => sum + value, 0) / known.length;
}
