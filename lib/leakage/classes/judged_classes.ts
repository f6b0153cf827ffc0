import {
  type UnpairedDifference,
  unpairedDifference,
} from "../../evaluate/auc/unpaired_difference.ts";
import { classViews, missingClasses, presentClasses } from "../../evaluate/classes/class_views.ts";
import { macroAuc } from "../../evaluate/classes/macro_auc.ts";
import { type ClassTable, viewOf } from "../../predictions/classes/class_table.ts";
import { judgeSlices, NO_SCORES } from "../audit/judged_slices.ts";
import type { JudgedClasses } from "./class_audit.ts";

/** Judges some rows of a table: each class against the rest, and their mean. */
export function judgeClasses(
  table: ClassTable,
  rows: Uint32Array,
  { level = 0.95 }: { level?: number } = {},
): JudgedClasses {
  const classes = table.classes.map((name, place) => ({
    name,
    ...judgeSlices(viewOf(table, place), rows, { level }),
  }));
  const views = classViews(table, rows);
  const isUnscored = rows.length > 0 &&
    views.every(({ scored: { scores } }) => scores.every(Number.isNaN));
  const missing = missingClasses(views) ?? (isUnscored ? NO_SCORES : null);
  const { subjects, studies, slices } = classes[0]!;
  return {
    subjects,
    studies,
    slices,
    classes,
    macro: missing === null
      ? macroAuc(presentClasses(views).map(({ scored }) => scored), { level })
      : null,
    missing,
  };
}

/** The difference of two macro AUCs of the same classes; means over other classes cannot be compared. */
export function classDifference(
  seen: JudgedClasses,
  unseen: JudgedClasses,
): UnpairedDifference | null {
  if (seen.macro === null || unseen.macro === null || !haveSameClasses(seen, unseen)) return null;
  return unpairedDifference(
    { ...seen.macro, value: seen.macro.auc },
    { ...unseen.macro, value: unseen.macro.auc },
  );
}

/** Whether slices of both are of the same classes. */
export function haveSameClasses(a: JudgedClasses, b: JudgedClasses): boolean {
  return a.classes.every(({ positives }, at) => (positives > 0) === (b.classes[at]!.positives > 0));
}
