import { getOrMake } from "../../groups.ts";
import { type PredictionTable, tableOf } from "../../predictions/prediction_table.ts";
import type { Prediction } from "../../predictions/prediction.ts";
import { rowsOf } from "../../predictions/set_rows.ts";

/** What a threshold gets wrong of one subject. */
export interface SubjectFailure {
  /** As the predictions spell it. */
  subject: string;
  /** Slices of the kind in question that were called wrongly. */
  wrong: number;
  /** All slices of that kind. */
  of: number;
}

/** The subjects of a test set that a threshold gets most wrong. */
export interface Failures {
  /** Scores of at least this are called positive. */
  threshold: number;
  /** With the most missed positive slices, the most first. */
  missed: SubjectFailure[];
  /** With the most negative slices that were called positive. */
  falselyCalled: SubjectFailure[];
  /** Subjects with at least one missed positive slice. */
  subjectsMissed: number;
  /** Subjects with at least one negative slice that was called positive. */
  subjectsFalselyCalled: number;
}

/**
 * The subjects whose test slices are called wrongly most often, for somebody to look at: errors of a few
 * subjects are another thing than the same number spread over all.
 *
 * @param most So many subjects are named of either kind.
 */
export function failuresBySubject(
  predictions: readonly Prediction[] | PredictionTable,
  threshold: number,
  { most = 3 }: { most?: number } = {},
): Failures {
  const table = "scores" in predictions ? predictions : tableOf(predictions);
  const kinds = [new Map<number, SubjectFailure>(), new Map<number, SubjectFailure>()] as const;
  for (const row of rowsOf(table, "test")) {
    const subject = table.subjectOf[row]!, label = table.labels[row] === 1 ? 1 : 0;
    const found = getOrMake(kinds[label], subject, () => ({
      subject: table.subjects[subject]!,
      wrong: 0,
      of: 0,
    }));
    found.of++;
    if ((table.scores[row]! >= threshold) !== (label === 1)) found.wrong++;
  }
  const worst = (kind: Map<number, SubjectFailure>) =>
    [...kind.values()].filter(({ wrong }) => wrong > 0).sort((a, b) =>
      b.wrong - a.wrong || b.wrong / b.of - a.wrong / a.of || (a.subject < b.subject ? -1 : 1)
    );
  const missed = worst(kinds[1]), falselyCalled = worst(kinds[0]);
  return {
    threshold,
    missed: missed.slice(0, most),
    falselyCalled: falselyCalled.slice(0, most),
    subjectsMissed: missed.length,
    subjectsFalselyCalled: falselyCalled.length,
  };
}
