import type { Hemorrhage } from "../cohort/slice_row.ts";

/** The smallest rectangle around the blood of one kind in a slice, in pixels. */
export interface BloodBox {
  /** Which kind of blood. */
  finding: Hemorrhage;
  /** Its first column, from 0. */
  x: number;
  /** Its first row, from 0. */
  y: number;
  /** How many columns. */
  width: number;
  /** How many rows. */
  height: number;
}

/** Collects where the blood is in one slice. */
export class BloodBoxes {
  /** Pixels that are mostly extravasated blood. */
  pixels = 0;
  readonly #bounds = new Map<
    Hemorrhage,
    [left: number, top: number, right: number, bottom: number]
  >();

  /** Adds a pixel that is mostly blood. */
  add(finding: Hemorrhage, column: number, row: number): void {
    this.pixels++;
    const [left, top, right, bottom] = this.#bounds.get(finding) ?? [column, row, column, row];
    this.#bounds.set(finding, [
      Math.min(left, column),
      Math.min(top, row),
      Math.max(right, column),
      Math.max(bottom, row),
    ]);
  }

  /** A box for each kind of hemorrhage that is there. */
  get boxes(): BloodBox[] {
    return [...this.#bounds].map(([finding, [left, top, right, bottom]]) => ({
      finding,
      x: left,
      y: top,
      width: right - left + 1,
      height: bottom - top + 1,
    }));
  }
}
