import { type ClassComparison, compareClasses } from "hemoleak/evaluate/classes/compare_classes.ts";
import type { ClassMetrics } from "hemoleak/evaluate/classes/class_metrics.ts";
import { evaluateClasses } from "hemoleak/evaluate/classes/evaluate_classes.ts";
import type { ClassTable } from "hemoleak/predictions/classes/class_table.ts";
import type { NamedTable } from "hemoleak/predictions/match_predictions.ts";

/** What `evaluate` finds of several classes. */
export interface JudgedClassTable {
  metrics: ClassMetrics;
  /** The comparison with another classifier's table; null without one. */
  paired: ClassComparison | null;
}

/**
 * Judges a table of several classes, and compares it with another classifier's.
 *
 * @throws {PredictionsError} As `evaluateClasses` and `compareClasses`.
 */
export function judgeClasses(
  first: NamedTable<ClassTable>,
  other: NamedTable<ClassTable> | null,
): JudgedClassTable {
  return { metrics: evaluateClasses(first.table), paired: other && compareClasses(first, other) };
}

/** `evaluate --json`. */
export function classesJson({ metrics, paired }: JudgedClassTable): string {
  return JSON.stringify(paired === null ? metrics : { ...metrics, paired }, null, 2);
}
