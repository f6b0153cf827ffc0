import { PredictionsError } from "../error.ts";

/**
 * What was drawn at random, by the interval's account: its width says how far another draw of such
 * units would come out. Slices of one subject are alike, so an interval by slice is too narrow for
 * the question whether a classifier serves the next subject.
 */
export type Unit = "subject" | "study" | "slice";

/** A confidence interval that says what it is made from. */
export interface Interval {
  /** Lower and upper bound. */
  ci: [low: number, high: number];
  /** What was drawn at random. */
  unit: Unit;
  /** How it was made, as the function that made it explains. */
  method: string;
  /** Why it is wider than the data seem to call for, or says nothing; absent where neither is so. */
  reason?: string;
  /** That it rests on few subjects: it may hold less often than it says, or is too wide; else absent. */
  caution?: string;
}

/** The reason for an interval that says nothing, where subjects of a label cannot be compared. */
export const ONE_SUBJECT = "fewer than two subjects have positives, or negatives";

/**
 * Makes sure that a coverage can be asked for.
 *
 * @throws {PredictionsError} It is not between 0 and 1.
 */
export function assertLevel(level: number): void {
  if (!(level > 0 && level < 1)) {
    throw new PredictionsError({ expected: "a level between 0 and 1", found: level });
  }
}
