import { type ClusteredAuc, clusteredAuc, clusteredTest } from "../../evaluate/auc/obuchowski.ts";
import type { PairedTest } from "../../evaluate/auc/paired_difference.ts";
import { takeRows } from "../../evaluate/judged_rows.ts";
import type { PredictionTable } from "../../predictions/prediction_table.ts";
import { holdsSubject, type SetMembers } from "./set_overlap.ts";

/**
 * What somebody would score who looks at no image and only knows of each test slice whose it is: its
 * score is the mean label of the subject's training slices. Of a subject without any, who is nobody to
 * the oracle, it is the mean of the whole training set.
 */
export interface IdentityOracle {
  /** The oracle's AUC on the test set, with its interval over subjects; the training labels given. */
  clustered: ClusteredAuc;
  /** The network's AUC minus the oracle's, on the same slices, over subjects (Obuchowski's test). */
  network: PairedTest;
}

/**
 * Asks the oracle.
 *
 * @param rows The test rows; of both labels.
 * @param train What the training set holds: at least one slice.
 */
export function identityOracle(
  table: PredictionTable,
  rows: Uint32Array,
  train: SetMembers,
  { level = 0.95 }: { level?: number } = {},
): IdentityOracle {
  const network = takeRows(table, rows);
  const prevalence = train.positives.reduce((sum, count) => sum + count, 0) / train.slices;
  const scores = Float64Array.from(rows, (row) => {
    const subject = table.subjectOf[row]!;
    if (!holdsSubject(train, subject)) return prevalence;
    return train.positives[subject]! / (train.positives[subject]! + train.negatives[subject]!);
  });
  const oracle = { ...network, scores };
  return {
    clustered: clusteredAuc(oracle, { level }),
    network: clusteredTest(network, oracle, { level }),
  };
}
