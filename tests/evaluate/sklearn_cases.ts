/** What scikit-learn says of random data with ties: tests/fixtures/evaluate/scikit_learn.py made it. */
export interface SklearnCase {
  labels: number[];
  scores: number[];
  auc: number;
  accuracy: number;
  recall: number;
  precision: number;
  specificity: number;
  f1: number;
  mcc: number;
  balanced_accuracy: number;
  average_precision: number;
  /** `roc_auc_score(max_fpr=0.1)`. */
  partial_auc: number;
  brier: number;
  /** Observed and predicted of each bin that is not empty. */
  reliability: [number, number][];
  /** Precision, recall and threshold, from the lowest threshold up, without the last point. */
  precision_recall: [number, number, number][];
  /** False and true positive rate and threshold, from the highest threshold down. */
  roc: [number, number, number][];
}

export const SKLEARN_CASES: SklearnCase[] = JSON.parse(
  Deno.readTextFileSync(new URL("../fixtures/evaluate/scikit_learn.json", import.meta.url)),
);
