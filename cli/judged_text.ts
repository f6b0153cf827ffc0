import { describeComparison, describeMetrics } from "./evaluate_text.ts";
import { describeFoldComparison, describeFolds } from "./fold_text.ts";
import type { JudgedTable } from "./judge.ts";

/**
 * What `evaluate` prints.
 *
 * @param other The name of the other classifier's table, where there is one.
 */
export function describeJudged({ metrics, paired }: JudgedTable, other: string): string {
  const described = "folds" in metrics ? describeFolds(metrics) : describeMetrics(metrics);
  if (paired === null) return described;
  const compared = "differences" in paired
    ? describeFoldComparison(paired, other)
    : describeComparison(paired, other);
  return `${described}\n\n${compared}`;
}
