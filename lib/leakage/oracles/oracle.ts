import type { ClusteredScores } from "../../evaluate/auc/clusters.ts";
import { type ClusteredAuc, clusteredAuc, clusteredTest } from "../../evaluate/auc/obuchowski.ts";
import type { PairedTest } from "../../evaluate/auc/paired_difference.ts";
import type { ValueCounts } from "../audit/set_overlap.ts";

/** What somebody would score on the test set who looks at no image but knows one thing of each slice. */
export interface AskedOracle {
  /** The oracle's AUC on the test set, with its interval over subjects; the training labels given. */
  clustered: ClusteredAuc;
  /**
   * The network's AUC minus the oracle's, on the same slices, over subjects; null before training, when
   * there are no scores.
   */
  network: PairedTest | null;
}

/**
 * Judges an oracle beside a network.
 *
 * @param network The test slices with the network's scores, NaN before training.
 * @param scores The oracle's, in the same order.
 */
export function askOracle(
  network: ClusteredScores & { scores: Float64Array },
  scores: Float64Array,
  { level = 0.95 }: { level?: number } = {},
): AskedOracle {
  const oracle = { ...network, scores };
  return {
    clustered: clusteredAuc(oracle, { level }),
    network: network.scores.some(Number.isNaN) ? null : clusteredTest(network, oracle, { level }),
  };
}

/** The mean label of all slices that were counted. */
export function meanLabel({ positives, negatives }: ValueCounts): number {
  const sum = (counts: Float64Array) => counts.reduce((total, count) => total + count, 0);
  return sum(positives) / (sum(positives) + sum(negatives));
}
