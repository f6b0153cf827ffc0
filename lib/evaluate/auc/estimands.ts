import type { Interval } from "../interval.ts";
import { type ClusterPairs, clusterPairs } from "./cluster_pairs.ts";
import type { ClusteredScores } from "./clusters.ts";
import { clusteredAucOf } from "./obuchowski.ts";

/** The AUC by what is counted: other questions, with other answers where subjects are unequal. */
export interface AucEstimands {
  /**
   * Each subject counts once, by its positives and by its negatives: how a subject taken at random, and
   * of it a slice, is distinguished from another. The usual AUC counts each slice once, and so subjects by their
   * stacks.
   */
  subjectWeighted: Interval & { auc: number };
  /** Of pairs of slices of different subjects; null without such pairs. */
  between: number | null;
  /** Of pairs of slices of one subject: where in a subject the disease is; null without such pairs. */
  within: number | null;
}

/**
 * The AUC of subjects in place of slices, and of pairs between and within subjects apart. The interval is
 * {@linkcode clusteredAuc}'s, with a weight of 1 for each subject's positives together, and for its
 * negatives (Obuchowski 1997, Biometrics 53:567, has equal weights of slices).
 *
 * @param pairs Of the same scores, each slice counting once.
 */
export function aucEstimands(
  scored: ClusteredScores,
  pairs: ClusterPairs,
  { level = 0.95 }: { level?: number } = {},
): AucEstimands {
  const { clusters, positives, negatives, won } = pairs;
  const weights = Float64Array.from(
    clusters.of,
    (subject, row) =>
      1 / (scored.labels[row] === 1 ? clusters.positives : clusters.negatives)[subject]!,
  );
  const weighted = clusterPairs(scored, clusters, weights);
  const { variance: _, wald: __, ...subjectWeighted } = clusteredAucOf(weighted, { level });
  const wonWithin = pairs.wonWithin.reduce((sum, value) => sum + value, 0);
  const pairsWithin = clusters.positives.reduce(
    (sum, count, subject) => sum + count * clusters.negatives[subject]!,
    0,
  );
  const pairsBetween = positives * negatives - pairsWithin;
  return {
    subjectWeighted,
    between: pairsBetween === 0 ? null : (won - wonWithin) / (2 * pairsBetween),
    within: pairsWithin === 0 ? null : wonWithin / (2 * pairsWithin),
  };
}
