import { compare, type Comparison } from "hemoleak/evaluate/compare.ts";
import { evaluate, type EvaluateOptions } from "hemoleak/evaluate/evaluate.ts";
import { compareFolds, type FoldComparison } from "hemoleak/evaluate/folds/compare_folds.ts";
import { evaluateFolds, type FoldMetrics } from "hemoleak/evaluate/folds/evaluate_folds.ts";
import type { Metrics } from "hemoleak/evaluate/metrics.ts";
import type { NamedTable } from "hemoleak/predictions/match_predictions.ts";

/** What `evaluate` finds, of one split or of folds. */
export interface JudgedTable {
  metrics: Metrics | FoldMetrics;
  /** The comparison with another classifier's table; null without one. */
  paired: Comparison | FoldComparison | null;
}

/** What to judge, and how, of one table or of two that are compared. */
export type HowToJudge = Pick<EvaluateOptions, "unit" | "studyScore">;

/**
 * Judges a table, folds fold by fold, and compares it with another classifier's.
 *
 * @throws {PredictionsError} As `evaluate`, `compare` and theirs of folds.
 */
export function judge(
  first: NamedTable,
  other: NamedTable | null,
  how: HowToJudge = {},
): JudgedTable {
  if (first.table.folds === null) {
    return { metrics: evaluate(first.table, how), paired: other && compare(first, other, how) };
  }
  return {
    metrics: evaluateFolds(first.table, how),
    paired: other && compareFolds(first, other, how),
  };
}

/** `evaluate --json`. */
export function judgedJson({ metrics, paired }: JudgedTable): string {
  return JSON.stringify(paired === null ? metrics : { ...metrics, paired }, null, 2);
}
