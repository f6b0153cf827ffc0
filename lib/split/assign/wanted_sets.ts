import { SplitError } from "../../error.ts";
import { countText } from "../../text/numbers.ts";
import { SET_NAMES } from "../split.ts";

/** Into what rows are to be shared out: sets of stated sizes, or folds of one size. */
export interface WantedOptions {
  /** Share of all that is tested, in [0, 1). Default 0.15. */
  test?: number;
  /** Share of the rest that validates, in [0, 1). Default 0.2, so train has 0.68 and validation 0.17. */
  validation?: number;
  /** So many folds in place of sets, each a test set in its turn; 2 or more. */
  folds?: number;
}

/** The sets and how large each is to be. */
export interface WantedSets {
  /** The column that says which a row is in. */
  column: "set" | "fold";
  /** Of each set its name, in the order of their use; folds are called 1, 2, ... */
  names: readonly string[];
  /** Of each set its share of everything; they add up to 1. */
  shares: readonly number[];
}

/**
 * Names the sets that are asked for, without those of no share.
 *
 * @throws {SplitError} A share outside [0, 1), no two sets, or folds together with sets.
 */
export function wantedSets({ test, validation, folds }: WantedOptions): WantedSets {
  if (folds !== undefined) {
    if (test !== undefined || validation !== undefined) {
      throw new SplitError({
        expected: "either folds or shares of test and validation sets",
        found: "both",
        hint: "split off a test set first and make folds of its training rows; to validate, take " +
          "the next fold",
      });
    }
    if (!Number.isInteger(folds) || folds < 2 || folds > MOST_FOLDS) {
      throw new SplitError({
        expected: `a whole number of folds from 2 to ${countText(MOST_FOLDS)}`,
        found: folds,
      });
    }
    return {
      column: "fold",
      names: Array.from({ length: folds }, (_, fold) => String(fold + 1)),
      shares: new Array<number>(folds).fill(1 / folds),
    };
  }
  const tested = shareOf("test", test ?? 0.15),
    validated = shareOf("validation", validation ?? 0.2);
  const all = [(1 - tested) * (1 - validated), (1 - tested) * validated, tested];
  const used = [...all.keys()].filter((set) => all[set]! > 0);
  if (used.length < 2) {
    throw new SplitError({
      expected: "a share for the test or the validation set",
      found: "0 for both",
    });
  }
  return {
    column: "set",
    names: used.map((set) => SET_NAMES[set]!),
    shares: used.map((set) => all[set]!),
  };
}

const MOST_FOLDS = 1000;

function shareOf(set: string, share: number): number {
  if (share >= 0 && share < 1) return share;
  throw new SplitError({
    expected: `the ${set} share to be a number from 0 to below 1`,
    found: share,
  });
}
