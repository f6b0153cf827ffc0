import { Random } from "../../random.ts";
import { quantile } from "../../statistics/quantile.ts";

const PERMUTATIONS = 1000;

/** What is reached after whole subjects have exchanged what is to be named at random. */
export interface PermutationNull {
  /** The middle 95 % of such accuracies. */
  range: [low: number, high: number];
  /** The share of them, the true one counted, that are at least as high as the true one. */
  p: number;
  /** How many. */
  permutations: number;
}

/**
 * Permutes subjects.
 *
 * @param actual The accuracy without permutation.
 * @param subjects How many subjects exchange with each other.
 * @param purpose Of the generator: one purpose has the same permutations everywhere.
 * @param accuracyOf The accuracy where subject i has what belonged to subject `order[i]`.
 */
export function permutationNull(
  actual: number,
  subjects: number,
  purpose: string,
  accuracyOf: (order: readonly number[]) => number,
): PermutationNull {
  const random = new Random(0, purpose);
  const numbers = Array.from({ length: subjects }, (_, subject) => subject);
  const reached = Float64Array.from(
    { length: PERMUTATIONS },
    () => accuracyOf(random.shuffled(numbers)),
  ).sort();
  // Sums of the same parts in another order may differ in their last bit.
  const atLeast = reached.reduce((total, each) => total + (each >= actual - 1e-12 ? 1 : 0), 1);
  return {
    range: [quantile(reached, 0.025), quantile(reached, 0.975)],
    p: atLeast / (PERMUTATIONS + 1),
    permutations: PERMUTATIONS,
  };
}
