import { alikenessFactor } from "../../statistics/design_factor.ts";
import type { ClusterPairs } from "../auc/cluster_pairs.ts";
import type { ClusteredScores } from "../auc/clusters.ts";
import { placements } from "../auc/placements.ts";

/**
 * The design factor of an area by how alike a subject's rows move it ({@linkcode alikenessFactor}): where a row
 * stands among those of the other label, minus the area, by the share of its label. Positives and negatives
 * of one subject, whose scores rise together, move it against each other.
 */
export function alikeRows(scored: ClusteredScores, { clusters }: ClusterPairs): number {
  const { auc, values, labels, positives, negatives } = placements(scored);
  const slices = clusters.positives.map((count, subject) => count + clusters.negatives[subject]!);
  const sums = new Float64Array(clusters.count), squares = new Float64Array(clusters.count);
  for (const [row, subject] of clusters.of.entries()) {
    const move = (values[row]! - auc) * values.length / (labels[row] === 1 ? positives : negatives);
    sums[subject]! += move;
    squares[subject]! += move ** 2;
  }
  return alikenessFactor({ slices, sums, squares });
}
