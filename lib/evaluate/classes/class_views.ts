import { PredictionsError } from "../../error.ts";
import { type ClassTable, viewOf } from "../../predictions/classes/class_table.ts";
import type { PredictionRows } from "../../predictions/prediction_table.ts";
import { rankingOf } from "../auc/auc.ts";
import { picked, type TableRows, takeRows } from "../judged_rows.ts";

/** Some rows of a table as one class sees them: its own are positive, and the scores are those for it. */
export interface ClassView {
  name: string;
  /** How many of the rows are its own. */
  slices: number;
  scored: TableRows;
}

/** The same rows as each class sees them; subjects and studies are shared. */
export function classViews(table: ClassTable, rows: Uint32Array): ClassView[] {
  const { subjects, studies } = takeRows(viewOf(table, 0), rows);
  const of = picked(table.classOf, rows, new Uint32Array(rows.length));
  return table.classes.map((name, place) => {
    const labels = new Uint8Array(rows.length);
    let slices = 0;
    for (let i = 0; i < of.length; i++) slices += labels[i] = of[i] === place ? 1 : 0;
    const scores = picked(table.classScores[place]!, rows, new Float64Array(rows.length));
    return { name, slices, scored: { scores, labels, subjects, studies } };
  });
}

/** Sorted once for all that follows. */
export function ranked(view: ClassView): ClassView {
  return { ...view, scored: { ...view.scored, ranking: rankingOf(view.scored) } };
}

/** The classes that rows are of: a mean over classes is one over these. */
export function presentClasses(views: readonly ClassView[]): ClassView[] {
  return views.filter(({ slices }) => slices > 0);
}

/** Why there is no macro AUC of some slices; null if there is one. */
export function missingClasses(views: readonly ClassView[]): string | null {
  const [first, second] = presentClasses(views);
  if (first === undefined) return "no slices";
  return second === undefined ? `no slices of another class than ${first.name}` : null;
}

/**
 * Makes sure that predictions of classes are of one split.
 *
 * @throws {PredictionsError} They have folds.
 */
export function assertOneClassSplit({ folds }: PredictionRows): void {
  if (folds === null) return;
  throw new PredictionsError({
    expected: "predictions of several classes in one split",
    found: `the folds ${folds.values.join(", ")}`,
    hint:
      "give one fold at a time, or judge one class against the rest in all folds: --class NAME, or " +
      "oneVersusRest",
  });
}
