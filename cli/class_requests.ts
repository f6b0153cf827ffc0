import { PredictionsError } from "hemoleak/error.ts";
import {
  type AnyTable,
  type ClassTable,
  isClassTable,
} from "hemoleak/predictions/classes/class_table.ts";
import type { NamedTable } from "hemoleak/predictions/match_predictions.ts";

/** Whether a table is of several classes. */
export function isOfClasses(named: NamedTable<AnyTable>): named is NamedTable<ClassTable> {
  return isClassTable(named.table);
}

/** Of several classes, slices alone are judged. */
export function notStudies({ file }: NamedTable<ClassTable>): PredictionsError {
  return new PredictionsError({
    file,
    expected: "slices to judge, where there are several classes,",
    found: "--unit study",
    hint: "judge studies by one class against the rest: --class NAME",
  });
}

/**
 * The other classifier's table.
 *
 * @throws {PredictionsError} It is not of classes, as the first is.
 */
export function ofClasses(
  named: NamedTable<AnyTable>,
  { table: { classes } }: NamedTable<ClassTable>,
): NamedTable<ClassTable> {
  if (isOfClasses(named)) return named;
  throw new PredictionsError({
    file: named.file,
    expected: `the classes ${classes.join(", ")}`,
    found: "two labels",
  });
}

/**
 * The same of two labels.
 *
 * @throws {PredictionsError} It is of classes.
 */
export function ofTwoLabels(named: NamedTable<AnyTable>): NamedTable {
  return withoutClasses(named, {
    expected: "two labels, as in the table that it is compared with",
  });
}

/**
 * The table of a fold.
 *
 * @throws {PredictionsError} It is of classes.
 */
export function ofFolds(named: NamedTable<AnyTable>): NamedTable {
  return withoutClasses(named, {
    expected: "folds of two labels",
    hint: "give one fold at a time, or judge one class against the rest in all folds: --class NAME",
  });
}

function withoutClasses(
  named: NamedTable<AnyTable>,
  refused: { expected: string; hint?: string },
): NamedTable {
  if (!isOfClasses(named)) return named as NamedTable;
  const found = `the classes ${named.table.classes.join(", ")}`;
  throw new PredictionsError({ file: named.file, found, ...refused });
}
