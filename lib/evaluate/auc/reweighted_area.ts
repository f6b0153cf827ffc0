import type { Reweighted } from "../../statistics/empirical_score.ts";
import type { ClusterPairs } from "./cluster_pairs.ts";

/**
 * The area as a function of how much each subject weighs: a pair of slices counts the product of their
 * subjects' weights. A call takes time in proportion to the slices.
 */
export function reweightedArea({ clusters, ranked }: ClusterPairs): Reweighted {
  const { subjects, weights: sizes, tieEnds } = ranked;
  const { positives, negatives, count } = clusters;
  return (weights, moves) => {
    let allPositives = 0, allNegatives = 0;
    for (let i = 0; i < count; i++) {
      allPositives += weights[i]! * positives[i]!;
      allNegatives += weights[i]! * negatives[i]!;
    }
    moves.fill(0);
    let positivesBelow = 0, negativesBelow = 0, won = 0, start = 0;
    for (let group = 0; group < tieEnds.length; group++) {
      const end = tieEnds[group]!;
      let positive = 0, negative = 0;
      for (let at = start; at < end; at++) {
        const size = sizes[at]! * weights[subjects[at]!]!;
        if (size > 0) positive += size;
        else negative -= size;
      }
      const beaten = negativesBelow + negative / 2;
      const beatenBy = allPositives - positivesBelow - positive / 2;
      for (let at = start; at < end; at++) {
        const size = sizes[at]!;
        moves[subjects[at]!]! += size > 0 ? size * beaten : -size * beatenBy;
      }
      won += positive * beaten;
      positivesBelow += positive;
      negativesBelow += negative;
      start = end;
    }
    // Weights are no whole numbers, and their rounding must not lead beyond 1.
    const area = Math.min(1, won / (allPositives * allNegatives));
    for (let i = 0; i < count; i++) {
      moves[i] = moves[i]! / (allPositives * allNegatives) -
        area * (positives[i]! / allPositives + negatives[i]! / allNegatives);
    }
    return area;
  };
}
