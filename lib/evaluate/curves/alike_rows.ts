import { alikenessFactor, type SubjectValues } from "../../statistics/design_factor.ts";
import { rankingOf } from "../auc/auc.ts";
import type { ClusterPairs } from "../auc/cluster_pairs.ts";
import type { ClusteredScores } from "../auc/clusters.ts";

/**
 * The design factor of an area by how alike a subject's rows move it ({@linkcode alikenessFactor}): where a row
 * stands among those of the other label, minus the area, by the share of its label. Positives and negatives
 * of one subject, whose scores rise together, move it against each other.
 */
export function alikeRows(scored: ClusteredScores, pairs: ClusterPairs): number {
  const { clusters, auc, positives, negatives } = pairs, { labels } = scored;
  const { order, tieEnds } = rankingOf(scored);
  const moves: Record<keyof SubjectValues, Float64Array> = {
    slices: clusters.positives.map((count, subject) => count + clusters.negatives[subject]!),
    sums: new Float64Array(clusters.count),
    squares: new Float64Array(clusters.count),
  };
  const all = positives + negatives;
  let positivesBelow = 0, negativesBelow = 0, start = 0;
  for (const end of tieEnds) {
    let positive = 0;
    for (let at = start; at < end; at++) positive += labels[order[at]!] === 1 ? 1 : 0;
    const negative = end - start - positive;
    const beaten = (negativesBelow + negative / 2) / negatives;
    const beatenBy = (positives - positivesBelow - positive / 2) / positives;
    for (let at = start; at < end; at++) {
      const row = order[at]!, subject = clusters.of[row]!;
      const move = labels[row] === 1
        ? (beaten - auc) * all / positives
        : (beatenBy - auc) * all / negatives;
      moves.sums[subject]! += move;
      moves.squares[subject]! += move ** 2;
    }
    positivesBelow += positive;
    negativesBelow += negative;
    start = end;
  }
  return alikenessFactor(moves);
}
